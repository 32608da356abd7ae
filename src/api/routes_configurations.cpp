#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

void add_configurations(std::vector<Route>& table) {
  table.push_back({.method = net::Method::post,
                   .path = ONE_CONNECTOR "/validate",
                   .operation_id = "validateConnector",
                   .tag = "Configurations",
                   .summary = "Check a configuration for a connector",
                   .description = "Checks the configuration in the body or, without a body, the saved one. Nothing is "
                                  "saved. Also reports which of its secrets are not stored.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &validate_connector,
                   .parameters = {},
                   .body = {{json_type, "AnyConfiguration"}, {yaml_type, ""}},
                   .is_body_optional = true,
                   .successes = {{200, "The findings.", {{json_type, "Validation"}}, {}}},
                   .problems = with_common({not_found, payload_too_large, unsupported_media_type})});
  table.push_back({.method = net::Method::post,
                   .path = "/connector_builder/v1/validate",
                   .operation_id = "validateConfiguration",
                   .tag = "Configurations",
                   .summary = "Check a configuration",
                   .description = "Needs no connector and saves nothing.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &validate_configuration,
                   .parameters = {},
                   .body = {{json_type, "AnyConfiguration"}, {yaml_type, ""}},
                   .is_body_optional = true,  // an empty text is checked too, and has a finding
                   .successes = {{200, "The findings.", {{json_type, "Validation"}}, {}}},
                   .problems = with_common({payload_too_large, unsupported_media_type})});
  table.push_back(
      {.method = net::Method::get,
       .path = "/connector_builder/v1/schema/{schema_version}",
       .operation_id = "getSchema",
       .tag = "Configurations",
       .summary = "Read the JSON Schema of configurations",
       .description = "For editors and other tools that check configurations.",
       .scope = {},
       .handler = &configuration_schema,
       .parameters = {{Place::query, "draft", R"({"type":"string","enum":["2019-09","07"],"default":"2019-09"})",
                       "The draft of JSON Schema; editors support 07 best."}},
       .body = {},
       .successes = {{200, "The schema.", {{json_type, ""}}, {}}},
       .problems = {bad_request, not_found}});
  table.push_back(
      {.method = net::Method::get,
       .path = "/connector_builder/v1/language/{language_version}",
       .operation_id = "getLanguage",
       .tag = "Configurations",
       .summary = "Read the table of the connector language",
       .description =
           "For editors: every key of configurations with its title, help, type, default and example, what its "
           "text contains or refers to, and the roots that placeholders can use there; and all placeholders, "
           "filters and findings. `adds_roots` and `only_roots` say what a key makes available to everything "
           "within it; `roots` is everything that can be available to its own text.",
       .scope = {},
       .handler = &language_table,
       .parameters = {},
       .body = {},
       .successes = {{200, "The table.", {{json_type, ""}}, {}}},
       .problems = {bad_request, not_found}});
}

}  // namespace connectory::api
