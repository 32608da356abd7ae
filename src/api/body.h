#pragma once

// Reads a request's body, and parses a large one off the event loop.
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
// The format of a document that may be sent as JSON or YAML; absent for any other Content-Type.
std::optional<json::Source::Format> document_format(const Exchange& exchange);
// 413 if it has more than `bytes_max`.
base::Task<base::Result<std::string, net::Response>> read_body(const Exchange& exchange, std::size_t bytes_max);

// The result of `parse` for the body: parse(std::string) -> service::Result<T>, for work proportional to the body, or
// parse(std::string, base::Budget&), for work that can be expensive for any body. Both may run on the pool, and the
// second may run twice. `weight`: the work as a multiple of that of reading JSON.
template <class Parse>
constexpr bool takes_budget = std::is_invocable_v<Parse&, std::string, base::Budget&>;
template <class Parse, bool with_budget = takes_budget<Parse>>
struct ParsedBy {
  using Type = std::invoke_result_t<Parse&, std::string, base::Budget&>;
};
template <class Parse>
struct ParsedBy<Parse, false> {
  using Type = std::invoke_result_t<Parse&, std::string>;
};

template <class Parse>
auto parse_body(Api& api, const Exchange& exchange, Parse parse, std::size_t weight = 1)
    -> base::Task<base::Result<typename ParsedBy<Parse>::Type::value_type, net::Response>> {
  auto body = co_await read_body(exchange, api.body_bytes_max());
  if (!body) co_return std::unexpected(std::move(body.error()));
  base::Errand errand = exchange.errand(weight * body->size());
  std::optional<base::Result<typename ParsedBy<Parse>::Type, base::PoolRefusal>> parsed;
  if constexpr (takes_budget<Parse>) {
    auto parsing = api.parts().documents.run_budgeted(
        std::move(errand), [&](base::Budget& budget) { return parse(std::string(*body), budget); });
    parsed.emplace(co_await std::move(parsing));
  } else {
    auto parsing = api.parts().documents.run_on(std::move(errand), [&] { return parse(*std::move(body)); });
    parsed.emplace(co_await std::move(parsing));
  }
  if (!*parsed) co_return std::unexpected(error_of(exchange, parsed->error()));
  auto& outcome = **parsed;
  if (!outcome) co_return std::unexpected(error_of(exchange, outcome.error()));
  co_return *std::move(outcome);
}

}  // namespace connectory::api
