#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;

void add_logos(std::vector<Route>& table) {
  constexpr std::string_view logo_path = ONE_CONNECTOR "/logo";
  table.push_back({.method = net::Method::get,
                   .path = logo_path,
                   .operation_id = "getLogo",
                   .tag = "Connectors",
                   .summary = "Read the URL of a connector's logo",
                   .description = "A connector without a logo has the default logo.",
                   .scope = Scope::cb_logo_read,
                   .handler = &get_logo,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The URL of its logo.", {{json_type, "Logo"}}, {}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::post,
                   .path = logo_path,
                   .operation_id = "uploadLogo",
                   .tag = "Connectors",
                   .summary = "Upload a connector's logo",
                   .description =
                       "A PNG or JPEG of at most 5 MB, detected by its bytes and not by its name or declared "
                       "type. It is served as a PNG made from its pixels alone, with at most 512 on an edge.",
                   .scope = Scope::cb_logo_write,
                   .handler = &upload_logo,
                   .parameters = {},
                   .body = {{file_form_type, "UploadLogo"}},
                   .successes = {{201, "The URL of its new logo.", {{json_type, "Logo"}}, {"Location"}}},
                   .problems = with_common({not_found, payload_too_large, unsupported_media_type}),
                   .event = "logo.set"});
  table.push_back({.method = net::Method::delete_,
                   .path = logo_path,
                   .operation_id = "deleteLogo",
                   .tag = "Connectors",
                   .summary = "Delete a connector's logo",
                   .description = "The connector then has the default logo.",
                   .scope = Scope::cb_logo_write,
                   .handler = &delete_logo,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Deleted, or there was none.", {}, {}}},
                   .problems = with_common({not_found}),
                   .event = "logo.remove"});
  table.push_back(
      {.method = net::Method::get,
       .path = "/logos/{file}",
       .operation_id = "logoImage",
       .tag = "Connectors",
       .summary = "The image of a logo",
       .description =
           "The image at a `logo_url`. A different image has a different URL, so it can be cached without limit.",
       .scope = {},
       .handler = &logo_image,
       .parameters = {if_none_match},
       .body = {},
       .successes = {{200, "The image.", {{"image/png", ""}}, {"ETag"}},
                     {304, "The image has not changed.", {}, {"ETag"}}},
       .problems = {not_found, service_unavailable}});
}

}  // namespace connectory::api
