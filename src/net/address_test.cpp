#include "net/address.h"

#include <gtest/gtest.h>

namespace connectory::net {
namespace {

TEST(AddressRange, HoldsWhatItSays) {
  struct Case {
    const char* range;
    const char* address;
    bool is_inside;
  };
  const Case cases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"10.0.0.0/9", "10.128.0.0", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1", "127.0.0.2", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "::1", false},
      {"2001:db8::/32", "2001:db8:1::", true},
      {"2001:db8::/32", "2001:db9::", false},
      {"10.0.0.0/8", "::ffff:10.1.2.3", true},
      {"::ffff:10.0.0.1", "10.0.0.1", true},
  };
  for (const Case& one : cases) {
    const auto range = AddressRange::parse(one.range);
    ASSERT_TRUE(range.has_value()) << one.range;
    EXPECT_EQ(range->contains(*parse_address(one.address)), one.is_inside) << one.range << " " << one.address;
  }
}

TEST(AddressRange, RefusesSlips) {
  for (const char* text :
       {"", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "::/129", "x", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8"})
    EXPECT_FALSE(AddressRange::parse(text).has_value()) << text;
}

TEST(Endpoint, ReadsHostAndPort) {
  EXPECT_EQ(to_text(*parse_endpoint("127.0.0.1:8080")), "127.0.0.1:8080");
  EXPECT_EQ(to_text(*parse_endpoint("[::1]:0")), "[::1]:0");
  EXPECT_EQ(to_text(*parse_endpoint("localhost:1")), "127.0.0.1:1");
  for (const char* text : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:65536", "::1:80", "host:80", "127.0.0.1:x"})
    EXPECT_FALSE(parse_endpoint(text).has_value()) << text;
}

}  // namespace
}  // namespace connectory::net
