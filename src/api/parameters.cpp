#include "api/parameters.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/number_text.h"
#include "base/try.h"
#include "service/connectors.h"
#include "service/versions.h"
#include "text/time.h"

namespace connectory::api {
namespace {

using service::Error;
using service::Result;

std::unexpected<service::Failure> bad_request(std::string detail) {
  return std::unexpected<service::Failure>(Error{Error::Code::invalid_request, std::move(detail)});
}

}  // namespace

Result<std::vector<net::FormField>> parse_fields(std::string_view text, std::string_view where) {
  auto fields = net::parse_form(text);
  if (!fields) return bad_request(fmt::format("The {} has a '%' without two hexadecimal digits after it.", where));
  return *std::move(fields);
}

Result<std::optional<std::string>> single_field(const std::vector<net::FormField>& fields, std::string_view name) {
  std::optional<std::string> value;
  for (const net::FormField& field : fields) {
    if (field.name != name) continue;
    if (value) return bad_request(fmt::format("{} appears twice; send it once.", name));
    value = field.value;
  }
  return value;
}

Result<store::ConnectorId> path_connector(const Exchange& exchange) {
  const auto text = net::percent_decode(exchange.path.values[1]);
  const auto id = text ? service::parse_connector_id(*text) : std::nullopt;
  if (!id) return bad_request("connector_identifier must be 1 to 100 characters of A-Z, a-z, 0-9, '_' and '-'.");
  return *id;
}

Result<std::int64_t> path_version(const Exchange& exchange, std::size_t index) {
  const auto text = net::percent_decode(exchange.path.values[index]);
  const auto number = text ? service::parse_version_number(*text) : std::nullopt;
  if (!number) return bad_request("The version must be a whole number of at least 1, such as 3.");
  return *number;
}

Result<std::string> path_label(const Exchange& exchange, std::size_t index) {
  auto text = net::percent_decode(exchange.path.values[index]);
  if (!text || !service::is_label(*text))
    return bad_request("label must be 1 to 50 characters of a-z, 0-9, '.', '_' and '-'.");
  return *std::move(text);
}

Result<std::optional<std::string>> query_text(const Exchange& exchange, std::string_view name) {
  TRY(const auto fields, parse_fields(exchange.request->query, "query"));
  return single_field(fields, name);
}

Result<bool> query_boolean(const Exchange& exchange, std::string_view name) {
  TRY(const auto value, query_text(exchange, name));
  if (!value || *value == "0" || base::equals_ignoring_case(*value, "false")) return false;
  // Python's most used HTTP client writes booleans as `True` and `False`.
  if (*value == "1" || base::equals_ignoring_case(*value, "true")) return true;
  return bad_request(fmt::format("{} must be true or false.", name));
}

Result<std::int64_t> query_number(const Exchange& exchange, std::string_view name, NumberRule rule) {
  TRY(const auto value, query_text(exchange, name));
  if (!value) return rule.default_value;
  const auto number = base::parse_number<std::int64_t>(*value);
  if (!number || *number < rule.min || *number > rule.max)
    return bad_request(fmt::format("{} must be a whole number from {} to {}.", name, rule.min, rule.max));
  return *number;
}

Result<std::optional<base::WallTime>> query_time(const Exchange& exchange, std::string_view name) {
  TRY(auto value, query_text(exchange, name));
  if (!value) return std::optional<base::WallTime>();
  // In a query, a plus means a blank, so the plus of an offset must be written %2B, which many clients forget.
  constexpr std::size_t shortest_with_offset = std::string_view("2025-01-31T12:30+01").size();
  if (const std::size_t blank = value->rfind(' '); blank != std::string::npos && blank + 3 >= shortest_with_offset)
    (*value)[blank] = '+';
  const auto time = text::parse_time(*value, text::Rounding::up);
  if (!time) return bad_request(fmt::format("{} {}.", name, text::time_rule));
  return time;
}

}  // namespace connectory::api
