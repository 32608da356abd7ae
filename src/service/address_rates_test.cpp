#include "service/address_rates.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace connectory::service {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;

net::Address address(std::string_view text) { return *net::parse_address(text); }

bool takes(AddressRates& rates, std::string_view text, std::int64_t now_ns = 0) {
  return rates.take(address(text), now_ns).is_allowed;
}

TEST(AddressRates, EachAddressHasItsOwnBudget) {
  AddressRates rates(2, 10);
  EXPECT_TRUE(takes(rates, "192.0.2.1"));
  EXPECT_TRUE(takes(rates, "192.0.2.1"));
  EXPECT_FALSE(takes(rates, "192.0.2.1"));
  EXPECT_TRUE(takes(rates, "192.0.2.2"));
  EXPECT_TRUE(takes(rates, "192.0.2.1", hour_ns / 2));
}

TEST(AddressRates, ANetworkOfIpv6SharesOne) {
  AddressRates rates(1, 10);
  EXPECT_TRUE(takes(rates, "2001:db8:1:2::1"));
  EXPECT_FALSE(takes(rates, "2001:db8:1:2:ffff::9"));
  EXPECT_TRUE(takes(rates, "2001:db8:1:3::1"));
  EXPECT_TRUE(takes(rates, "::1"));
  EXPECT_TRUE(takes(rates, "0.0.0.1"));
}

TEST(AddressRates, TheTableStaysWithinItsBound) {
  AddressRates rates(1, 100);
  for (int i = 0; i < 1000; ++i) {
    takes(rates, fmt::format("10.0.{}.{}", i / 250, i % 250));
    EXPECT_LE(rates.addresses_count(), 100U);
  }
}

TEST(AddressRates, FullBudgetsMakeRoomBeforeSpentOnesAreForgotten) {
  AddressRates rates(1, 3);
  EXPECT_TRUE(takes(rates, "10.0.0.1"));
  EXPECT_TRUE(takes(rates, "10.0.0.2"));
  EXPECT_TRUE(takes(rates, "10.0.0.3", hour_ns));  // the budgets of both others are full again
  EXPECT_TRUE(takes(rates, "10.0.0.4", hour_ns));
  EXPECT_EQ(rates.addresses_count(), 2U);
  EXPECT_FALSE(takes(rates, "10.0.0.3", hour_ns));
}

TEST(AddressRates, AKnownAddressNeedsNoRoom) {
  AddressRates rates(1, 2);
  EXPECT_TRUE(takes(rates, "10.0.0.1"));
  EXPECT_TRUE(takes(rates, "10.0.0.2"));  // now the table is full
  EXPECT_FALSE(takes(rates, "10.0.0.1"));
  EXPECT_FALSE(takes(rates, "10.0.0.2"));
}

TEST(AddressRates, AChangeOfTheBudgetStartsAgain) {
  AddressRates rates(1, 10);
  EXPECT_TRUE(takes(rates, "10.0.0.1"));
  rates.change(1);
  EXPECT_FALSE(takes(rates, "10.0.0.1"));
  rates.change(2);
  EXPECT_TRUE(takes(rates, "10.0.0.1"));
  EXPECT_TRUE(takes(rates, "10.0.0.1"));
  EXPECT_FALSE(takes(rates, "10.0.0.1"));
}

}  // namespace
}  // namespace connectory::service
