#include <algorithm>

#include <fmt/format.h>

#include "json/utf8.h"
#include "sample/answers.h"
#include "sample/route.h"

namespace connectory::sample {
namespace {

constexpr std::string_view name_of(Route::Access access) {
  using enum Route::Access;
  switch (access) {
    case open: return "nothing";
    case key: return "X-Access-Key";
    case token: return "Authorization: Bearer";
  }
  std::unreachable();
}

}  // namespace

std::span<const Route> routes() {
  using enum net::Method;
  using enum Route::Access;
  static const std::vector<Route> table = {
      {get, "/", "This list.", open, {}, &list_paths},
      {get, "/ads/me", "The person whose key it is.", key, {}, &get_ads_user},
      {get, "/ads/accounts", "The accounts of that person.", key, {}, &list_ads_accounts},
      {get,
       "/ads/accounts/{account}/campaigns",
       "Figures of each campaign and day, in pages with a cursor.",
       key,
       {"from", "to", "limit", "after", "campaigns"},
       &list_ads_campaigns},
      {get,
       "/ads/accounts/{account}/campaigns.csv",
       "The same as one CSV file.",
       key,
       {"from", "to", "campaigns"},
       &export_ads_campaigns},
      {get,
       "/shop/orders",
       "Orders with their items, in numbered pages.",
       open,
       {"since", "until", "page", "per_page", "per_day"},
       &list_shop_orders},
      {get,
       "/shop/products",
       "Products, in pages that a Link header leads through.",
       open,
       {"page", "per_page", "count"},
       &list_shop_products},
      {get, "/shop/products.csv", "The same as one CSV file.", open, {"count"}, &export_shop_products},
      {post, "/shop/oauth/token", "An access token for client credentials.", open, {}, &issue_shop_token},
      {get,
       "/shop/customers",
       "Customers, in pages that each name the next one's URL.",
       token,
       {"after", "limit", "count"},
       &list_shop_customers},
  };
  return table;
}

std::string make_url(const Call& call, std::string_view path_and_query) {
  const std::string_view host = call.request->host;
  if (host.empty() || !json::is_utf8(host)) return std::string(path_and_query);
  return fmt::format("http://{}{}", host, path_and_query);
}

Result<net::Response> list_paths(const Call& /*call*/) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("name", "Connectory sample API").key("paths").begin_array();
  for (const Route& route : routes()) {
    writer.begin_object().member("method", net::name_of(route.method)).member("path", route.path);
    writer.member("purpose", route.purpose).member("needs", name_of(route.access)).key("parameters").begin_array();
    for (const std::string_view parameter : route.parameters) writer.string(parameter);
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return json_answer(std::move(body));
}

}  // namespace connectory::sample
