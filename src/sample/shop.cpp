#include "sample/shop.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sample/draw.h"

namespace connectory::sample::shop {
namespace {

struct Kind {
  std::string_view title;
  std::string_view category;
  std::int64_t price_cents;
};
constexpr std::array<Kind, 10> kinds = {{{"Coffee mug", "Kitchen", 1490},
                                         {"Tea pot, 1 l", "Kitchen", 3900},
                                         {"Bread knife 8\"", "Kitchen", 2750},
                                         {"Linen apron", "Kitchen", 4200},
                                         {"Caf\xc3\xa9 chair", "Furniture", 8900},
                                         {"Oak stool", "Furniture", 6500},
                                         {"Wool blanket", "Home", 7900},
                                         {"Candle, three pieces", "Home", 1250},
                                         {"Wall clock", "Home", 4590},
                                         {"Garden gloves", "Garden", 1790}}};
constexpr std::array<std::string_view, 6> colours = {"", "blue", "green", "red", "white", "black"};
static_assert(kinds.size() * colours.size() == static_cast<std::size_t>(products_count));

constexpr std::array<std::string_view, 16> first_names = {"Ada", "Bea",  "Carl", "Dana", "Eli",  "Fay", "Gus",  "Hana",
                                                          "Ian", "Jill", "Kai",  "Lea",  "Milo", "Nia", "Otto", "Pia"};
constexpr std::array<std::string_view, 14> last_names = {"Archer", "Berg",   "Castillo", "Dub\xc3\xb3is", "Evans",
                                                         "Fisher", "Garcia", "Hill",     "Ito",           "Jensen",
                                                         "Koch",   "Lehto",  "Moore",    "O'Neil"};
// Countries that are listed more than once have more customers.
constexpr std::array<std::string_view, 10> countries = {"FI", "FI", "DE", "DE", "DE", "GB", "GB", "US", "FR", "SE"};
constexpr std::array<std::string_view, 10> statuses = {"paid",    "paid",    "paid",    "shipped",  "shipped",
                                                       "shipped", "shipped", "shipped", "refunded", "cancelled"};

constexpr std::int64_t seconds_per_day = 86'400;

template <class T, std::size_t N>
const T& pick(const std::array<T, N>& from, std::int64_t index) {
  return from[static_cast<std::size_t>(index) % N];
}

std::string customer_id(std::int64_t customer_index) { return fmt::format("cust-{}", customer_index + 1); }

std::string_view country_of(std::int64_t customer_index) {
  return pick(countries, Draw(customer_index, 'c').below(1000));
}

}  // namespace

Product make_product(std::int64_t product_index) {
  const Kind& kind = pick(kinds, product_index);
  const std::int64_t round = product_index / static_cast<std::int64_t>(kinds.size());
  Product product{fmt::format("P-{:04}", product_index + 1), std::string(kind.title), kind.category,
                  kind.price_cents + round * 50, Draw(product_index, 's').below(200)};
  if (const std::string_view colour = pick(colours, round); !colour.empty()) product.title.append(" ").append(colour);
  return product;
}

Customer make_customer(std::int64_t customer_index) {
  Draw chance(customer_index, 'n');
  const std::string_view first = pick(first_names, chance.below(1000));
  const std::string_view last = pick(last_names, chance.below(1000));
  std::string id = customer_id(customer_index);
  std::string email = id + "@example.com";
  return {std::move(id), fmt::format("{} {}", first, last), std::move(email), country_of(customer_index)};
}

std::int64_t count_orders(Day day) {
  const std::chrono::weekday weekday(day);
  const bool is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  return (is_weekend ? 14 : 6) + Draw(day.time_since_epoch().count(), 'o').below(12);
}

Order make_order(Day day, std::int64_t order_index) {
  Draw chance(day.time_since_epoch().count(), order_index);
  // The times increase. If a day has more orders than fit, they start again at midnight.
  const std::int64_t second = order_index * 97 % seconds_per_day;
  const std::int64_t customer = chance.below(customers_count);
  const std::string date = to_text(day);
  std::string digits = date;
  std::erase(digits, '-');
  Order order{.id = fmt::format("{}-{}", digits, order_index + 1),
              .date = date,
              .created = fmt::format("{}T{:02}:{:02}:{:02}Z", date, second / 3600, second / 60 % 60, second % 60),
              .status = pick(statuses, chance.below(1000)),
              .customer_id = customer_id(customer),
              .country = country_of(customer),
              .items = {},
              .total_cents = 0};
  const std::int64_t items_count = 1 + chance.below(4);
  const std::int64_t first_product = chance.below(products_count);
  for (std::int64_t i = 0; i < items_count; ++i) {
    // Seven and the number of products have no common factor, so no product occurs twice.
    Item item{make_product((first_product + i * 7) % products_count), 1 + chance.below(3)};
    order.total_cents += item.amount_cents();
    order.items.push_back(std::move(item));
  }
  return order;
}

}  // namespace connectory::sample::shop
