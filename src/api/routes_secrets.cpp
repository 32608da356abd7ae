#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;

void add_secrets(std::vector<Route>& table) {
  constexpr std::string_view secrets_path = ONE_CONNECTOR "/secrets";
  constexpr std::string_view secret_path = ONE_CONNECTOR "/secrets/{secret_placeholder}";
  table.push_back({.method = net::Method::get,
                   .path = secrets_path,
                   .operation_id = "listSecrets",
                   .tag = "Secrets",
                   .summary = "List a connector's secrets",
                   .description = "Their names and placeholders, at most 100. Values are never returned.",
                   .scope = Scope::cb_secrets_read,
                   .handler = &list_secrets,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The secrets.", {{json_type, "SecretList"}}, {}}},
                   .problems = with_common({not_found})});
  table.push_back(
      {.method = net::Method::post,
       .path = secrets_path,
       .operation_id = "createSecret",
       .tag = "Secrets",
       .summary = "Add a secret to a connector",
       .description = "A configuration uses it as {{ secrets.sec_a23f23d26 }}, with the placeholder from the answer. "
                      "The same fields are accepted as a form.",
       .scope = Scope::cb_secrets_write,
       .handler = &create_secret,
       .parameters = {},
       .body = {{json_type, "CreateSecret"}},
       .successes =
           {{201, "All secrets of the connector, including the new one.", {{json_type, "SecretList"}}, {"Location"}}},
       .problems = with_common(
           {not_found, conflict_error, limit_reached, payload_too_large, unsupported_media_type, unprocessable_entity}),
       .event = "secret.create"});
  table.push_back(
      {.method = net::Method::put,
       .path = secret_path,
       .operation_id = "updateSecret",
       .tag = "Secrets",
       .summary = "Change the value of a secret",
       .description =
           "Its name and placeholder stay. This also sets the first value of a secret in a duplicate or an import.",
       .scope = Scope::cb_secrets_write,
       .handler = &update_secret,
       .parameters = {},
       .body = {{json_type, "UpdateSecret"}},
       .successes = {{204, "Changed.", {}, {}}},
       .problems = with_common({not_found, payload_too_large, unsupported_media_type, unprocessable_entity}),
       .event = "secret.update"});
  table.push_back({.method = net::Method::delete_,
                   .path = secret_path,
                   .operation_id = "deleteSecret",
                   .tag = "Secrets",
                   .summary = "Delete a secret",
                   .description = "Configurations that use it can no longer run.",
                   .scope = Scope::cb_secrets_write,
                   .handler = &delete_secret,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Deleted.", {}, {}}},
                   .problems = with_common({not_found}),
                   .event = "secret.delete"});
}

}  // namespace connectory::api
