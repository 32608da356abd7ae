#include "sample/shop.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace connectory::sample::shop {
namespace {

const Day day = *parse_day("2024-03-01");

TEST(Shop, OrdersNameWhatThereIs) {
  std::set<std::string> skus;
  for (std::int64_t i = 0; i < products_count; ++i) skus.insert(make_product(i).sku);
  std::map<std::string, std::string_view> country_of;
  for (std::int64_t i = 0; i < customers_count; ++i) country_of[make_customer(i).id] = make_customer(i).country;
  for (std::int64_t i = 0; i < 2000; ++i) {
    const Order order = make_order(day, i);
    ASSERT_TRUE(country_of.contains(order.customer_id)) << order.customer_id;
    ASSERT_EQ(country_of[order.customer_id], order.country);
    std::set<std::string> seen;
    std::int64_t total_cents = 0;
    for (const Item& item : order.items) {
      ASSERT_TRUE(skus.contains(item.product.sku)) << item.product.sku;
      ASSERT_TRUE(seen.insert(item.product.sku).second) << "twice in one order: " << item.product.sku;
      total_cents += item.amount_cents();
    }
    ASSERT_FALSE(order.items.empty());
    ASSERT_EQ(total_cents, order.total_cents);
  }
}

TEST(Shop, ProductsAndCustomersHaveIdsOfTheirOwn) {
  std::set<std::string> titles;
  for (std::int64_t i = 0; i < products_count; ++i) titles.insert(make_product(i).title);
  EXPECT_EQ(titles.size(), static_cast<std::size_t>(products_count));
  std::set<std::string> emails;
  for (std::int64_t i = 0; i < 10'000; ++i) emails.insert(make_customer(i).email);
  EXPECT_EQ(emails.size(), 10'000U);
}

TEST(Shop, OrdersComeInTheOrderOfTheDay) {
  std::string before;
  for (std::int64_t i = 0; i < 800; ++i) {
    const Order order = make_order(day, i);
    ASSERT_LT(before, order.created);
    ASSERT_TRUE(order.created.starts_with(order.date));
    before = order.created;
  }
}

}  // namespace
}  // namespace connectory::sample::shop
