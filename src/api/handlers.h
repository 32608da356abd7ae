#pragma once

// The function behind each route. Handlers are defined in the file of their noun, and the route table (routes_*.cpp)
// refers to them. A handler parses the request into typed values, calls the use case and builds the answer.
// Threads: the loop of the request.

#include "api/api.h"
#include "api/reply.h"

namespace connectory::api {

net::Answer list_connectors(Api& api, const Exchange& exchange);
net::Answer create_connector(Api& api, const Exchange& exchange);
net::Answer get_connector(Api& api, const Exchange& exchange);
net::Answer update_connector(Api& api, const Exchange& exchange);
net::Answer delete_connector(Api& api, const Exchange& exchange);
net::Answer list_secrets(Api& api, const Exchange& exchange);
net::Answer create_secret(Api& api, const Exchange& exchange);
net::Answer update_secret(Api& api, const Exchange& exchange);
net::Answer delete_secret(Api& api, const Exchange& exchange);
net::Answer list_logs(Api& api, const Exchange& exchange);
net::Answer get_log(Api& api, const Exchange& exchange);
net::Answer export_connector(Api& api, const Exchange& exchange);
net::Answer export_team(Api& api, const Exchange& exchange);
net::Answer import_connectors(Api& api, const Exchange& exchange);
net::Answer validate_configuration(Api& api, const Exchange& exchange);
net::Answer validate_connector(Api& api, const Exchange& exchange);
net::Answer configuration_schema(Api& api, const Exchange& exchange);
net::Answer language_table(Api& api, const Exchange& exchange);
net::Answer list_versions(Api& api, const Exchange& exchange);
net::Answer get_version(Api& api, const Exchange& exchange);
net::Answer diff_versions(Api& api, const Exchange& exchange);
net::Answer restore_version(Api& api, const Exchange& exchange);
net::Answer set_version_label(Api& api, const Exchange& exchange);
net::Answer remove_version_label(Api& api, const Exchange& exchange);
net::Answer get_draft(Api& api, const Exchange& exchange);
net::Answer save_draft(Api& api, const Exchange& exchange);
net::Answer delete_draft(Api& api, const Exchange& exchange);
net::Answer publish_draft(Api& api, const Exchange& exchange);
net::Answer get_logo(Api& api, const Exchange& exchange);
net::Answer upload_logo(Api& api, const Exchange& exchange);
net::Answer delete_logo(Api& api, const Exchange& exchange);
net::Answer logo_image(Api& api, const Exchange& exchange);
net::Answer list_audit(Api& api, const Exchange& exchange);
net::Answer get_team(Api& api, const Exchange& exchange);
net::Answer list_team_users(Api& api, const Exchange& exchange);
net::Answer issue_token(Api& api, const Exchange& exchange);
net::Answer revoke_token(Api& api, const Exchange& exchange);
net::Answer oauth_metadata(Api& api, const Exchange& exchange);
net::Answer livez(Api& api, const Exchange& exchange);
net::Answer readyz(Api& api, const Exchange& exchange);
net::Answer metrics(Api& api, const Exchange& exchange);
net::Answer openapi_as_json(Api& api, const Exchange& exchange);
net::Answer openapi_as_yaml(Api& api, const Exchange& exchange);
net::Answer docs_page(Api& api, const Exchange& exchange);
net::Answer docs_asset(Api& api, const Exchange& exchange);
net::Answer favicon(Api& api, const Exchange& exchange);

}  // namespace connectory::api
