// Reads the logins by OAuth.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr Knowledge at_oauth_login = at_login | Knowledge::client | Knowledge::login;

using ClientAuthentication = OAuth2::ClientAuthentication;
constexpr base::Name<ClientAuthentication> client_authentications[] = {
    {"basic", ClientAuthentication::basic},
    {"body", ClientAuthentication::body},
    {"json", ClientAuthentication::json},
    {"none", ClientAuthentication::none},
    {"private_key_jwt", ClientAuthentication::private_key_jwt}};

constexpr base::Name<JwtAlgorithm> jwt_algorithms[] = {{"HS256", JwtAlgorithm::hs256}, {"HS384", JwtAlgorithm::hs384},
                                                       {"HS512", JwtAlgorithm::hs512}, {"RS256", JwtAlgorithm::rs256},
                                                       {"RS384", JwtAlgorithm::rs384}, {"RS512", JwtAlgorithm::rs512},
                                                       {"PS256", JwtAlgorithm::ps256}, {"ES256", JwtAlgorithm::es256},
                                                       {"ES384", JwtAlgorithm::es384}, {"ES512", JwtAlgorithm::es512}};

constexpr base::Name<OAuth1::Method> signature_methods[] = {{"HMAC-SHA1", OAuth1::Method::hmac_sha1},
                                                            {"HMAC-SHA256", OAuth1::Method::hmac_sha256},
                                                            {"RSA-SHA1", OAuth1::Method::rsa_sha1},
                                                            {"PLAINTEXT", OAuth1::Method::plaintext}};

}  // namespace

JwtAlgorithm Reading::read_jwt_algorithm(Object object, std::string_view key) {
  return choice_or(object, key, jwt_algorithms, JwtAlgorithm::rs256);
}

void Reading::check_client_authentication(Object object, ClientAuthentication way) {
  const auto at = find(object, "clientAuthentication", Kind::string);
  const auto need = [&](std::string_view key) {
    if (at && !object.find(key))
      report(Code::missing_part, *at, fmt::format("The client authentication '{}' needs '{}'.", at->string(), key),
             fmt::format("Add '{}'.", key));
  };
  using enum ClientAuthentication;
  if (way != as_written) need("clientId");
  if (way == basic || way == body || way == json) need("clientSecret");
  if (way == private_key_jwt) need("clientKey");
  if (const auto secret = object.find("clientSecret");
      secret && way == none && !root_.raw().contains("oauth2.client_secret") && !root_.raw().contains("oauth2.basic"))
    report(Code::useless_part, *secret, "The client authentication 'none' does not send 'clientSecret'.",
           "Remove it, or choose a client authentication with a secret, such as basic.");
  if (way != private_key_jwt)
    for (const std::string_view key : {"clientKey", "clientKeyAlgorithm", "clientKeyId"})
      if (const auto value = object.find(key))
        report(Code::useless_part, *value,
               fmt::format("'{}' has no effect unless 'clientAuthentication' is private_key_jwt.", key),
               fmt::format("Set 'clientAuthentication' to private_key_jwt, or remove '{}'.", key));
  // What is added to a body must fit it. Without a body, a form or an object is made.
  if (way == as_written || way == basic || !at) return;
  const std::string_view wanted = way == json ? "json" : "urlencoded_form";
  for (const std::string_view key : {"tokenExchange", "refresh"}) {
    const auto holder = find(object, key, Kind::object);
    const auto request = holder ? find(*holder, "request", Kind::object) : std::nullopt;
    const auto sent = request ? find(*request, "body", Kind::object) : std::nullopt;
    const auto type = sent ? find_text(*sent, "type") : std::nullopt;
    if (!type || *type == wanted || (way != json && *type == "multipart_form")) continue;
    report(Code::bad_value, *at,
           fmt::format("The client authentication '{}' adds to {}, but the body of '{}' is of a different type.",
                       at->string(), way == json ? "a JSON body" : "a form", key),
           fmt::format("Set the type of that body to {}, or choose a different client authentication.", wanted));
    return;
  }
}

std::vector<LoginStep> Reading::read_steps(Object object, const Scope& scope) {
  const std::vector<Object> found = objects(object, "steps");
  check_ids(found, "login step");
  std::vector<LoginStep> steps;
  for (const Object& each : found) {
    if (!spend(20)) break;
    steps.push_back({text_or(each, "id", ""), find_request(each, "request", scope).value_or(Request{})});
    if (const auto request = find(each, "request", Kind::object))
      if (const auto pagination = request->find("pagination"))
        report(Code::useless_part, *pagination, "Only the first page of a login step is read.", "Remove 'pagination'.");
  }
  return steps;
}

// What a login with a refresh token, or with a browser, needs.
void Reading::check_token_requests(Object object, bool is_single_step) {
  const auto refresh_token = object.find("refreshToken");
  const bool has_exchange = object.find("tokenExchange").has_value();
  const bool has_page = object.find("authorization").has_value();
  if (refresh_token && !object.find("refresh"))
    report(Code::missing_part, *refresh_token, "'refreshToken' needs 'refresh', the request that uses it.",
           "Add 'refresh' with a request that sends {{ oauth2.refresh_token }}.");
  const bool needs_exchange = !refresh_token || has_page;
  if (needs_exchange && !has_exchange)
    report(Code::missing_part, object, "'tokenExchange' is missing: no request returns a token.",
           "Add 'tokenExchange', or 'refreshToken' if users already have a token.");
  if (!is_single_step && !has_page && (!refresh_token || has_exchange))
    report(Code::missing_part, object, "'authorization' is missing: no page asks the user for permission.",
           has_exchange ? "Add 'authorization', or set 'type' to single_step_oauth2."
                        : "Add 'authorization', or 'refreshToken' if users already have a token.");
}

