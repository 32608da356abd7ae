// OAuth 2: access tokens for programs (RFC 6749, section 4.4), their revocation (RFC 7009), and the metadata from which
// clients find both (RFC 8414). Errors of the two endpoints have the form of RFC 6749, section 5.2, which every OAuth
// client understands. Errors that the server raises outside them (rate limits, malformed HTTP) have the usual envelope.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/body.h"
#include "api/handlers.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "json/writer.h"
#include "net/form.h"

namespace connectory::api {
namespace {

constexpr std::size_t oauth_body_bytes_max = 16 * 1024;
constexpr std::string_view known_parameters[] = {"grant_type",    "scope", "client_id",
                                                 "client_secret", "token", "token_type_hint"};

net::Response oauth_error(int status, std::string_view error, std::string_view description) {
  std::string body;
  json::Writer(body).begin_object().member("error", error).member("error_description", description).end_object();
  net::Response response = json_response(status, std::move(body));
  response.add_header("Cache-Control", "no-store");
  if (status == 401) response.add_header("WWW-Authenticate", R"(Basic realm="connectory")");
  return response;
}

struct ClientRequest {
  std::string client_id;
  std::string client_secret;
  std::vector<net::FormField> fields;

  std::string_view field(std::string_view name) const {
    for (const net::FormField& candidate : fields)
      if (candidate.name == name) return candidate.value;
    return {};
  }
};

// The form and the client's credentials, from HTTP Basic or from the form (RFC 6749, section 2.3.1).
base::Task<base::Result<ClientRequest, net::Response>> read_client_request(Exchange exchange) {
  if (media_type(exchange.request->content_type) != "application/x-www-form-urlencoded")
    co_return std::unexpected(
        oauth_error(400, "invalid_request", "Content-Type must be application/x-www-form-urlencoded."));
  auto body = co_await exchange.request->body->read_body(oauth_body_bytes_max);
  if (!body)
    co_return std::unexpected(
        error_of(exchange, problem_of(body.error().refusal), fmt::format("{}.", body.error().rule)));
  ClientRequest request;
  auto fields = net::parse_form(*body);
  if (!fields) co_return std::unexpected(oauth_error(400, "invalid_request", "The body is not a form."));
  request.fields = *std::move(fields);
  // A known parameter may appear only once. Unknown ones are ignored, however often they appear (RFC 6749, section
  // 3.2).
  for (const std::string_view name : known_parameters)
    if (std::ranges::count(request.fields, name, &net::FormField::name) > 1)
      co_return std::unexpected(
          oauth_error(400, "invalid_request", fmt::format("{} appears twice; send it once.", name)));
  request.client_id = request.field("client_id");
  request.client_secret = request.field("client_secret");
  const std::string_view authorization = exchange.request->authorization;
  if (authorization.size() > 6 && media_type(authorization.substr(0, 5)) == "basic") {
    const auto decoded = crypto::from_base64(authorization.substr(6));
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    const auto id = colon == std::string::npos ? std::nullopt : net::percent_decode(decoded->substr(0, colon));
    const auto secret = colon == std::string::npos ? std::nullopt : net::percent_decode(decoded->substr(colon + 1));
    if (!id || !secret)
      co_return std::unexpected(oauth_error(401, "invalid_client", "The Basic credentials are malformed."));
    if (!request.client_secret.empty())
      co_return std::unexpected(oauth_error(400, "invalid_request", "Send the client's secret in one place only."));
    if (!request.client_id.empty() && request.client_id != *id)
      co_return std::unexpected(
          oauth_error(400, "invalid_request", "client_id in the form is not the client of the Basic credentials."));
    request.client_id = *id;
    request.client_secret = *secret;
  }
  if (request.client_id.empty() || request.client_secret.empty())
    co_return std::unexpected(
        oauth_error(401, "invalid_client", "Send the client's id and secret, by HTTP Basic or in the form."));
  co_return request;
}

net::Response oauth_error_of(Api& api, Exchange& exchange, const service::Failure& failure) {
  switch (problem_of(failure)) {
    case Problem::unauthorized:
      if (auto one_too_many = api.gate().count_failure(exchange)) return *std::move(one_too_many);
      return oauth_error(401, "invalid_client", detail_of(failure));
    case Problem::permission_error: return oauth_error(400, "invalid_scope", detail_of(failure));
    default: return error_of(exchange, failure);
  }
}

base::Task<net::Response> issue(Api& api, Exchange exchange) {
  auto reading = read_client_request(exchange);
  auto request = co_await std::move(reading);
  if (!request) co_return std::move(request.error());
  const std::string_view grant = request->field("grant_type");
  if (grant.empty()) co_return oauth_error(400, "invalid_request", "grant_type is required: client_credentials.");
  if (grant != "client_credentials")
    co_return oauth_error(400, "unsupported_grant_type", "grant_type must be client_credentials.");
  std::optional<service::ScopeSet> scopes;
  if (const std::string_view text = request->field("scope"); !text.empty()) {
    std::string unknown;
    scopes = service::parse_scopes(text, unknown);
    if (!scopes) co_return oauth_error(400, "invalid_scope", "A requested scope does not exist.");
  }
  auto issuing = api.parts().identity.issue_token(request->client_id, request->client_secret, scopes);
  const auto token = co_await std::move(issuing);
  if (!token) co_return oauth_error_of(api, exchange, token.error());
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("access_token", token->text).member("token_type", "Bearer");
  writer.member("expires_in", token->lifetime.count());
  writer.member("scope", fmt::format("{}", fmt::join(token->scopes.names(), " "))).end_object();
  net::Response response = json_response(200, std::move(body));
  response.add_header("Cache-Control", "no-store");
  co_return response;
}

base::Task<net::Response> revoke(Api& api, Exchange exchange) {
  auto reading = read_client_request(exchange);
  auto request = co_await std::move(reading);
  if (!request) co_return std::move(request.error());
  const std::string_view token = request->field("token");
  if (token.empty()) co_return oauth_error(400, "invalid_request", "token is required.");
  auto revoking = api.parts().identity.revoke_token(request->client_id, request->client_secret, std::string(token));
  const auto revoked = co_await std::move(revoking);
  if (!revoked) co_return oauth_error_of(api, exchange, revoked.error());
  co_return json_response(200, "{}");
}

}  // namespace

net::Answer issue_token(Api& api, const Exchange& exchange) { return issue(api, exchange); }
net::Answer revoke_token(Api& api, const Exchange& exchange) { return revoke(api, exchange); }

net::Answer oauth_metadata(Api& api, const Exchange& exchange) {
  // RFC 8414 requires absolute URLs: the public URL, or the one that this client has used.
  std::string base = api.links().public_url();
  if (base.empty())
    base = fmt::format("{}://{}", exchange.request->is_secure ? "https" : "http", exchange.request->host);
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("issuer", base);
  writer.member("token_endpoint", base + "/oauth/token").member("revocation_endpoint", base + "/oauth/revoke");
  writer.key("grant_types_supported").begin_array().string("client_credentials").end_array();
  writer.key("response_types_supported").begin_array().end_array();
  for (const std::string_view methods :
       {"token_endpoint_auth_methods_supported", "revocation_endpoint_auth_methods_supported"})
    writer.key(methods).begin_array().string("client_secret_basic").string("client_secret_post").end_array();
  writer.key("scopes_supported").begin_array();
  for (const std::string& scope : service::ScopeSet::all().names()) writer.string(scope);
  writer.end_array().end_object();
  return json_response(200, std::move(body));
}

}  // namespace connectory::api
