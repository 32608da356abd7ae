#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

void add_archives(std::vector<Route>& table) {
  table.push_back(
      {.method = net::Method::get,
       .path = ONE_CONNECTOR "/export",
       .operation_id = "exportConnector",
       .tag = "Archives",
       .summary = "Take a connector out as an archive",
       .description = "With its versions, labels, draft and logo, and the names of its secrets; never their values.",
       .scope = Scope::cb_connectors_read,
       .handler = &export_connector,
       .parameters = {},
       .body = {},
       .successes = {{200, "The archive.", {{zip_type, "Archive"}}, {}}},
       .problems = with_common({not_found, limit_reached})});
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/connector_builder/export",
                   .operation_id = "exportTeam",
                   .tag = "Archives",
                   .summary = "Take all connectors of the team out as one archive",
                   .description = "As they are at one moment.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &export_team,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The archive.", {{zip_type, "Archive"}}, {}}},
                   .problems = with_common({limit_reached})});
  table.push_back(
      {.method = net::Method::post,
       .path = "/v1/teams/{team_id}/connector_builder/import",
       .operation_id = "importConnectors",
       .tag = "Archives",
       .summary = "Make connectors of an archive",
       .description =
           "All of them or none. Their versions keep authors and times; their secrets have no values until those are set.",
       .scope = Scope::cb_connectors_write,
       .handler = &import_connectors,
       .parameters = {{Place::query, "keep_identifiers", R"({"type":"boolean","default":false})",
                       "Whether the connectors keep their identifiers; 409 where one was ever used here."}},
       .body = {{zip_type, "Archive"}, {bytes_type, "Archive"}},
       .successes =
           {{201, "The new connectors, with their configurations.", {{json_type, "ConnectorList"}}, {"Location"}}},
       .problems = with_common(
           {conflict_error, payload_too_large, unsupported_media_type, unprocessable_entity, unprocessable_content}),
       .event = "connector.import"});
}

}  // namespace connectory::api
