#include "api/api.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/embedded/default_logo.h"
#include "api/route.h"
#include "crypto/hash.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "net/ascii.h"
#include "net/content_coding.h"
#include "net/form.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

constexpr std::string_view exposed_headers =
    "Access-Control-Expose-Headers: ETag, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id\r\n";

// `Bearer <credential>` or `<credential>`; absent where there is neither (another scheme, nothing).
std::optional<std::string_view> credential_of(std::string_view authorization) {
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos) return authorization;
  if (!net::equals_ignoring_case(authorization.substr(0, space), "bearer")) return std::nullopt;
  std::string_view rest = authorization.substr(space);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (rest.empty() || rest.contains(' ')) return std::nullopt;
  return rest;
}

void append_number(std::string& out, std::int64_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

}  // namespace

bool RequestId::is_valid(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, is_allowed);
}

Api::Api(ApiOptions options, ApiParts parts)
    : public_url_(std::move(options.public_url)), access_log_(options.access_log),
      auth_failures_per_hour_(options.auth_failures_per_hour), body_bytes_max_(options.body_bytes_max),
      trusts_proxies_(!options.trusted_proxies.empty()),
      trusted_proxies_(std::make_shared<const std::vector<net::AddressRange>>(std::move(options.trusted_proxies))),
      parts_(parts), router_(routes()), default_logo_(crypto::sha256_hex(embedded::default_logo())),
      figures_(routes().size() + 1) {
  set_links_begin(public_url_);
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    const std::string name = i < routes().size() ? std::string(routes()[i].operation_id) : "none";
    figures_[i].latency = &parts_.metrics.latency("connectory_http_request_seconds",
                                                  "Time from a request's whole head to its answer.", {{"route", name}});
  }
}

void Api::begin_serving(std::string_view url) {
  if (public_url_.empty()) set_links_begin(url);
}

void Api::change(const ApiOptions& options) {
  access_log_ = options.access_log;
  body_bytes_max_ = options.body_bytes_max;
  auto proxies = std::make_shared<const std::vector<net::AddressRange>>(options.trusted_proxies);
  trusted_proxies_.with([&](TrustedProxies& current) { current = std::move(proxies); });
  trusts_proxies_ = !options.trusted_proxies.empty();
  if (auth_failures_per_hour_.exchange(options.auth_failures_per_hour) != options.auth_failures_per_hour)
    failures_by_address_.with([](auto& buckets) { buckets.clear(); });
}

void Api::set_links_begin(std::string_view url) {
  constexpr std::size_t mark_length =
      6;  // two servers' links that are by chance marked alike cost a client a stale URL
  links_begin_ = url;
  links_mark_ = crypto::sha256_hex(links_begin_ + default_logo_.value()).substr(0, mark_length);
}

std::string Api::connectors_url(store::TeamId team) const {
  return url(fmt::format("/v1/teams/{}/connector_builder/connectors", team.value()));
}

std::string Api::connector_url(store::TeamId team, const store::ConnectorId& id) const {
  return fmt::format("{}/{}", connectors_url(team), id.value());
}

std::string Api::logo_url(const std::optional<store::LogoHash>& logo) const {
  return fmt::format("{}/logos/{}{}", links_begin_, (logo ? *logo : default_logo_).value(), logo_file_suffix);
}

std::string Api::link_etag(std::string_view state) const { return fmt::format("\"{}.{}\"", state, links_mark_); }

