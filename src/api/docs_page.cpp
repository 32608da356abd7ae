// The page at /docs, which shows the OpenAPI document to people, and the icon that browsers request.

#include <array>

#include <fmt/format.h>

#include "api/embedded/docs_html.h"
#include "api/embedded/docs_icon.h"
#include "api/embedded/docs_init.h"
#include "api/embedded/docs_style.h"
#include "api/embedded/viewer_css.h"
#include "api/embedded/viewer_css_packed.h"
#include "api/embedded/viewer_js.h"
#include "api/embedded/viewer_js_packed.h"
#include "api/handlers.h"
#include "api/route.h"
#include "net/content_coding.h"

namespace connectory::api {
namespace {

struct Asset {
  std::string_view name;
  std::string_view type;
  std::string_view (*plain)();
  std::string_view (*packed)() = nullptr;  // only if compression is worthwhile
};

constexpr Asset html{"", "text/html; charset=utf-8", &embedded::docs_html};
constexpr Asset icon{"icon.svg", "image/svg+xml", &embedded::docs_icon};
constexpr std::array parts = {
    Asset{"viewer.js", "text/javascript; charset=utf-8", &embedded::viewer_js, &embedded::viewer_js_packed},
    Asset{"viewer.css", "text/css; charset=utf-8", &embedded::viewer_css, &embedded::viewer_css_packed},
    Asset{"init.js", "text/javascript; charset=utf-8", &embedded::docs_init},
    Asset{"style.css", "text/css; charset=utf-8", &embedded::docs_style},
    icon,
};

// Both forms are in the program, so that serving either costs no CPU time.
net::Response asset_response(const Exchange& exchange, const Asset& asset) {
  const bool is_packed = asset.packed != nullptr && net::accepts_gzip(exchange.request->accept_encoding);
  net::Response response{200, {}, is_packed ? asset.packed() : asset.plain()};
  response.add_header("Content-Type", asset.type);
  if (is_packed) response.add_header("Content-Encoding", "gzip");
  if (asset.packed != nullptr) response.add_header("Vary", "Accept-Encoding");
  response.add_header("Cache-Control", "public, max-age=3600");
  response.add_header("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

net::Answer docs_page(Api&, const Exchange& exchange) {
  net::Response response = asset_response(exchange, html);
  // Nothing is loaded from or sent to other hosts, the page has no inline script or style, and no other page can frame
  // it.
  response.add_header("Content-Security-Policy",
                      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.add_header("Cross-Origin-Opener-Policy", "same-origin");
  response.add_header("Referrer-Policy", "no-referrer");
  return response;
}

net::Answer docs_asset(Api&, const Exchange& exchange) {
  for (const Asset& part : parts)
    if (part.name == exchange.path.values[0]) return asset_response(exchange, part);
  return error_of(exchange, Problem::not_found,
                  fmt::format("The page has no asset '{}'.", exchange.path.values[0].substr(0, 100)));
}

net::Answer favicon(Api&, const Exchange& exchange) { return asset_response(exchange, icon); }

}  // namespace connectory::api
