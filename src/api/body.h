#pragma once

// Reading a request's body, and parsing a large one away from the event loop.
// Threads: the loop of the request. Errors: as finished answers.

#include <optional>
#include <string>
#include <utility>

#include "api/api.h"
#include "api/reply.h"
#include "base/limits.h"
#include "json/source.h"

namespace connectory::api {

// A media type without its parameters, in lower case.
std::string media_type(std::string_view content_type);
net::Response unsupported_type(const Exchange& exchange, std::string_view taken);
// How a document is written that people may hand in as JSON or as YAML; absent for any other Content-Type.
std::optional<json::Source::Format> document_format(const Exchange& exchange);
// 413 where it has more than `bytes_max`.
base::Task<base::Result<std::string, net::Response>> read_body(const Exchange& exchange, std::size_t bytes_max);

// Whatever `parse` makes of the body: parse(std::string) -> service::Result<T>. May run on the pool.
// `inline_bytes_max`: a longer body is parsed on the pool.
template <class Parse>
auto parse_body(Api& api, const Exchange& exchange, Parse parse,
                std::size_t inline_bytes_max = base::limits::inline_work_bytes_max)
    -> base::Task<base::Result<typename std::invoke_result_t<Parse&, std::string>::value_type, net::Response>> {
  auto body = co_await read_body(exchange, api.body_bytes_max());
  if (!body) co_return std::unexpected(std::move(body.error()));
  const bool is_large = body->size() > inline_bytes_max;
  using Parsed = std::invoke_result_t<Parse&, std::string>;
  std::optional<Parsed> parsed;
  if (is_large) {
    auto parsing = api.parts().pool.run(
        [parse = std::move(parse), text = *std::move(body)]() mutable { return parse(std::move(text)); });
    parsed.emplace(co_await std::move(parsing));
  } else {
    parsed.emplace(parse(*std::move(body)));
  }
  if (!*parsed) co_return std::unexpected(error_of(exchange, parsed->error()));
  co_return **std::move(parsed);
}

}  // namespace connectory::api