OAuth2 Reading::read_oauth2(Object object, bool is_single_step) {
  const Scope login{.known = at_oauth_login, .is_of_login = true};
  const Scope later{.known = of_the_user, .is_of_login = true};
  const Scope entered{.known = at_login};
  OAuth2 made{.client_id = find_template(object, "clientId", entered),
              .client_secret = find_template(object, "clientSecret", entered),
              .client_authentication =
                  choice_or(object, "clientAuthentication", client_authentications, ClientAuthentication::as_written),
              .client_key = {},
              .client_key_algorithm = read_jwt_algorithm(object, "clientKeyAlgorithm"),
              .client_key_id = find_template(object, "clientKeyId", entered),
              .scope = {},
              .token_lifetime = seconds_or(object, "tokenLifetime", Seconds(3600)),
              .token_path = path_or(object, "tokenJsonPath", "$.access_token"),
              .refresh_token_path = path_or(object, "refreshTokenJsonPath", "$.refresh_token"),
              .expires_in_path = path_or(object, "expiresInJsonPath", "$.expires_in"),
              .expires_at_path = {},
              .has_pkce = find_text(object, "pkce") == "S256",
              .code_parameter = text_or(object, "codeParameter", "code"),
              .refresh_token = {},
              .authorization = {},
              .token_exchange = {},
              .refresh = {},
              .steps = {}};
  if (made.client_secret) check_secret_text(*object.find("clientSecret"), "clientSecret", *made.client_secret);
  if (object.find("clientKey")) made.client_key = read_key(object, "clientKey");
  if (object.find("refreshToken")) made.refresh_token = read_key(object, "refreshToken");
  if (const auto path = find(object, "expiresAtJsonPath", Kind::string)) made.expires_at_path = read_path(*path);
  if (object.find("tokenExchange")) made.token_exchange = request_in(object, "tokenExchange", login);
  if (!is_single_step && object.find("authorization"))
    made.authorization =
        request_in(object, "authorization", Scope{.known = at_login | Knowledge::client, .is_of_login = true});
  if (object.find("refresh")) made.refresh = request_in(object, "refresh", later);
  made.steps = read_steps(object, later.with(Knowledge::login));
  if (const std::vector<std::string> scopes = texts(object, "scopes"); !scopes.empty())
    made.scope = fmt::format("{}", fmt::join(scopes, find_text(object, "scopeSeparator").value_or(" ")));

  check_client_authentication(object, made.client_authentication);
  check_token_requests(object, is_single_step);
  if (!is_single_step) check_code_use(object);
  if (const auto separator = object.find("scopeSeparator"); separator && !object.find("scopes"))
    report(Code::useless_part, *separator, "'scopeSeparator' has no effect without 'scopes'.",
           "Add 'scopes', or remove 'scopeSeparator'.");
  if (const auto in = object.find("expiresInJsonPath"); in && made.expires_at_path)
    report(Code::useless_part, *in, "'expiresAtJsonPath' is used instead of 'expiresInJsonPath'.",
           "Remove the one that the API does not send.");
  const auto scopes = object.find("scopes");
  if (scopes && made.authorization &&
      std::ranges::any_of(made.authorization->parameters, [](const auto& each) { return each.name == "scope"; }))
    report(Code::useless_part, *scopes, "The parameter 'scope' of 'authorization' is sent instead of 'scopes'.",
           "Remove one of the two.");
  return made;
}

OAuth1 Reading::read_oauth1(Object object) {
  const Scope login{.known = at_login};
  OAuth1 made{.consumer_key = template_or_empty(object, "consumerKey", login),
              .consumer_secret = read_key(object, "consumerSecret"),
              .source = OAuth1::Endpoints{},
              .realm = find_template(object, "realm", login),
              .method = choice_or(object, "signatureMethod", signature_methods, OAuth1::Method::hmac_sha1)};
  const auto token = object.find("token");
  const auto secret = object.find("tokenSecret");
  constexpr std::string_view endpoints[] = {"requestTokenEndpoint", "authorizationEndpoint", "accessTokenEndpoint"};
  if (!token && !secret) {
    made.source = OAuth1::Endpoints{read_url(object, endpoints[0], login), read_url(object, endpoints[1], login),
                                    read_url(object, endpoints[2], login)};
    for (const std::string_view key : endpoints)
      if (!object.find(key))
        report(Code::missing_part, object, fmt::format("'{}' is missing.", key),
               "Add all three endpoints, or 'token' and 'tokenSecret' if users already have a token.");
    return made;
  }
  made.source = OAuth1::Token{read_key(object, "token"), read_key(object, "tokenSecret")};
  if (!token || !secret)
    report(Code::missing_part, token ? *token : *secret, "'token' and 'tokenSecret' are only useful together.",
           token ? "Add 'tokenSecret'." : "Add 'token'.");
  for (const std::string_view key : endpoints)
    if (const auto value = object.find(key))
      report(Code::useless_part, *value, fmt::format("'{}' is not used, because there is a 'token'.", key),
             "Remove it, or remove 'token' and 'tokenSecret' so that users log in with a browser.");
  return made;
}

}  // namespace connectory::language
