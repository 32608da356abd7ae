// For operators and programs: health, metrics, the OpenAPI document.

#include "api/handlers.h"
#include "api/route.h"

namespace connectory::api {
namespace {

net::Response status_response(int status, std::string_view text) {
  net::Response response = json_response(status, std::string(R"({"status":")") + std::string(text) + "\"}");
  response.add_header("Cache-Control", "no-store");
  return response;
}

}  // namespace

net::Answer livez(Api&, const Exchange&) { return status_response(200, "ok"); }

net::Answer readyz(Api& api, const Exchange& exchange) {
  if (api.is_ready()) return status_response(200, "ready");
  return error_of(exchange, Problem::service_unavailable,
                  "The server is stopping, or its database does not accept writes.");
}

net::Answer metrics(Api& api, const Exchange&) {
  net::Response response{200, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n", api.parts().metrics.text()};
  return response;
}

net::Answer openapi_as_json(Api& api, const Exchange& exchange) {
  return api.openapi().response(exchange, OpenApiDocument::Form::json);
}

net::Answer openapi_as_yaml(Api& api, const Exchange& exchange) {
  return api.openapi().response(exchange, OpenApiDocument::Form::yaml);
}

}  // namespace connectory::api
