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
       .summary = "Export a connector as an archive",
       .description =
           "The archive has its versions, labels, draft and logo, and the names of its secrets, but not their values.",
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
                   .summary = "Export all connectors of the team as one archive",
                   .description = "The archive has the state of one moment.",
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
       .summary = "Import connectors from an archive",
       .description =
           "Imports all connectors or none. Versions keep their authors and times; secrets have no values until they are set.",
       .scope = Scope::cb_connectors_write,
       .handler = &import_connectors,
       .parameters = {{Place::query, "keep_identifiers", R"({"type":"boolean","default":false})",
                       "Whether the connectors keep their identifiers; 409 if one was ever used on this server."}},
       .body = {{zip_type, "Archive"}, {bytes_type, "Archive"}},
       .successes =
           {{201, "The new connectors, with their configurations.", {{json_type, "ConnectorList"}}, {"Location"}}},
       .problems = with_common(
           {conflict_error, payload_too_large, unsupported_media_type, unprocessable_entity, unprocessable_content}),
       .event = "connector.import"});
}

}  // namespace connectory::api
