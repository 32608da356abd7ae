// What operators and people call: health, figures, the OpenAPI document and its page.

#include <array>

#include <fmt/format.h>

#include "api/api.h"
#include "api/embedded/docs_html.h"
#include "api/embedded/docs_init.h"
#include "api/embedded/docs_style.h"
#include "api/embedded/viewer_css.h"
#include "api/embedded/viewer_js.h"
#include "api/route.h"

namespace connectory::api {
namespace {

net::Response status_response(int status, std::string_view text) {
  net::Response response = json_response(status, std::string(R"({"status":")") + std::string(text) + "\"}");
  response.add_header("Cache-Control", "no-store");
  return response;
}

struct Asset {
  std::string_view name;
  std::string_view type;
  std::string_view (*packed)();
};

constexpr std::array assets = {
    Asset{"viewer.js", "text/javascript; charset=utf-8", &embedded::viewer_js},
    Asset{"viewer.css", "text/css; charset=utf-8", &embedded::viewer_css},
    Asset{"init.js", "text/javascript; charset=utf-8", &embedded::docs_init},
    Asset{"style.css", "text/css; charset=utf-8", &embedded::docs_style},
};

net::Response packed_asset(const Asset& asset) {
  net::Response response{200, {}, asset.packed()};
  response.add_header("Content-Type", asset.type);
  response.add_header("Content-Encoding", "gzip");  // every browser takes it; nothing else asks for these
  response.add_header("Cache-Control", "public, max-age=3600");
  response.add_header("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

net::Answer livez(Api&, const Exchange&) { return status_response(200, "ok"); }

net::Answer readyz(Api& api, const Exchange& exchange) {
  if (api.is_ready()) return status_response(200, "ready");
  return error_of(exchange, Problem::service_unavailable, "The server is stopping, or its database takes no writes.");
}

net::Answer metrics(Api& api, const Exchange&) {
  net::Response response{200, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n", api.parts().metrics.text()};
  return response;
}

net::Answer openapi_as_json(Api& api, const Exchange&) {
  return json_response(200, openapi_json(api.options().public_url));
}

net::Answer openapi_as_yaml(Api& api, const Exchange&) {
  return net::Response{200, "Content-Type: application/yaml\r\n", openapi_yaml(api.options().public_url)};
}

net::Answer docs_page(Api&, const Exchange&) {
  net::Response response = packed_asset({"", "text/html; charset=utf-8", &embedded::docs_html});
  // The viewer sets styles from its script; nothing comes from or goes to another host.
  response.add_header(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
      "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.add_header("Referrer-Policy", "no-referrer");
  return response;
}

net::Answer docs_asset(Api&, const Exchange& exchange) {
  for (const Asset& asset : assets)
    if (asset.name == exchange.path.values[0]) return packed_asset(asset);
  return error_of(exchange, Problem::not_found,
                  fmt::format("The page has no part '{}'.", exchange.path.values[0].substr(0, 100)));
}

}  // namespace connectory::api
