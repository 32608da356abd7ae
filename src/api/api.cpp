#include "api/api.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "api/front_page.h"
#include "api/reply.h"
#include "api/route.h"
#include "base/limits.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

constexpr std::string_view exposed_headers =
    "Access-Control-Expose-Headers: ETag, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id\r\n";

void append_number(std::string& out, std::int64_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

net::Response preflight(std::string_view allow) {
  net::Response response{204, {}, {}};
  if (allow.empty()) return response;
  response.add_header("Allow", allow);
  response.add_header("Access-Control-Allow-Methods", allow);
  response.add_header("Access-Control-Allow-Headers",
                      "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id");
  response.add_header("Access-Control-Max-Age", "86400");
  return response;
}

}  // namespace

Api::Api(ApiOptions options, ApiParts parts)
    : parts_(parts), router_(routes()), links_(std::move(options.public_url)), openapi_(links_.public_url()),
      client_address_(std::move(options.trusted_proxies)),
      gate_(parts_.identity, parts_.clock, {options.auth_failures_per_hour, options.anonymous_requests_per_hour}),
      figures_(parts_.metrics), access_log_(options.access_log, parts_.log), body_bytes_max_(options.body_bytes_max) {}

void Api::begin_serving(std::string_view url) { links_.begin_at(url); }

void Api::change(const ApiOptions& options) {
  access_log_.set_level(options.access_log);
  body_bytes_max_ = options.body_bytes_max;
  client_address_.trust(options.trusted_proxies);
  gate_.change({options.auth_failures_per_hour, options.anonymous_requests_per_hour});
}

void Api::begin(Exchange& exchange, const net::Request& request) {
  exchange.request = &request;
  exchange.limit = exchange.remaining = limits::rate_per_hour_default;
  exchange.client = client_address_.of(request);
  if (RequestId::is_valid(request.request_id)) {
    exchange.id.assign(request.request_id);
  } else {
    std::array<std::byte, 32> bytes{};
    parts_.random.fill(bytes);
    std::array<char, 32> text{};
    std::ranges::transform(bytes, text.begin(), [](std::byte byte) {
      return base::base64url_alphabet[std::to_integer<std::size_t>(byte) % 64];
    });
    exchange.id.assign({text.data(), text.size()});
  }
}

net::Answer Api::handle(const net::Request& request) {
  Exchange exchange;
  begin(exchange, request);
  const Router::Match match = router_.find(request.method, request.path);
  exchange.route = match.route;
  exchange.path = match.values;
  if (match.route == nullptr) return refuse_unrouted(exchange, match.allow);
  if (!match.route->scope) return proceed(exchange);

  const auto credential = Gate::credential_of(request.authorization);
  if (!credential)
    return finish(exchange,
                  gate_.refuse_credential(
                      exchange, request.authorization.empty()
                                    ? "Send 'Authorization: Bearer' with an API key or an access token."
                                    : "Authorization must be 'Bearer' and a credential, or an API key alone."));
  if (!gate_.recognise(exchange, *credential)) return authenticate_then_proceed(exchange, std::string(*credential));
  return proceed(exchange);
}

// `allow`: the methods of the path; empty if there is no such path.
net::Answer Api::refuse_unrouted(Exchange& exchange, std::string_view allow) {
  if (auto refusal = gate_.admit_anonymous(exchange)) return finish(exchange, *std::move(refusal));
  const net::Request& request = *exchange.request;
  if (request.method == net::Method::options && (!allow.empty() || request.path == "*"))
    return finish(exchange, preflight(allow));
  const bool is_read = request.method == net::Method::get || request.method == net::Method::head;
  if (is_read && request.path == "/") return finish(exchange, front_page(exchange));
  if (allow.empty())
    return finish(exchange, error_of(exchange, Problem::not_found, "This path does not exist; /docs lists all paths."));
  net::Response response =
      error_of(exchange, Problem::method_not_allowed, fmt::format("This path supports {}.", allow));
  response.add_header("Allow", allow);
  return finish(exchange, std::move(response));
}

base::Task<net::Response> Api::authenticate_then_proceed(Exchange exchange, std::string credential) {
  auto authenticating = gate_.authenticate(std::move(credential));
  auto caller = co_await std::move(authenticating);
  if (!caller) {
    if (problem_of(caller.error()) == Problem::unauthorized)
      co_return finish(exchange, gate_.refuse_credential(exchange, detail_of(caller.error())));
    co_return finish(exchange, error_of(exchange, caller.error()));
  }
  exchange.caller = *std::move(caller);
  auto answering = answer_of(proceed(exchange));
  co_return co_await std::move(answering);
}

net::Answer Api::proceed(Exchange& exchange) {
  if (auto refusal = exchange.route->scope ? gate_.admit(exchange) : gate_.admit_anonymous(exchange))
    return finish(exchange, *std::move(refusal));
  net::Answer answer = exchange.route->handler(*this, exchange);
  if (auto* ready = std::get_if<net::Response>(&answer)) {
    write_log(exchange, *ready);
    return finish(exchange, std::move(*ready));
  }
  return finish_later(exchange, std::get<base::Task<net::Response>>(std::move(answer)));
}

base::Task<net::Response> Api::finish_later(Exchange exchange, base::Task<net::Response> task) {
  net::Response response = co_await std::move(task);
  write_log(exchange, response);
  co_return finish(exchange, std::move(response));
}

net::Response Api::refuse(const net::Request& request, const net::Refused& refused) {
  Exchange exchange;
  begin(exchange, request);
  return finish(exchange, error_of(exchange, problem_of(refused.refusal), fmt::format("{}.", refused.rule)));
}

net::Response Api::finish(const Exchange& exchange, net::Response response) {
  std::string& headers = response.headers;
  headers.reserve(headers.size() + 256);
  headers += "X-RateLimit-Limit: ";
  append_number(headers, exchange.limit);
  headers += "\r\nX-RateLimit-Remaining: ";
  append_number(headers, exchange.remaining);
  headers += "\r\nAccess-Control-Allow-Origin: *\r\nX-Request-Id: ";
  headers += exchange.id.view();
  headers += "\r\n";
  if (!exchange.request->origin.empty()) headers += exposed_headers;
  const std::int64_t arrived_ns = exchange.request->arrived_ns;  // 0: refused before there was a request
  const std::int64_t now_ns = parts_.clock.steady_ns();
  const std::int64_t took_ns = arrived_ns == 0 ? 0 : now_ns - arrived_ns;
  figures_.count(exchange.route, response.status, took_ns);
  access_log_.write(exchange, response.status, took_ns, now_ns);
  return response;
}

}  // namespace connectory::api
