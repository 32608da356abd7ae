#include "api/gate.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/reply.h"
#include "api/route.h"
#include "base/ascii.h"
#include "base/limits.h"
#include "net/form.h"
#include "service/authorisation.h"
#include "service/connectors.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

net::Response too_many(const Exchange& exchange, const service::Bucket::Taken& taken, std::string_view description) {
  net::Response response = error_of(exchange, Problem::too_many_requests, description);
  response.add_header("Retry-After", std::to_string(taken.retry_after_s));
  return response;
}

// Most routes begin with a team; the others are the same for all teams.
service::Result<service::TeamId> team_of(const Exchange& exchange) {
  if (!exchange.route->is_of_a_team()) return exchange.principal().team;
  const std::string_view raw = exchange.path.values[0];
  const auto text = raw.contains('%') ? net::percent_decode(raw) : std::optional(std::string(raw));
  if (const auto team = text ? service::parse_team_id(*text) : std::nullopt) return *team;
  return std::unexpected(service::Error{service::Error::Code::invalid_request,
                                        "team_id must be a whole number from 1 to 9223372036854775807."});
}

}  // namespace

Gate::Gate(service::Identity& identity, const base::Clock& clock, const Limits& limits)
    : identity_(identity), clock_(clock), failures_(limits.auth_failures, limits::addresses_tracked_max),
      anonymous_(limits.anonymous_requests, limits::addresses_tracked_max) {}

void Gate::change(const Limits& limits) {
  failures_.change(limits.auth_failures);
  anonymous_.change(limits.anonymous_requests);
}

std::optional<std::string_view> Gate::credential_of(std::string_view authorization) {
  if (authorization.empty()) return std::nullopt;
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos) return authorization;
  if (!base::equals_ignoring_case(authorization.substr(0, space), "bearer")) return std::nullopt;
  std::string_view rest = authorization.substr(space);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (rest.empty() || rest.contains(' ')) return std::nullopt;
  return rest;
}

net::Response Gate::refuse_credential(Exchange& exchange, std::string_view detail) const {
  if (auto one_too_many = count_failure(exchange)) return *std::move(one_too_many);
  net::Response response = error_of(exchange, Problem::unauthorized, detail);
  const bool was_sent = !exchange.request->authorization.empty();
  response.add_header("WWW-Authenticate", was_sent ? R"(Bearer realm="connectory", error="invalid_token")"
                                                   : R"(Bearer realm="connectory")");
  return response;
}

bool Gate::recognise(Exchange& exchange, std::string_view credential) const {
  auto caller = identity_.find(credential);
  if (!caller) return false;
  exchange.caller = *std::move(caller);
  return true;
}

base::Task<service::Result<service::Caller>> Gate::authenticate(std::string credential) const {
  return identity_.authenticate(std::move(credential));
}

std::optional<net::Response> Gate::admit(Exchange& exchange) const {
  const service::Principal& principal = exchange.principal();
  const service::Bucket::Taken taken = exchange.caller.bucket->take(clock_.steady_ns());
  exchange.limit = principal.rate_per_hour;
  exchange.remaining = taken.remaining;
  if (!taken.is_allowed)
    return too_many(exchange, taken,
                    fmt::format("This credential may make {} requests per hour; the next one is allowed in {} s.",
                                exchange.limit, taken.retry_after_s));
  if (const auto refusal = service::refuse_address(principal, exchange.client)) return error_of(exchange, *refusal);
  const auto team = team_of(exchange);
  if (!team) return error_of(exchange, team.error());
  exchange.team = *team;
  if (const auto refusal = service::refuse(principal, {*team, *exchange.route->scope}))
    return error_of(exchange, *refusal);
  return std::nullopt;
}

std::optional<net::Response> Gate::admit_anonymous(Exchange& exchange) const {
  if (exchange.route != nullptr && exchange.route->is_health_check) return std::nullopt;
  const service::Bucket::Taken taken = anonymous_.take(exchange.client, clock_.steady_ns());
  exchange.limit = anonymous_.per_hour();
  exchange.remaining = taken.remaining;
  if (taken.is_allowed) return std::nullopt;
  return too_many(exchange, taken, "Too many requests without a credential came from this address.");
}

std::optional<net::Response> Gate::count_failure(Exchange& exchange) const {
  const service::Bucket::Taken taken = failures_.take(exchange.client, clock_.steady_ns());
  exchange.limit = failures_.per_hour();
  exchange.remaining = taken.remaining;
  if (taken.is_allowed) return std::nullopt;
  return too_many(exchange, taken, "Too many requests without a valid credential came from this address.");
}

}  // namespace connectory::api
