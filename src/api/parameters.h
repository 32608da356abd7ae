#pragma once

// Parses parameters in a call's path, its query, or a form into checked values.
// Pure; safe on every thread. Errors: invalid_request, which names the parameter and the rule.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "base/clock.h"
#include "net/form.h"
#include "service/errors.h"

namespace connectory::api {

// `where`: where the text is from, for the message: "query", "body".
service::Result<std::vector<net::FormField>> parse_fields(std::string_view text, std::string_view where);
// The single value of a name; absent if the name is missing. A name that appears twice is refused.
service::Result<std::optional<std::string>> single_field(const std::vector<net::FormField>& fields,
                                                         std::string_view name);

// For paths that begin with /v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}.
service::Result<store::ConnectorId> path_connector(const Exchange& exchange);

// For paths with a version's number or a label as their parameter at `index` (from 0).
service::Result<std::int64_t> path_version(const Exchange& exchange, std::size_t index);
service::Result<std::string> path_label(const Exchange& exchange, std::size_t index);

service::Result<std::optional<std::string>> query_text(const Exchange& exchange, std::string_view name);
service::Result<bool> query_boolean(const Exchange& exchange, std::string_view name);  // absent: false
struct NumberRule {
  std::int64_t min;
  std::int64_t max;
  std::int64_t default_value;
};
service::Result<std::int64_t> query_number(const Exchange& exchange, std::string_view name, NumberRule rule);
// In the format of text/time.h; fractions of a millisecond are rounded up, so that "before" includes everything before.
service::Result<std::optional<base::WallTime>> query_time(const Exchange& exchange, std::string_view name);

}  // namespace connectory::api
