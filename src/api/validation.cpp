// Checking configurations without saving them, and the schema they are checked by: API contract, section 6.

#include <set>

#include <fmt/format.h>

#include "api/body.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/route.h"
#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "language/load.h"
#include "language/schema.h"

namespace connectory::api {
namespace {

using service::Result;

// The configuration itself, or, for who sends what a save takes, the part of it that is one.
json::Value configuration_in(json::Value root) {
  const auto holder = root.find("configuration");
  const auto inner = (holder ? *holder : root).find("configuration_json");
  return inner && inner->is(json::Kind::object) ? *inner : root;
}

language::Findings check(json::Source::Format format, std::string text, const language::LoadOptions& options) {
  const auto source = json::Source::from(format, std::move(text));
  if (!source) return language::load(source.error()).findings;
  return language::load(*source, configuration_in(source->root()), options).findings;
}

base::Task<net::Response> validate(Api& api, Exchange exchange, json::Source::Format format) {
  // A text that is not JSON is a finding like any other, so nothing is refused here.
  auto reading = parse_body(
      api, exchange,
      [format](std::string body) -> Result<language::Findings> { return check(format, std::move(body), {}); },
      base::limits::inline_check_bytes_max);
  auto findings = co_await std::move(reading);
  if (!findings) co_return std::move(findings.error());
  std::string body;
  language::write_findings(body, *findings);
  co_return json_response(200, std::move(body));
}

// Without a body, what is saved is checked.
base::Task<net::Response> validate_for(Api& api, Exchange exchange, store::ConnectorId id,
                                       json::Source::Format format) {
  auto reading = parse_body(api, exchange, [](std::string body) -> Result<std::string> { return body; });
  auto body = co_await std::move(reading);
  if (!body) co_return std::move(body.error());
  auto looking = api.parts().connectors.get(exchange.team, std::move(id));
  const auto connector = co_await std::move(looking);
  if (!connector) co_return error_of(exchange, connector.error());
  std::string text = *std::move(body);
  if (text.empty()) {
    text = connector->configuration->json;
    format = json::Source::Format::json;
  }
  auto listing = api.parts().secrets.list({exchange.team, connector->id});
  const auto secrets = co_await std::move(listing);
  if (!secrets) co_return error_of(exchange, secrets.error());
  std::set<std::string, std::less<>> stored;
  for (const store::ListedSecret& secret : *secrets) {
    if (!secret.is_set) continue;  // a duplicate's, which has no value yet
    stored.insert(secret.name);
    stored.insert(secret.placeholder.value());
  }
  auto checking = api.parts().pool.run([&] { return check(format, std::move(text), {.stored_secrets = &stored}); });
  const language::Findings findings = co_await std::move(checking);
  std::string answer;
  language::write_findings(answer, findings);
  co_return json_response(200, std::move(answer));
}

}  // namespace

net::Answer validate_connector(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const auto format = document_format(exchange);
  if (!format) return unsupported_type(exchange, "application/json or application/yaml");
  return validate_for(api, exchange, *std::move(id), *format);
}

net::Answer validate_configuration(Api& api, const Exchange& exchange) {
  const auto format = document_format(exchange);
  if (!format) return unsupported_type(exchange, "application/json or application/yaml");
  return validate(api, exchange, *format);
}

net::Answer configuration_schema(Api& api, const Exchange& exchange) {
  (void)api;
  const std::string_view version = exchange.path.values[0];
  const bool is_version = version.size() > 1 && version.front() == 'v' && base::is_all_digits(version.substr(1));
  if (!is_version)
    return error_of(exchange, Problem::bad_request, "schema_version must be v and a number, such as v1.");
  if (version != "v1")
    return error_of(exchange, Problem::not_found,
                    fmt::format("There is no schema {}; the current one is v1.", version));
  const auto text = query_text(exchange, "draft");
  if (!text) return error_of(exchange, text.error());
  const auto draft = *text ? language::parse_draft(**text) : language::Draft::draft_2019_09;
  if (!draft) return error_of(exchange, Problem::bad_request, "draft must be 07 or 2019-09.");
  net::Response response{200, "Content-Type: application/json\r\n", std::string_view(language::json_schema(*draft))};
  response.add_header("Cache-Control", "public, max-age=3600");
  return response;
}

}  // namespace connectory::api