void Api::begin(Exchange& exchange, const net::Request& request) {
  exchange.request = &request;
  exchange.limit = exchange.remaining = limits::rate_per_hour_default;
  exchange.client = client_of(request);
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

net::Address Api::client_of(const net::Request& request) const {
  if (request.forwarded_for.empty() || !trusts_proxies_) return request.peer;
  const TrustedProxies proxies = trusted_proxies_.with([](const TrustedProxies& current) { return current; });
  const auto is_trusted = [&](const net::Address& address) {
    return std::ranges::any_of(*proxies, [&](const auto& range) { return range.contains(address); });
  };
  // From the nearest hop back: the first address that is not one of our own proxies is the client.
  net::Address client = request.peer;
  std::string_view list = request.forwarded_for;
  while (!list.empty() && is_trusted(client)) {
    const std::size_t comma = list.rfind(',');
    std::string_view hop = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    hop.remove_prefix(std::min(hop.find_first_not_of(" \t"), hop.size()));
    hop = hop.substr(0, hop.find_last_not_of(" \t") + 1);
    const auto address = net::parse_address(hop);
    if (!address) break;
    client = *address;
  }
  return client;
}

net::Answer Api::handle(const net::Request& request) {
  Exchange exchange;
  begin(exchange, request);
  const Router::Match match = router_.find(request.method, request.path);
  exchange.route = match.route;
  exchange.path = match.values;
  if (request.method == net::Method::options && (!match.allow.empty() || request.path == "*"))
    return finish(exchange, preflight(match.allow));
  if (match.route == nullptr) {
    if (match.allow.empty())
      return finish(exchange, error_of(exchange, Problem::not_found,
                                       "There is nothing at this path; /docs lists what there is."));
    net::Response response =
        error_of(exchange, Problem::method_not_allowed, fmt::format("This path has {}.", match.allow));
    response.add_header("Allow", match.allow);
    return finish(exchange, std::move(response));
  }
  if (!match.route->scope) return proceed(exchange);

  const auto credential = credential_of(request.authorization);
  if (!credential || credential->empty())
    return finish(exchange,
                  refuse_credential(exchange,
                                    request.authorization.empty()
                                        ? "Send 'Authorization: Bearer' with an API key or an access token."
                                        : "Authorization takes 'Bearer' and a credential, or an API key alone.",
                                    !request.authorization.empty()));
  auto caller = parts_.identity.find(*credential);
  if (!caller) return authenticate_then_proceed(exchange);
  exchange.caller = *std::move(caller);
  return proceed(exchange);
}

base::Task<net::Response> Api::authenticate_then_proceed(Exchange exchange) {
  auto authenticating = parts_.identity.authenticate(std::string(*credential_of(exchange.request->authorization)));
  auto caller = co_await std::move(authenticating);
  if (!caller) {
    const Problem problem = problem_of(caller.error());
    if (problem == Problem::unauthorized)
      co_return finish(exchange, refuse_credential(exchange, detail_of(caller.error()), true));
    co_return finish(exchange, error_of(exchange, caller.error()));
  }
  exchange.caller = *std::move(caller);
  auto answering = answer_of(proceed(exchange));
  co_return co_await std::move(answering);
}

net::Answer Api::proceed(Exchange& exchange) {
  if (exchange.route->scope) {
    if (auto refusal = admit(exchange)) return finish(exchange, *std::move(refusal));
  }
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

std::optional<net::Response> Api::admit(Exchange& exchange) {
  const service::Principal& principal = exchange.principal();
  const service::Bucket::Taken taken = exchange.caller.bucket->take(parts_.clock.steady_ns());
  exchange.limit = principal.rate_per_hour;
  exchange.remaining = taken.remaining;
  if (!taken.is_allowed) {
    net::Response response =
        error_of(exchange, Problem::too_many_requests,
                 fmt::format("This credential may make {} requests an hour; the next one is free in {} s.",
                             exchange.limit, taken.retry_after_s));
    response.add_header("Retry-After", std::to_string(std::min<std::int64_t>(taken.retry_after_s, 86400)));
    return response;
  }
  if (!principal.allowed_ips.empty()) {
    const bool is_allowed = std::ranges::any_of(principal.allowed_ips, [&](const std::string& text) {
      const auto range = net::AddressRange::parse(text);
      return range && range->contains(exchange.client);
    });
    if (!is_allowed) return error_of(exchange, Problem::forbidden, "The credential may not be used from this address.");
  }
  // Most routes begin with their team; the others are the same for all of them.
  exchange.team = principal.team;
  if (!exchange.route->is_of_a_team()) return check_scope(exchange);
  const std::string_view raw = exchange.path.values[0];
  const auto text = raw.contains('%') ? net::percent_decode(raw) : std::optional(std::string(raw));
  const auto team = text ? service::parse_team_id(*text) : std::nullopt;
  if (!team)
    return error_of(exchange, Problem::bad_request, "team_id must be a whole number from 1 to 9223372036854775807.");
  if (*team != principal.team)
    return error_of(exchange, Problem::forbidden,
                    fmt::format("The credential does not belong to team {}.", team->value()));
  exchange.team = *team;
  return check_scope(exchange);
}

std::optional<net::Response> Api::check_scope(const Exchange& exchange) {
  if (!exchange.principal().scopes.has(*exchange.route->scope))
    return error_of(exchange, Problem::permission_error,
                    fmt::format("The credential lacks the scope {}, or its role does not have it.",
                                service::name_of(*exchange.route->scope)));
  return std::nullopt;
}

std::optional<net::Response> Api::count_failure(Exchange& exchange) {
  const std::string address = exchange.client.to_string();
  const std::int64_t now_ns = parts_.clock.steady_ns();
  auto bucket = failures_by_address_.with([&](auto& buckets) {
    if (buckets.size() >= limits::addresses_tracked_max)
      std::erase_if(buckets, [&](const auto& entry) { return entry.second->is_full(now_ns); });
    if (buckets.size() >= limits::addresses_tracked_max) buckets.clear();
    auto& known = buckets[address];
    if (!known) known = std::make_shared<service::Bucket>(auth_failures_per_hour_);
    return known;
  });
  const service::Bucket::Taken taken = bucket->take(now_ns);
  exchange.limit = bucket->per_hour();
  exchange.remaining = taken.remaining;
  if (!taken.is_allowed) {
    net::Response response = error_of(exchange, Problem::too_many_requests,
                                      "Too many requests without a valid credential came from this address.");
    response.add_header("Retry-After", std::to_string(std::min<std::int64_t>(taken.retry_after_s, 86400)));
    return response;
  }
  return std::nullopt;
}

net::Response Api::refuse_credential(Exchange& exchange, std::string_view detail, bool was_sent) {
  if (auto one_too_many = count_failure(exchange)) return *std::move(one_too_many);
  net::Response response = error_of(exchange, Problem::unauthorized, detail);
  response.add_header("WWW-Authenticate", was_sent ? R"(Bearer realm="connectory", error="invalid_token")"
                                                   : R"(Bearer realm="connectory")");
  return response;
}

net::Response Api::preflight(std::string_view allow) const {
  net::Response response{204, {}, {}};
  if (allow.empty()) return response;
  response.add_header("Allow", allow);
  response.add_header("Access-Control-Allow-Methods", allow);
  response.add_header("Access-Control-Allow-Headers",
                      "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id");
  response.add_header("Access-Control-Max-Age", "86400");
  return response;
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
  count(exchange, response.status);
  return response;
}

void Api::count(const Exchange& exchange, int status) {
  const std::size_t index =
      exchange.route == nullptr ? routes().size() : static_cast<std::size_t>(exchange.route - routes().data());
  RouteFigures& figures = figures_[index];
  std::atomic<prometheus::Counter*>& slot = figures.by_class[static_cast<std::size_t>(status / 100)];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // The registry answers the same counter to whoever asks first and second.
    counter = &parts_.metrics.counter(
        "connectory_http_requests_total", "Requests answered.",
        {{"route", exchange.route == nullptr ? "none" : std::string(exchange.route->operation_id)},
         {"status", fmt::format("{}xx", status / 100)}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  const std::int64_t arrived_ns = exchange.request->arrived_ns;  // 0: turned away before there was a request
  const std::int64_t took_ns = arrived_ns == 0 ? 0 : parts_.clock.steady_ns() - arrived_ns;
  if (arrived_ns != 0) figures.latency->Observe(static_cast<double>(took_ns) / 1e9);

  const ApiOptions::AccessLog access_log = access_log_;
  const bool is_logged =
      access_log == ApiOptions::AccessLog::all || (access_log == ApiOptions::AccessLog::errors && status >= 400);
  if (!is_logged) return;
  const std::string address = exchange.client.to_string();
  // A query may hold a credential (`api_key`), and is left out.
  std::string memory;
  const std::string_view path = shown_path(exchange.request->path, memory);
  parts_.log.line(
      status >= 500 ? base::Log::Level::error : base::Log::Level::info, "request",
      {{"request_id", exchange.id.view()},
       {"method", exchange.request->method_text},
       {"path", json::is_utf8(path) ? path.substr(0, 512) : "?"},
       {"status", std::int64_t{status}},
       {"ms", static_cast<double>(took_ns) / 1e6},
       {"client", std::string_view(address)},
       {"credential", exchange.caller.principal ? std::string_view(exchange.principal().credential) : "-"}});
}

net::Response Api::refuse(const net::Request& request, const net::Refused& refused) {
  Exchange exchange;
  begin(exchange, request);
  return finish(exchange, error_of(exchange, problem_of(refused.refusal), fmt::format("{}.", refused.rule)));
}

// ---- helpers ---------------------------------------------------------------------------------------------------------

net::Response error_of(const Exchange& exchange, Problem problem, std::string_view description) {
  return error_response(problem, exchange.id.view(), description);
}

net::Response error_of(const Exchange& exchange, const service::Failure& failure) {
  return error_of(exchange, problem_of(failure), detail_of(failure));
}

net::Response json_response(int status, std::string body) {
  return {status, "Content-Type: application/json\r\n", std::move(body)};
}

base::Task<net::Response> answer_of(net::Answer answer) {
  if (auto* ready = std::get_if<net::Response>(&answer)) co_return std::move(*ready);
  auto task = std::get<base::Task<net::Response>>(std::move(answer));
  co_return co_await std::move(task);
}

std::string wrapped(const Exchange& exchange, std::string_view data) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("meta").begin_object().member("request_id", exchange.id.view()).end_object();
  writer.key("data").raw(data).end_object();
  return body;
}

std::string media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return net::to_lower(type);
}

namespace {

constexpr std::string_view packed_mark = ".gz";

// Calls `visit` with the text inside each quoted tag, without the mark of a packed body.
template <class Visit>
void for_each_tag(std::string_view list, Visit visit) {
  for (;;) {
    const std::size_t open = list.find('"');
    if (open == std::string_view::npos) return;
    const std::size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) return;
    std::string_view tag = list.substr(open + 1, close - open - 1);
    if (tag.ends_with(packed_mark)) tag.remove_suffix(packed_mark.size());
    visit(tag);
    list.remove_prefix(close + 1);
  }
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  if (list == "*") return true;
  const std::string_view inside = etag.substr(1, etag.size() - 2);
  bool is_named = false;
  for_each_tag(list, [&](std::string_view tag) { is_named = is_named || tag == inside; });
  return is_named;
}

service::AcceptedRevisions accepted_revisions(std::string_view if_match) {
  if (if_match.empty() || if_match == "*") return std::nullopt;
  std::vector<std::string> revisions;
  // A dot stands in no revision: what follows one marks the answer's links, which a change does not mind.
  for_each_tag(if_match, [&](std::string_view tag) { revisions.emplace_back(tag.substr(0, tag.find('.'))); });
  return revisions;
}

namespace {

net::Response packed_response(const SharedAnswer& packed) {
  net::Response response{
      200, "Content-Type: application/json\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\nETag: ", {}};
  response.headers.append(packed->etag.view()).append("\r\n");
  response.body = net::Shared(packed, &packed->body);
  return response;
}

SharedAnswer pack(const CachedAnswer& plain) {
  std::string etag(plain.etag.view());
  etag.insert(etag.size() - 1, packed_mark);
  return std::make_shared<const CachedAnswer>(Tag(etag), net::gzip(plain.body));
}

base::Task<net::Response> pack_on_pool(Api& api, std::string key, AnswerCache::Ticket ticket, SharedAnswer plain) {
  auto packing = api.parts().pool.run([plain] { return pack(*plain); });
  const SharedAnswer packed = co_await std::move(packing);
  if (!key.empty()) api.parts().cache.put(key, ticket, packed);
  co_return packed_response(packed);
}

}  // namespace

net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer) {
  const net::Request& request = *exchange.request;
  if (!request.if_none_match.empty() && names_etag(request.if_none_match, answer->etag.view())) {
    net::Response response{304, "ETag: ", {}};
    response.headers.append(answer->etag.view()).append("\r\nVary: Accept-Encoding\r\n");
    return response;
  }
  if (!request.accept_encoding.empty() && answer->body.size() > limits::gzip_bytes_min &&
      net::accepts_gzip(request.accept_encoding)) {
    const std::string packed_key = AnswerCache::gzip_key(key);
    if (const SharedAnswer packed = api.parts().cache.find(packed_key)) return packed_response(packed);
    // Kept only where nothing was forgotten since: the plain body, forgotten first, is looked at after the ticket is taken.
    const AnswerCache::Ticket packed_ticket = api.parts().cache.ticket(packed_key);
    const bool is_kept = api.parts().cache.find(key) == answer;
    if (answer->body.size() > limits::inline_work_bytes_max)
      return pack_on_pool(api, is_kept ? packed_key : std::string(), packed_ticket, answer);
    const SharedAnswer packed = pack(*answer);
    if (is_kept) api.parts().cache.put(packed_key, packed_ticket, packed);
    return packed_response(packed);
  }
  net::Response response{200, "Content-Type: application/json\r\nVary: Accept-Encoding\r\nETag: ", {}};
  response.headers.append(answer->etag.view()).append("\r\n");
  response.body = net::Shared(answer, &answer->body);
  return response;
}

}  // namespace connectory::api
