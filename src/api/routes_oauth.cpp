#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;

void add_oauth(std::vector<Route>& table) {
  table.push_back({.method = net::Method::post,
                   .path = "/oauth/token",
                   .operation_id = "issueToken",
                   .tag = "Access tokens",
                   .summary = "Get an access token for a client",
                   .description =
                       "OAuth 2 client credentials (RFC 6749, section 4.4). Send the client's id and secret by HTTP "
                       "Basic or in the form. A token is valid for one hour.",
                   .scope = {},
                   .handler = &issue_token,
                   .parameters = {},
                   .body = {{form_type, "TokenRequest"}},
                   .successes = {{200, "The token.", {{json_type, "Token"}}, {}}},
                   .problems = {bad_request, unauthorized, payload_too_large, too_many_requests, internal_server_error,
                                service_unavailable}});
  table.push_back({.method = net::Method::post,
                   .path = "/oauth/revoke",
                   .operation_id = "revokeToken",
                   .tag = "Access tokens",
                   .summary = "Revoke an access token",
                   .description = "RFC 7009. Takes effect at once. An unknown token is not an error.",
                   .scope = {},
                   .handler = &revoke_token,
                   .parameters = {},
                   .body = {{form_type, "RevokeRequest"}},
                   .successes = {{200, "Revoked.", {{json_type, ""}}, {}}},
                   .problems = {bad_request, unauthorized, payload_too_large, too_many_requests, internal_server_error,
                                service_unavailable}});
  table.push_back({.method = net::Method::get,
                   .path = "/.well-known/oauth-authorization-server",
                   .operation_id = "oauthMetadata",
                   .tag = "Access tokens",
                   .summary = "Read the OAuth metadata",
                   .description = "RFC 8414.",
                   .scope = {},
                   .handler = &oauth_metadata,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The metadata.", {{json_type, ""}}, {}}},
                   .problems = {}});
}

}  // namespace connectory::api
