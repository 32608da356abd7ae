#include "net/held_bytes.h"

#include <gtest/gtest.h>

namespace connectory::net {
namespace {

using enum HeldBytes::Room;

Address at(const char* text) { return *parse_address(text); }

TEST(HeldBytes, BoundsEachClient) {
  HeldBytes held({.of_client = 100, .in_all = 1000});
  Holding one(held, at("192.0.2.1"));
  Holding other(held, at("192.0.2.1"));
  const Holding elsewhere(held, at("192.0.2.2"));
  EXPECT_EQ(other.room(), plenty);
  one.set(51);
  EXPECT_EQ(other.room(), scarce);
  EXPECT_EQ(one.room(), plenty) << "what the others leave";
  EXPECT_TRUE(one.is_pressed() && other.is_pressed());
  one.set(76);
  EXPECT_EQ(other.room(), little);
  one.set(100);
  EXPECT_EQ(other.room(), none);
  EXPECT_EQ(elsewhere.room(), plenty);
  EXPECT_FALSE(elsewhere.is_pressed());
  one.set(10);
  EXPECT_EQ(other.room(), plenty);
}

TEST(HeldBytes, BoundsAllTogether) {
  HeldBytes held({.of_client = 100, .in_all = 150});
  Holding one(held, at("192.0.2.1"));
  Holding two(held, at("192.0.2.2"));
  const Holding three(held, at("192.0.2.3"));
  one.set(80);
  EXPECT_EQ(three.room(), scarce);
  two.set(80);
  EXPECT_EQ(three.room(), none);
  EXPECT_TRUE(three.is_pressed());
  EXPECT_EQ(held.in_all(), 160U);
}

TEST(HeldBytes, GivesBackWhatAConnectionHeld) {
  HeldBytes held({.of_client = 100, .in_all = 1000});
  const Holding stays(held, at("192.0.2.1"));
  {
    Holding goes(held, at("192.0.2.1"));
    goes.set(100);
    EXPECT_EQ(stays.room(), none);
  }
  EXPECT_EQ(stays.room(), plenty);
  EXPECT_EQ(held.in_all(), 0U);
}

TEST(HeldBytes, KnowsANetworkOfIpv6AsOneClient) {
  HeldBytes held({.of_client = 100, .in_all = 1000});
  Holding one(held, at("2001:db8::1"));
  const Holding same(held, at("2001:db8::ffff:1"));
  const Holding other(held, at("2001:db8:0:1::1"));
  one.set(100);
  EXPECT_EQ(same.room(), none);
  EXPECT_EQ(other.room(), plenty);
}

TEST(HeldBytes, BoundsProxiesInAllOnly) {
  HeldBytes held({.of_client = 100, .in_all = 1000});
  held.change({.of_client = 100, .in_all = 1000}, {*AddressRange::parse("192.0.2.0/24")});
  Holding one(held, at("192.0.2.1"));
  const Holding other(held, at("192.0.2.1"));
  one.set(400);
  EXPECT_EQ(other.room(), plenty);
  one.set(1000);
  EXPECT_EQ(other.room(), none);
}

TEST(HeldBytes, AnotherListOfProxiesTakesThePlaceOfTheFirst) {
  HeldBytes held({.of_client = 100, .in_all = 1000});
  held.change({.of_client = 100, .in_all = 1000}, {*AddressRange::parse("192.0.2.0/24")});
  held.change({.of_client = 100, .in_all = 1000}, {*AddressRange::parse("198.51.100.0/24")});
  Holding former(held, at("192.0.2.1"));
  former.set(100);
  EXPECT_EQ(Holding(held, at("192.0.2.1")).room(), none);
  Holding proxy(held, at("198.51.100.1"));
  proxy.set(100);
  EXPECT_EQ(Holding(held, at("198.51.100.1")).room(), plenty);
}

TEST(HeldBytes, ForgetsClientsWithoutConnections) {
  HeldBytes held({.of_client = 100, .in_all = 1000});
  Holding stays(held, at("192.0.2.1"));
  stays.set(100);
  for (std::uint32_t i = 0; i < 10'000; ++i) const Holding comes(held, boost::asio::ip::address_v4(0x0a000000 + i));
  EXPECT_EQ(Holding(held, at("192.0.2.1")).room(), none) << "one that has connections is not forgotten";
  EXPECT_LT(held.clients_known(), 1000U);
}

}  // namespace
}  // namespace connectory::net
