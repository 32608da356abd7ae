// Checking configurations without saving them, and the schema that they are checked against: API contract, section 6.

#include <fmt/format.h>

#include "api/body.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/route.h"
#include "base/ascii.h"
#include "language/findings.h"
#include "language/schema.h"
#include "language/table_json.h"

namespace connectory::api {
namespace {

// A text that is not JSON or YAML is a finding like any other, so no text is refused here.
net::Response response_of(const language::Findings& findings) {
  std::string body;
  language::write_findings(body, findings);
  return json_response(200, std::move(body));
}

base::Task<net::Response> validate(Api& api, Exchange exchange, json::Source::Format format) {
  auto body = co_await read_body(exchange, api.body_bytes_max());
  if (!body) co_return std::move(body.error());
  auto checking = api.parts().validation.check(format, *std::move(body), exchange.errand(0));
  const auto findings = co_await std::move(checking);
  if (!findings) co_return error_of(exchange, findings.error());
  co_return response_of(*findings);
}

base::Task<net::Response> validate_for(Api& api, Exchange exchange, store::ConnectorId id,
                                       json::Source::Format format) {
  auto body = co_await read_body(exchange, api.body_bytes_max());
  if (!body) co_return std::move(body.error());
  auto checking =
      api.parts().validation.check_for(exchange.team, std::move(id), format, *std::move(body), exchange.errand(0));
  const auto findings = co_await std::move(checking);
  if (!findings) co_return error_of(exchange, findings.error());
  co_return response_of(*findings);
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

namespace {

// A response if the path does not have the version that exists.
std::optional<net::Answer> refuse_version(const Exchange& exchange, std::string_view parameter, std::string_view what) {
  const std::string_view version = exchange.path.values[0];
  const bool is_version = version.size() > 1 && version.front() == 'v' && base::is_all_digits(version.substr(1));
  if (!is_version)
    return error_of(exchange, Problem::bad_request, fmt::format("{} must be v and a number, such as v1.", parameter));
  if (version != "v1")
    return error_of(exchange, Problem::not_found,
                    fmt::format("There is no {} {}; the current one is v1.", what, version));
  return std::nullopt;
}

net::Response public_json(std::string_view text) {
  net::Response response{200, "Content-Type: application/json\r\n", text};
  response.add_header("Cache-Control", "public, max-age=3600");
  return response;
}

}  // namespace

net::Answer configuration_schema(Api& api, const Exchange& exchange) {
  (void)api;
  if (auto refusal = refuse_version(exchange, "schema_version", "schema")) return *std::move(refusal);
  const auto text = query_text(exchange, "draft");
  if (!text) return error_of(exchange, text.error());
  const auto draft = *text ? language::parse_draft(**text) : language::Draft::draft_2019_09;
  if (!draft) return error_of(exchange, Problem::bad_request, "draft must be 07 or 2019-09.");
  return public_json(language::json_schema(*draft));
}

net::Answer language_table(Api& api, const Exchange& exchange) {
  (void)api;
  if (auto refusal = refuse_version(exchange, "language_version", "language")) return *std::move(refusal);
  return public_json(language::table_json());
}

}  // namespace connectory::api
