#include "sample/api.h"

#include <algorithm>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/task.h"
#include "base/try.h"
#include "sample/answers.h"
#include "sample/token.h"

namespace connectory::sample {
namespace {

namespace limits = base::limits;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, base::Executor>;

// Whether the path matches the route's pattern. The value of {account} is stored in `account`.
bool fits(std::string_view path, std::string_view shape, std::string_view& account) {
  constexpr std::string_view value = "{account}";
  const std::size_t at = shape.find(value);
  if (at == std::string_view::npos) return path == shape;
  const std::string_view behind = shape.substr(at + value.size());
  if (path.size() <= at + behind.size() || path.substr(0, at) != shape.substr(0, at) || !path.ends_with(behind))
    return false;
  account = path.substr(at, path.size() - at - behind.size());
  return !account.contains('/');
}

// Null if there is no such path. Each path has one method, and HEAD if that is GET.
const Route* find_route(std::string_view path, std::string_view& account) {
  const auto found =
      std::ranges::find_if(routes(), [&](const Route& route) { return fits(path, route.path, account); });
  return found == routes().end() ? nullptr : &*found;
}

std::string_view header_of(const net::Request& request, std::string_view lower_name) {
  const auto found = std::ranges::find_if(
      request.headers, [&](const net::Header& header) { return base::equals_ignoring_case(header.name, lower_name); });
  return found == request.headers.end() ? std::string_view() : found->value;
}

Result<void> check_access(const net::Request& request, Route::Access access, base::WallTime now) {
  using enum Route::Access;
  switch (access) {
    case open: return {};
    case key:
      if (header_of(request, "x-access-key") == access_key) return {};
      return std::unexpected(Error{
          Error::Code::bad_key, fmt::format("Send the header X-Access-Key. The sample API's key is {}.", access_key)});
    case token: return check_token(request.authorization, now);
  }
  std::unreachable();
}

net::Response answer_now(const Call& call) {
  net::Response response;
  if (call.fault.status) {
    response = played_answer(*call.fault.status);
  } else if (auto answered = call.route->handler(call)) {
    response = *std::move(answered);
  } else {
    response = error_answer(answered.error());
  }
  response.delivery = call.fault.delivery;
  return response;
}

base::Task<net::Response> answer_later(Call call) {
  if (call.route->method == net::Method::post) {
    auto body = co_await call.request->body->read_body(limits::sample_body_bytes_max);
    if (!body) co_return error_answer({Error::Code::body_refused, fmt::format("{}.", body.error().rule)});
    call.body = *std::move(body);
  }
  if (call.fault.slow.count() > 0) {
    Timer timer(co_await boost::asio::this_coro::executor, call.fault.slow);
    co_await timer.async_wait(base::use_task);
  }
  co_return answer_now(call);
}

int status_of(net::Refusal refusal) {
  using enum net::Refusal;
  switch (refusal) {
    case malformed: return 400;
    case timeout: return 408;
    case body_too_large: return 413;
    case target_too_long: return 414;
    case head_too_large: return 431;
    case expectation_failed: return 417;
    case unknown_coding: return 501;
    case version_unsupported: return 505;
    case too_many_connections:
    case unavailable: return 503;
  }
  std::unreachable();
}

}  // namespace

Result<Call> Api::understand(const net::Request& request) const {
  Call call{.request = &request, .route = nullptr, .account = {}, .now = clock_.wall()};
  call.route = find_route(request.path, call.account);
  if (call.route == nullptr)
    return std::unexpected(Error{Error::Code::unknown_path, "This path does not exist; / lists all paths."});
  const net::Method method = request.method == net::Method::head ? net::Method::get : request.method;
  if (method != call.route->method)
    return std::unexpected(
        Error{Error::Code::method_not_allowed, "This path does not support the method; / lists the methods."});
  TRY_DO(check_access(request, call.route->access, call.now));
  std::vector<std::string_view> known = call.route->parameters;
  known.emplace_back("fault");
  TRY(call.parameters, Parameters::parse(request.query, known));
  TRY(call.fault, Fault::parse(call.parameters.text("fault").value_or(header_of(request, "x-fault"))));
  return call;
}

net::Answer Api::handle(const net::Request& request) {
  auto call = understand(request);
  if (!call) {
    net::Response response = error_answer(call.error());
    std::string_view ignored;
    if (call.error().code == Error::Code::method_not_allowed)
      response.add_header("Allow",
                          find_route(request.path, ignored)->method == net::Method::post ? "POST" : "GET, HEAD");
    return response;
  }
  const bool must_wait = call->route->method == net::Method::post || call->fault.slow.count() > 0;
  if (must_wait) return answer_later(*std::move(call));
  return answer_now(*call);
}

net::Response Api::refuse(const net::Request& /*request*/, const net::Refused& refused) {
  net::Response response = error_answer(Error::bad_parameter("The request was refused:", refused.rule));
  response.status = status_of(refused.refusal);
  return response;
}

}  // namespace connectory::sample
