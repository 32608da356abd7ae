#include "api/body.h"

#include <fmt/format.h>

namespace connectory::api {

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

base::Task<base::Result<std::string, net::Response>> read_body(const Exchange& exchange, std::size_t bytes_max) {
  auto body = co_await exchange.request->body->read_body(bytes_max);
  if (!body)
    co_return std::unexpected(error_of(exchange, problem_of(body.error().refusal),
                                       body.error().refusal == net::Refusal::body_too_large
                                           ? fmt::format("A body may have {} bytes.", bytes_max)
                                           : fmt::format("{}.", body.error().rule)));
  co_return *std::move(body);
}

}  // namespace connectory::api
