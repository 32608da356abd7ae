#pragma once

// The table of the sample API's paths, from which routing, parameter checks and the list at / follow.
// Handlers depend only on the call: the same request has the same answer. Threads: any.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/http.h"
#include "sample/errors.h"
#include "sample/fault.h"
#include "sample/parameters.h"

namespace connectory::sample {

struct Route;

// A parsed request.
struct Call {
  const net::Request* request;  // outlives the call
  const Route* route;
  std::string_view account;  // the segment of the path that matches {account}
  Parameters parameters = {};
  Fault fault = {};
  std::string body = {};  // of a POST
  base::WallTime now = {};
};

struct Route {
  enum class Access : std::uint8_t {
    open,
    key,    // the header X-Access-Key
    token,  // `Authorization: Bearer` with a token of the token endpoint
  };
  using Handler = Result<net::Response> (*)(const Call&);

  net::Method method;
  std::string_view path;
  std::string_view purpose;
  Access access;
  std::vector<std::string_view> parameters;  // in the query, in addition to `fault`
  Handler handler;
};

std::span<const Route> routes();

// The key of the advertising API.
inline constexpr std::string_view access_key = "sample-key";

// `http://127.0.0.1:8081/shop/orders?...`, for links: the address under which the client reaches the API.
std::string make_url(const Call& call, std::string_view path_and_query);

Result<net::Response> list_paths(const Call& call);

Result<net::Response> get_ads_user(const Call& call);
Result<net::Response> list_ads_accounts(const Call& call);
Result<net::Response> list_ads_campaigns(const Call& call);
Result<net::Response> export_ads_campaigns(const Call& call);

Result<net::Response> list_shop_orders(const Call& call);
Result<net::Response> list_shop_products(const Call& call);
Result<net::Response> export_shop_products(const Call& call);
Result<net::Response> issue_shop_token(const Call& call);
Result<net::Response> list_shop_customers(const Call& call);

}  // namespace connectory::sample
