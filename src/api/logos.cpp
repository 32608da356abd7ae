// Logos of connectors, and the images themselves: API contract, section 5.

#include "service/logos.h"

#include <fmt/format.h>

#include "api/body.h"
#include "api/embedded/default_logo.h"
#include "api/entity_tag.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "net/multipart.h"

namespace connectory::api {
namespace {

constexpr std::string_view part_name = "logo";
constexpr std::string_view upload_type = "multipart/form-data";

std::unexpected<service::Failure> bad_request(std::string detail) {
  return std::unexpected<service::Failure>(service::Error{service::Error::Code::invalid_request, std::move(detail)});
}

net::Response url_response(Api& api, int status, const std::optional<store::LogoHash>& logo) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("logo_url", api.links().logo_url(logo)).end_object();
  return json_response(status, std::move(body));
}

// ---- requests -------------------------------------------------------------------------------------------------------

std::string explain(const net::MultipartFault& fault) {
  if (!fault.offset) return fmt::format("The form cannot be read: {}.", fault.rule);
  return fmt::format("The form cannot be read at byte {} of the body: {}.", *fault.offset, fault.rule);
}

std::string explain_missing(const std::vector<net::Part>& parts) {
  if (parts.empty()) return fmt::format("The form is empty; send the file as its part '{}'.", part_name);
  const std::string& name = parts.front().name;
  const std::string_view shown = json::is_utf8(name) ? std::string_view(name) : "?";
  return fmt::format("The form has no part '{}'; it has '{}'.", part_name, shown);
}

// The content of the part that is the logo. There must be exactly one.
service::Result<std::string> parse_upload(std::string_view content_type, std::string_view body) {
  const auto parts = net::parse_multipart(content_type, body);
  if (!parts) return bad_request(explain(parts.error()));
  const net::Part* logo = nullptr;
  for (const net::Part& part : *parts) {
    if (part.name != part_name) continue;
    if (logo != nullptr) return bad_request(fmt::format("The form has more than one part '{}'; send one.", part_name));
    logo = &part;
  }
  if (logo == nullptr) return bad_request(explain_missing(*parts));
  return std::string(logo->content);
}

// ---- the images ------------------------------------------------------------------------------------------------------

std::string image_etag(std::string_view hash) { return fmt::format("\"{}\"", hash.substr(0, 32)); }

// Whatever was uploaded, a browser shows it as an image or not at all.
net::Response image_response(const Exchange& exchange, std::string_view etag, net::Body image) {
  net::Response response{200, {}, {}};
  response.add_header("ETag", etag);
  response.add_header("Cache-Control", "public, max-age=31536000, immutable");
  response.add_header("X-Content-Type-Options", "nosniff");
  response.add_header("Content-Security-Policy", "default-src 'none'; sandbox");
  if (!exchange.request->if_none_match.empty() && names_etag(exchange.request->if_none_match, etag)) {
    response.status = 304;
    return response;
  }
  response.add_header("Content-Type", "image/png");
  response.body = std::move(image);
  return response;
}

net::Response image_response(const Exchange& exchange, const SharedAnswer& answer) {
  return image_response(exchange, answer->etag.view(), net::Shared(answer, &answer->body));
}

net::Response no_image(const Exchange& exchange) {
  return error_of(exchange, Problem::not_found, "No connector has this logo.");
}

// ---- the calls -------------------------------------------------------------------------------------------------------

base::Task<net::Response> load_logo(Api& api, Exchange exchange, store::ConnectorId id) {
  auto reading = api.parts().logos.get(exchange.team, std::move(id));
  const auto logo = co_await std::move(reading);
  if (!logo) co_return error_of(exchange, logo.error());
  co_return url_response(api, 200, *logo);
}

base::Task<net::Response> upload(Api& api, Exchange exchange, store::ConnectorId id) {
  const std::string content_type(exchange.request->content_type);
  auto reading =
      parse_body(api, exchange, [content_type](const std::string& body) { return parse_upload(content_type, body); });
  auto file = co_await std::move(reading);
  if (!file) co_return std::move(file.error());
  auto setting =
      api.parts().logos.set(exchange.team, std::move(id), *std::move(file), exchange.actor(), exchange.errand(0));
  const auto logo = co_await std::move(setting);
  if (!logo) co_return error_of(exchange, logo.error());
  net::Response response = url_response(api, 201, *logo);
  response.add_header("Location", api.links().logo_url(*logo));
  co_return response;
}

base::Task<net::Response> remove(Api& api, Exchange exchange, store::ConnectorId id) {
  auto removing = api.parts().logos.remove(exchange.team, std::move(id), exchange.actor());
  const auto removed = co_await std::move(removing);
  if (!removed) co_return error_of(exchange, removed.error());
  co_return net::Response{204, {}, {}};
}

base::Task<net::Response> load_image(Api& api, Exchange exchange, store::LogoHash hash, std::string key) {
  const AnswerCache::Ticket ticket = api.parts().cache.ticket(key);
  std::string etag = image_etag(hash.value());
  auto reading = api.parts().logos.find_image(std::move(hash));
  auto image = co_await std::move(reading);
  if (!image) co_return error_of(exchange, image.error());
  if (!*image) co_return no_image(exchange);
  const auto answer = std::make_shared<const CachedAnswer>(Tag(etag), **std::move(image));
  api.parts().cache.put(key, ticket, answer);
  co_return image_response(exchange, answer);
}

}  // namespace

net::Answer get_logo(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  return load_logo(api, exchange, *std::move(id));
}

net::Answer upload_logo(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  if (media_type(exchange.request->content_type) != upload_type) return unsupported_type(exchange, upload_type);
  return upload(api, exchange, *std::move(id));
}

net::Answer delete_logo(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  return remove(api, exchange, *std::move(id));
}

net::Answer logo_image(Api& api, const Exchange& exchange) {
  std::string_view file = exchange.path.values[0];
  if (!file.ends_with(logo_file_suffix)) return no_image(exchange);
  file.remove_suffix(logo_file_suffix.size());
  if (file == api.links().default_logo().value())
    return image_response(exchange, image_etag(file), embedded::default_logo());
  auto hash = service::parse_logo_hash(file);
  if (!hash) return no_image(exchange);
  std::string key = AnswerCache::logo_key(hash->value());
  if (const SharedAnswer known = api.parts().cache.find(key)) return image_response(exchange, known);
  return load_image(api, exchange, *std::move(hash), std::move(key));
}

}  // namespace connectory::api
