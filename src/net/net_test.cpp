#include <gtest/gtest.h>
#include <zlib.h>

#include "net/address.h"
#include "net/content_coding.h"
#include "net/form.h"

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

TEST(Form, DecodesFieldsInOrder) {
  const auto fields = parse_form("a=1&b=x%20y+z&&c&a=%C3%A9&=v");
  ASSERT_TRUE(fields.has_value());
  std::string seen;
  for (const FormField& field : *fields) seen += field.name + "=" + field.value + ";";
  EXPECT_EQ(seen, "a=1;b=x y z;c=;a=\xc3\xa9;=v;");
  for (const char* text : {"a=%", "a=%4", "a=%zz", "%=1", "a=%-1"}) EXPECT_FALSE(parse_form(text).has_value()) << text;
}

TEST(PercentDecode, LeavesPlusAlone) { EXPECT_EQ(percent_decode("a+b%2Bc"), "a+b+c"); }

TEST(ContentCoding, FollowsWhatTheClientSays) {
  for (const char* yes : {"gzip", "deflate, gzip;q=0.5", "GZIP", "*", "x-gzip", "br;q=1, *;q=0.1"})
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "br", "gzip;q=0, *"})
    EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(ContentCoding, PacksWhatZlibUnpacks) {
  const std::string text(100'000, 'x');
  const std::string packed = gzip(text);
  EXPECT_LT(packed.size(), 1000U);
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string plain(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(plain, text);
}

}  // namespace
}  // namespace connectory::net
