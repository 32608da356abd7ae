#pragma once

// The data of the shop API: products, customers, and the orders of each day, which refer to both. An order depends only
// on its day and its number within it; products and customers depend only on their number. Therefore the data is
// consistent.
// Threads: pure; safe on every thread. Units: money in cents.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sample/day.h"

namespace connectory::sample::shop {

inline constexpr std::int64_t products_count = 60;
inline constexpr std::int64_t customers_count = 400;

struct Product {
  std::string sku;
  std::string title;  // some have commas, quotes and non-ASCII letters
  std::string_view category;
  std::int64_t price_cents;
  std::int64_t stock;
};
Product make_product(std::int64_t product_index);

struct Customer {
  std::string id;
  std::string name;
  std::string email;
  std::string_view country;  // ISO 3166-1, two letters
};
Customer make_customer(std::int64_t customer_index);

struct Item {
  Product product;
  std::int64_t quantity = 0;
  std::int64_t amount_cents() const { return quantity * product.price_cents; }
};

struct Order {
  std::string id;       // `20240301-12`
  std::string date;     // `2024-03-01`
  std::string created;  // `2024-03-01T14:05:09Z`
  std::string_view status;
  std::string customer_id;
  std::string_view country;
  std::vector<Item> items;  // 1 to 4, with distinct products
  std::int64_t total_cents;
};
// The number of orders for each day, if the request has no `per_day`.
std::int64_t count_orders(Day day);
Order make_order(Day day, std::int64_t order_index);

}  // namespace connectory::sample::shop
