#include <utility>

#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;

void add_operations(std::vector<Route>& table) {
  const auto open = [&](std::string_view path, std::string_view id, std::string_view summary, Handler handler,
                        std::vector<Content> contents, std::vector<Problem> problems) {
    const bool is_health_check = path == "/livez" || path == "/readyz";
    if (!is_health_check) problems.push_back(too_many_requests);
    table.push_back({.method = net::Method::get,
                     .path = path,
                     .operation_id = id,
                     .tag = "Operations",
                     .summary = summary,
                     .description = "",
                     .scope = {},
                     .handler = handler,
                     .parameters = {},
                     .body = {},
                     .is_health_check = is_health_check,
                     .successes = {{200, "The answer.", std::move(contents), {}}},
                     .problems = std::move(problems)});
  };
  open("/livez", "livez", "Check whether the process responds", &livez, {{json_type, "Status"}}, {});
  open("/readyz", "readyz", "Check whether the server is ready for requests", &readyz, {{json_type, "Status"}},
       {service_unavailable});
  open("/metrics", "metrics", "Metrics in Prometheus's text format", &metrics, {{"text/plain", ""}}, {});
  open("/openapi.json", "openapiJson", "This document", &openapi_as_json, {{json_type, ""}}, {});
  open("/openapi.yaml", "openapiYaml", "This document as YAML", &openapi_as_yaml, {{"application/yaml", ""}}, {});
  open("/docs", "docs", "This document as a page for people", &docs_page, {{"text/html", ""}}, {});
  open("/docs/{asset}", "docsAsset", "Scripts and styles of that page", &docs_asset,
       {{"text/javascript", ""}, {"text/css", ""}, {"image/svg+xml", ""}}, {not_found});
  open("/favicon.ico", "favicon", "The icon for browsers", &favicon, {{"image/svg+xml", ""}}, {});
}

}  // namespace connectory::api
