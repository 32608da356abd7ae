#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

void add_logs(std::vector<Route>& table) {
  table.push_back(
      {.method = net::Method::get,
       .path = ONE_CONNECTOR "/logs",
       .operation_id = "listLogs",
       .tag = "Logs",
       .summary = "List what happened to a connector",
       .description = "Newest first. No two entries of a connector have the same `log_time`: send that of the last "
                      "entry as `before` for the next page.",
       .scope = Scope::cb_logs_read,
       .handler = &list_logs,
       .parameters = {{Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "The maximum number of entries."},
                      {Place::query, "before", time_schema,
                       "Only entries before this time: ISO 8601, with an offset, `Z`, or a date alone "
                       "(midnight UTC)."}},
       .body = {},
       .successes = {{200, "The entries.", {{json_type, "LogList"}}, {}}},
       .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR "/logs/{log_id}",
                   .operation_id = "getLog",
                   .tag = "Logs",
                   .summary = "Read one entry with its details",
                   .description = "",
                   .scope = Scope::cb_logs_read,
                   .handler = &get_log,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The entry.", {{json_type, "LogEntryWithDetail"}}, {}}},
                   .problems = with_common({not_found})});
}

}  // namespace connectory::api
