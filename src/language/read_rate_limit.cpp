// Reads the limits on requests to an API.

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

using Unit = RateLimitHeaders::Unit;
constexpr base::Name<Unit> reset_units[] = {{"auto", Unit::automatic},
                                            {"seconds", Unit::seconds},
                                            {"epoch", Unit::epoch},
                                            {"epoch_ms", Unit::epoch_ms},
                                            {"date", Unit::date}};

constexpr base::Name<Request::Method> limited_methods[] = {{"GET", Request::Method::get},
                                                           {"POST", Request::Method::post},
                                                           {"PUT", Request::Method::put},
                                                           {"DELETE", Request::Method::delete_},
                                                           {"PATCH", Request::Method::patch}};

}  // namespace

RequestLimit Reading::read_request_limit(Object object) {
  return {find_integer(object, "requests"), find_integer(object, "perSeconds").value_or(60),
          find_integer(object, "concurrency")};
}

RateLimitHeaders Reading::read_rate_limit_headers(Object object) {
  RateLimitHeaders headers{.remaining = {},
                           .reset = text_or(object, "reset", ""),
                           .unit = choice_or(object, "unit", reset_units, Unit::automatic)};
  if (const auto remaining = find_text(object, "remaining")) headers.remaining = std::string(*remaining);
  for (const std::string_view key : {"remaining", "reset"})
    if (const auto name = find(object, key, Kind::string); name && !name->string().empty() && !is_token(name->string()))
      report(Code::header_syntax, *name, "This is not a valid header name.",
             "Use letters, digits and '-', as in X-RateLimit-Reset.");
  return headers;
}

RateLimitRule Reading::read_rate_limit_rule(Object object) {
  RateLimitRule rule{.method = {}, .path = {}, .limit = read_request_limit(object)};
  if (const auto method = find_text(object, "method")) rule.method = base::find_value(limited_methods, *method);
  if (const auto path = find(object, "path", Kind::string); path && !path->string().empty()) {
    rule.path = std::string(path->string());
    if (!path->string().starts_with('/') && !path->string().starts_with('*'))
      report(Code::bad_value, *path, "A path begins with '/'.",
             "Write only the path of the URL, such as /v1/reports/*, without scheme and host.");
  }
  if (!object.find("requests") && !object.find("concurrency"))
    report(Code::missing_part, object, "The rule limits nothing.", "Add 'requests' or 'concurrency'.");
  if (!object.find("method") && !object.find("path"))
    report(Code::useless_part, object, "The rule applies to all requests.",
           "Add 'method' or 'path', or write the limit next to 'rules'.");
  return rule;
}

RateLimit Reading::read_rate_limit(Object object) {
  RateLimit made{.limit = read_request_limit(object), .headers = {}, .rules = {}};
  if (const auto headers = find(object, "headers", Kind::object)) made.headers = read_rate_limit_headers(*headers);
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Object& each : objects(object, "rules")) {
    if (!spend(20)) break;
    made.rules.push_back(read_rate_limit_rule(each));
    if (!seen.emplace(find_text(each, "method").value_or(""), find_text(each, "path").value_or("")).second)
      report(Code::duplicate_id, each, "Another rule is for the same method and path.", "Combine the two rules.");
  }
  return made;
}

}  // namespace connectory::language
