// The paths under /shop: numbered pages, a Link header, URLs of next pages, a token endpoint.

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "sample/answers.h"
#include "sample/cursor.h"
#include "sample/draw.h"
#include "sample/route.h"
#include "sample/shop.h"
#include "sample/token.h"

namespace connectory::sample {
namespace {

namespace limits = base::limits;

constexpr std::int64_t page_number_max = 1'000'000'000;
constexpr Bounds page_bounds = {.min = 1, .max = page_number_max, .fallback = 1};
constexpr Bounds page_rows_bounds = {.min = 1, .max = limits::sample_page_rows_max, .fallback = 50};

struct Page {
  std::int64_t number;  // from 1
  std::int64_t rows_max;

  std::int64_t first_row() const { return (number - 1) * rows_max; }
  std::int64_t count_of(std::int64_t rows_count) const { return (rows_count + rows_max - 1) / rows_max; }
};

Result<Page> parse_page(const Call& call) {
  TRY(const std::int64_t number, call.parameters.number("page", page_bounds));
  TRY(const std::int64_t rows_max, call.parameters.number("per_page", page_rows_bounds));
  return Page{number, rows_max};
}

void write_order(json::Writer& writer, const shop::Order& order) {
  writer.begin_object().member("id", order.id).member("date", order.date).member("created", order.created);
  writer.member("status", order.status)
      .member("country", order.country)
      .member("currency", "EUR")
      .key("total")
      .raw(to_decimal(order.total_cents));
  writer.key("customer").begin_object().member("id", order.customer_id).end_object().key("items").begin_array();
  for (const shop::Item& item : order.items) {
    writer.begin_object().member("sku", item.product.sku).member("title", item.product.title);
    writer.member("quantity", item.quantity).key("price").raw(to_decimal(item.product.price_cents));
    writer.key("amount").raw(to_decimal(item.amount_cents())).end_object();
  }
  writer.end_array().end_object();
}

void write_product(json::Writer& writer, const shop::Product& product) {
  writer.begin_object().member("sku", product.sku).member("title", product.title);
  writer.member("category", product.category).key("price").raw(to_decimal(product.price_cents));
  writer.member("stock", product.stock).end_object();
}

// The number of products or customers: as requested, or those that orders refer to.
Result<std::int64_t> parse_count(const Call& call, std::int64_t fallback) {
  return call.parameters.number("count", {.min = 0, .max = limits::sample_rows_per_day_max, .fallback = fallback});
}

// The parameters that a link to a different page must repeat. Both have been parsed, so they need no encoding.
std::string carried_on(const Call& call) {
  std::string parameters;
  for (const std::string_view name : {"count", "fault"})
    if (const auto value = call.parameters.text(name)) parameters.append("&").append(name).append("=").append(*value);
  return parameters;
}

}  // namespace

Result<net::Response> list_shop_orders(const Call& call) {
  TRY(const DayRange days, call.parameters.days("since", "until"));
  TRY(Page page, parse_page(call));
  constexpr std::int64_t as_the_day_has = -1;
  TRY(const std::int64_t per_day,
      call.parameters.number("per_day",
                             {.min = 0, .max = limits::sample_rows_per_day_max, .fallback = as_the_day_has}));
  if (call.fault.loop) page.number = 1;
  const auto count_of = [&](Day day) { return per_day == as_the_day_has ? shop::count_orders(day) : per_day; };

  std::string body;
  body.reserve(static_cast<std::size_t>(page.rows_max) * row_bytes_typical * 2);
  json::Writer writer(body);
  writer.begin_object().key("orders").begin_array();
  // Walking ten years of days is fast, and there is no other way to know how many orders come before a day.
  std::int64_t orders_before = 0;
  for (Day day = days.first; day <= days.last; day += std::chrono::days(1)) {
    const std::int64_t orders_count = count_of(day);
    const std::int64_t begin = std::max<std::int64_t>(0, page.first_row() - orders_before);
    const std::int64_t end = std::min(orders_count, page.first_row() + page.rows_max - orders_before);
    for (std::int64_t order = begin; order < end; ++order) write_order(writer, shop::make_order(day, order));
    orders_before += orders_count;
  }
  writer.end_array().member("page", page.number).member("per_page", page.rows_max);
  writer.member("total_pages", page.count_of(orders_before)).member("total_orders", orders_before).end_object();
  return json_answer(std::move(body));
}

Result<net::Response> list_shop_products(const Call& call) {
  TRY(const Page page, parse_page(call));
  TRY(const std::int64_t count, parse_count(call, shop::products_count));
  const std::int64_t end = std::min(count, page.first_row() + page.rows_max);
  std::string body;
  json::Writer writer(body);
  writer.begin_array();
  for (std::int64_t i = page.first_row(); i < end; ++i) write_product(writer, shop::make_product(i));
  writer.end_array();

  const auto link = [&](std::int64_t number, std::string_view relation) {
    const std::string path =
        fmt::format("/shop/products?page={}&per_page={}{}", number, page.rows_max, carried_on(call));
    return fmt::format("<{}>; rel=\"{}\"", make_url(call, path), relation);
  };
  const std::int64_t pages_count = std::max<std::int64_t>(1, page.count_of(count));
  std::string links = link(1, "first") + ", " + link(pages_count, "last");
  if (page.number > 1) links += ", " + link(page.number - 1, "prev");
  if (call.fault.loop) {
    links += ", " + link(page.number, "next");
  } else if (page.number < pages_count) {
    links += ", " + link(page.number + 1, "next");
  }
  net::Response response = json_answer(std::move(body));
  response.add_header("Link", links);
  return response;
}

Result<net::Response> export_shop_products(const Call& call) {
  TRY(const std::int64_t count,
      call.parameters.number("count",
                             {.min = 0, .max = limits::sample_csv_rows_max, .fallback = shop::products_count}));
  std::string body = "sku,title,category,price,stock\r\n";
  for (std::int64_t i = 0; i < count; ++i) {
    const shop::Product product = shop::make_product(i);
    body.append(product.sku).append(",");
    append_csv_field(body, product.title);
    body += fmt::format(",{},{},{}\r\n", product.category, to_decimal(product.price_cents), product.stock);
  }
  return csv_answer(std::move(body));
}

Result<net::Response> issue_shop_token(const Call& call) {
  TRY(const Token token, issue_token(call.body, call.request->authorization, call.now));
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("access_token", token.text).member("token_type", "Bearer");
  writer.member("expires_in", token.lifetime.count()).end_object();
  net::Response response = json_answer(std::move(body));
  response.add_header("Cache-Control", "no-store");
  return response;
}

Result<net::Response> list_shop_customers(const Call& call) {
  TRY(const std::int64_t limit, call.parameters.number("limit", page_rows_bounds));
  TRY(const std::int64_t count, parse_count(call, shop::customers_count));
  const Question question{draw('c', count)};
  const auto after = call.parameters.text("after");
  std::int64_t begin = 0;
  if (after) {
    TRY(begin, parse_cursor(question, *after));
  }
  const std::int64_t end = std::min(count, begin + limit);
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("customers").begin_array();
  for (std::int64_t i = begin; i < end; ++i) {
    const shop::Customer customer = shop::make_customer(i);
    writer.begin_object().member("id", customer.id).member("name", customer.name).member("email", customer.email);
    writer.member("country", customer.country).end_object();
  }
  writer.end_array().key("next_url");
  if (call.fault.loop) {
    writer.string(make_url(call, call.request->target));
  } else if (end < count) {
    writer.string(make_url(
        call, fmt::format("/shop/customers?after={}&limit={}{}", make_cursor(question, end), limit, carried_on(call))));
  } else {
    writer.null();
  }
  writer.end_object();
  return json_answer(std::move(body));
}

}  // namespace connectory::sample
