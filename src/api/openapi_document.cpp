#include "api/openapi_document.h"

#include <fmt/format.h>

#include "api/entity_tag.h"
#include "api/route.h"
#include "crypto/hash.h"
#include "net/content_coding.h"

namespace connectory::api {

const OpenApiDocument::Written& OpenApiDocument::written(Form form) {
  Written& written = forms_[static_cast<std::size_t>(form)];
  std::call_once(written.once, [&] {
    std::string text = form == Form::json ? openapi_json(server_url_) : openapi_yaml(server_url_);
    written.etag = crypto::sha256_hex(text).substr(0, 22);
    written.packed = std::make_shared<const std::string>(net::gzip(text));
    written.plain = std::make_shared<const std::string>(std::move(text));
  });
  return written;
}

net::Response OpenApiDocument::response(const Exchange& exchange, Form form) {
  const Written& document = written(form);
  const bool is_packed = net::accepts_gzip(exchange.request->accept_encoding);
  const std::string etag = fmt::format("\"{}\"", document.etag);
  const std::string_view list = exchange.request->if_none_match;
  const bool is_unchanged = !list.empty() && names_etag(list, etag);
  net::Response response{is_unchanged ? 304 : 200, "Vary: Accept-Encoding\r\n", {}};
  response.add_header("ETag", is_packed ? fmt::format("\"{}{}\"", document.etag, packed_mark) : etag);
  if (is_unchanged) return response;
  response.add_header("Content-Type", form == Form::json ? "application/json" : "application/yaml");
  if (is_packed) response.add_header("Content-Encoding", "gzip");
  response.body = is_packed ? document.packed : document.plain;
  return response;
}

}  // namespace connectory::api
