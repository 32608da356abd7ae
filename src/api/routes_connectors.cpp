#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

void add_connectors(std::vector<Route>& table) {
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors",
                   .operation_id = "listConnectors",
                   .tag = "Connectors",
                   .summary = "List the team's connectors",
                   .description = "Newest first, at most 1000. If there are more, Link has the URL of the next page.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &list_connectors,
                   .parameters = {{Place::query, "include_configs", R"({"type":"boolean","default":false})",
                                   "Whether each connector includes its configuration."},
                                  {Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000})",
                                   "The maximum number of connectors on a page. The answer then has `next`."},
                                  {Place::query, "after", R"({"type":"string","examples":["1764259200000.T3S70"]})",
                                   "Where the page begins: the value in the `next` link of the previous page."},
                                  if_none_match},
                   .body = {},
                   .successes = {{200, "The connectors.", {{json_type, "ConnectorList"}}, {"ETag", "Link"}},
                                 {304, "The list has not changed.", {}, {"ETag", "Link"}}},
                   .problems = with_common({})});
  table.push_back(
      {.method = net::Method::post,
       .path = "/v1/teams/{team_id}/connector_builder/connectors",
       .operation_id = "createConnector",
       .tag = "Connectors",
       .summary = "Create or duplicate a connector",
       .description =
           "A new connector starts with a small valid configuration; a duplicate starts with the original's. The "
           "same fields are accepted as JSON, where null means absent.",
       .scope = Scope::cb_connectors_write,
       .handler = &create_connector,
       .parameters = {},
       // Only the body of the published contract: if there are two kinds, generated clients use the other one, or none.
       .body = {{form_type, "CreateConnector"}},
       .successes = {{201, "The new connector.", {{json_type, "ConnectorWithConfiguration"}}, {"Location", "ETag"}}},
       .problems = with_common(
           {not_found, payload_too_large, unsupported_media_type, unprocessable_entity, duplication_failed}),
       .event = "connector.create"});
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR,
                   .operation_id = "getConnector",
                   .tag = "Connectors",
                   .summary = "Read one connector with its configuration",
                   .description = "The configuration is returned exactly as it was saved.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &get_connector,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The connector.", {{json_type, "ConnectorWithConfiguration"}}, {"ETag"}},
                                 {304, "The connector has not changed.", {}, {"ETag"}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::put,
                   .path = ONE_CONNECTOR,
                   .operation_id = "updateConnector",
                   .tag = "Connectors",
                   .summary = "Change a connector, its configuration, or both",
                   .description = "Applied completely or not at all. A changed configuration becomes a new version.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &update_connector,
                   .parameters = {if_match, if_none_match_of_change},
                   .body = {{json_type, "UpdateConnector"}},
                   .successes = {{204, "Changed.", {}, {}}},
                   .problems = with_common({not_found, precondition_failed, payload_too_large, unsupported_media_type,
                                            unprocessable_entity, unprocessable_content}),
                   .event = "connector.update",
                   .refused_event = "configuration.refused"});
  table.push_back({.method = net::Method::delete_,
                   .path = ONE_CONNECTOR,
                   .operation_id = "deleteConnector",
                   .tag = "Connectors",
                   .summary = "Delete a connector with all its data",
                   .description = "Its identifier is never used again.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &delete_connector,
                   .parameters = {if_match},
                   .body = {},
                   .successes = {{204, "Deleted.", {}, {}}},
                   .problems = with_common({not_found, precondition_failed})});
}

}  // namespace connectory::api
