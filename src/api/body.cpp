#include "api/body.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "net/parameterized_value.h"

namespace connectory::api {

std::string media_type(std::string_view content_type) {
  return base::to_lower(base::trimmed(content_type.substr(0, content_type.find(';'))));
}

net::Response unsupported_type(const Exchange& exchange, std::string_view taken) {
  return error_of(exchange, Problem::unsupported_media_type, fmt::format("Content-Type must be {}.", taken));
}

std::optional<json::Source::Format> document_format(const Exchange& exchange) {
  const std::string type = media_type(exchange.request->content_type);
  if (type.empty() || type == "application/json") return json::Source::Format::json;
  if (type == "application/yaml" || type == "application/x-yaml" || type == "text/yaml" || type == "text/x-yaml" ||
      type == "text/vnd.yaml")
    return json::Source::Format::yaml;
  return std::nullopt;
}

namespace {

// The content coding of the body; empty if it has none.
std::string_view content_coding(const net::Request& request) {
  for (const net::Header& header : request.headers)
    if (base::equals_ignoring_case(header.name, "content-encoding") &&
        !base::equals_ignoring_case(header.value, "identity"))
      return header.value;
  return {};
}

// If a text in a different encoding were read as UTF-8, it would be refused for a misleading reason, or misread.
bool is_utf8_if_text(const net::Request& request) {
  const auto type = net::parse_parameterized(request.content_type);
  const std::string* charset = type ? type->find("charset") : nullptr;
  return charset == nullptr || base::equals_ignoring_case(*charset, "utf-8");
}

}  // namespace

base::Task<base::Result<std::string, net::Response>> read_body(const Exchange& exchange, std::size_t bytes_max) {
  // If a compressed body were read as it is, it would be refused for a misleading reason: not JSON, no title.
  if (exchange.request->has_body && !content_coding(*exchange.request).empty()) {
    net::Response response = error_of(exchange, Problem::unsupported_media_type,
                                      "Compressed bodies are not supported; send the body without Content-Encoding.");
    response.add_header("Accept-Encoding", "identity");  // RFC 9110, section 15.5.16
    co_return std::unexpected(std::move(response));
  }
  if (!is_utf8_if_text(*exchange.request))
    co_return std::unexpected(error_of(exchange, Problem::unsupported_media_type,
                                       "The body must be UTF-8; send it with charset=utf-8 or without charset."));
  auto body = co_await exchange.request->body->read_body(bytes_max);
  if (!body)
    co_return std::unexpected(error_of(exchange, problem_of(body.error().refusal),
                                       body.error().refusal == net::Refusal::body_too_large
                                           ? fmt::format("The body may have at most {} bytes.", bytes_max)
                                           : fmt::format("{}.", body.error().rule)));
  co_return *std::move(body);
}

}  // namespace connectory::api
