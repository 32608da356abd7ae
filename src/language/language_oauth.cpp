// Logins by OAuth: the clients, their endpoints and token requests.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

std::vector<Choice> signing_algorithms() {
  return {{"RS256", "RSA with SHA-256."},
          {"RS384", "RSA with SHA-384."},
          {"RS512", "RSA with SHA-512."},
          {"PS256", "RSA-PSS with SHA-256."},
          {"ES256", "ECDSA on P-256 with SHA-256."},
          {"ES384", "ECDSA on P-384 with SHA-384."},
          {"ES512", "ECDSA on P-521 with SHA-512."}};
}

// Of oauth2 and single_step_oauth2.
std::vector<Key> oauth2_keys(std::string_view scopes_go) {
  return {
      key("clientId", text(Syntax::template_, TextRule::any), "Client id",
          "The client id that the API issued for this application.")
          .reference()
          .example(R"("{{ secrets.client_id }}")"),
      key("clientSecret", text(Syntax::template_, TextRule::any), "Client secret",
          "The client secret, as a placeholder for a stored secret. Do not "
          "write the secret itself.")
          .reference()
          .example(R"("{{ secrets.client_secret }}")"),
      key("clientAuthentication",
          choice({{"basic",
                   "In an `Authorization: Basic` header. The id and the secret are form-encoded before Base64 (RFC "
                   "6749, section 2.3.1)."},
                  {"body", "As `client_id` and `client_secret` in the form."},
                  {"json", "As `client_id` and `client_secret` in the JSON body."},
                  {"none", "Only the `client_id` in the form, for a client without a secret."},
                  {"private_key_jwt",
                   "A token that `clientKey` signs, as `client_assertion` in the form (RFC 7523, section 2.2)."}}),
          "Client authentication",
          "How the client proves who it is in the requests `tokenExchange` and `refresh`. If absent, nothing is "
          "added: the requests contain what the API needs, such as `Basic {{ oauth2.basic }}`.")
          .example(R"("basic")"),
      key("clientKey", text(Syntax::template_), "Client key",
          "The private key in PEM that signs the tokens of `private_key_jwt`, as a placeholder for a stored secret.")
          .example(R"("{{ secrets.client_key }}")"),
      key("clientKeyAlgorithm", choice(signing_algorithms()), "Client key algorithm",
          "The signature algorithm of `clientKey` (RFC 7518).")
          .defaults(R"("RS256")"),
      key("clientKeyId", text(Syntax::template_, TextRule::any), "Client key id",
          "The id under which the API knows `clientKey`, sent as `kid` in the header of the token.")
          .example(R"("{{ secrets.client_key_id }}")"),
      key("scopes", array(text(TextRule::not_empty)), "Scopes", scopes_go).example(R"(["reports.read","offline"])"),
      key("scopeSeparator", text(TextRule::not_empty), "Scope separator",
          "The text between two scopes. RFC 6749 requires a space; some APIs expect a comma.")
          .defaults(R"(" ")"),
      key("tokenLifetime", integer(1, 315'360'000), "Token lifetime",
          "The lifetime of a token in seconds, if the response does not contain one.")
          .reference()
          .defaults("3600"),
      key("tokenJsonPath", text(Syntax::json_path, TextRule::json_path), "Token path",
          "The path of the access token in the response.")
          .reference()
          .defaults(R"("$.access_token")"),
      key("refreshTokenJsonPath", text(Syntax::json_path, TextRule::json_path), "Refresh token path",
          "The path of the refresh token in the response. If a response contains none, or an empty one, the previous "
          "refresh token is kept.")
          .defaults(R"("$.refresh_token")"),
      key("expiresInJsonPath", text(Syntax::json_path, TextRule::json_path), "Lifetime path",
          "The path of the lifetime in seconds in the response. It overrides `tokenLifetime`, unless the value is "
          "missing, not a number, or not above 0.")
          .defaults(R"("$.expires_in")"),
      key("expiresAtJsonPath", text(Syntax::json_path, TextRule::json_path), "Expiry path",
          "The path of the time at which the token expires, for an API that sends a time instead of a lifetime: a "
          "date and time such as `2024-01-31T12:00:00Z`, or milliseconds since 1970.")
          .example(R"("$.expires_at")"),
      key("refreshToken", text(Syntax::template_), "Refresh token",
          "The first refresh token, for users who already have one: a placeholder of a user input or of a stored "
          "secret. The login then begins with `refresh`, without a browser. `{{ oauth2.refresh_token }}` is this "
          "token until a response contains a newer one. If the user enters a different one, the newer ones are "
          "forgotten.")
          .example(R"("{{ user_input.refresh_token }}")"),
      key("tokenExchange", component("request_holder"), "Token exchange",
          "The request that returns a token. Required unless there is a `refreshToken`.")
          .adds(Knowledge::client | Knowledge::login)
          .reference(),
      key("refresh", component("request_holder"), "Refresh",
          "The request that renews a token with `{{ oauth2.refresh_token }}`.")
          .adds(after_login)
          .reference(),
      key("steps", array(component("login_step")), "Steps",
          "Further requests that complete the login, such as one that asks for the address of the user's server. "
          "They are sent once, in order, after the token was obtained, and can use `{{ user.access_token }}`. If one "
          "fails, the login fails.")
          .adds(after_login | Knowledge::login)};
}

Component oauth2() {
  std::vector<Key> keys = oauth2_keys(
      "The scopes to ask the user for. Joined with `scopeSeparator`, they are sent as the parameter `scope` of the "
      "authorization page.");
  keys.push_back(
      key("pkce", choice({{"S256", "With a hashed code verifier."}, {"none", "Without PKCE."}}), "PKCE",
          "Whether to use Proof Key for Code Exchange (RFC 7636). Connectory makes the verifier, and adds it and the challenge to the requests.")
          .defaults(R"("none")"));
  keys.push_back(key("authorization", component("request_holder"), "Authorization",
                     "The page that the user is sent to. Only its URL and parameters are used. Required unless there "
                     "is a `refreshToken`.")
                     .adds(Knowledge::client)
                     .reference());
  keys.push_back(key("codeParameter", text(TextRule::not_empty), "Code parameter",
                     "The parameter in which the API hands over the code when it sends the user back. "
                     "`{{ oauth2.code }}` is its value.")
                     .defaults(R"("code")")
                     .example(R"("auth_code")"));
  return {
      .name = "oauth2",
      .title = "OAuth 2",
      .description = "An OAuth 2 client with its authorization, token and refresh requests.",
      .keys = std::move(keys),
      .example_json =
          R"({"clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","clientAuthentication":"basic","scopes":["reports.read"],"pkce":"S256","authorization":{"request":{"url":"https://login.example.com/authorize","parameters":[{"name":"response_type","value":"code"},{"name":"client_id","value":"{{ oauth2.client_id }}"},{"name":"redirect_uri","value":"{{ oauth2.callback_url }}"}]}},"tokenExchange":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"authorization_code"},{"name":"code","value":"{{ oauth2.code }}"},{"name":"redirect_uri","value":"{{ oauth2.callback_url }}"}]}}},"refresh":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"refresh_token"},{"name":"refresh_token","value":"{{ oauth2.refresh_token }}"}]}}}})"};
}

Component single_step_oauth2() {
  return {
      .name = "single_step_oauth2",
      .title = "OAuth 2 without a browser",
      .description = "An OAuth 2 client that only has a token request.",
      .keys = oauth2_keys(
          "The scopes to ask the API for. Joined with `scopeSeparator`, they are sent as the field `scope` in the form "
          "of `tokenExchange`."),
      .example_json =
          R"({"clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","tokenExchange":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"client_credentials"}]}}}})"};
}

Component login_step() {
  return {
      .name = "login_step",
      .title = "Login step",
      .description = "A request of a login, whose response is kept with the login.",
      .keys = {key("id", text(TextRule::identifier), "Id",
                   "A unique id. A value of the response is `{{ login.<id>.<path> }}`.")
                   .required()
                   .example(R"("server")"),
               key("request", component("request"), "Request",
                   "The request to send. Its response must be JSON, and it has a single page.")
                   .required()},
      .example_json =
          R"({"id":"server","request":{"url":"https://login.example.com/server","headers":[{"name":"Authorization","value":"Bearer {{ user.access_token }}"}]}})"};
}

Component oauth1() {
  return {
      .name = "oauth1",
      .title = "OAuth 1",
      .description = "An OAuth 1.0 consumer and its endpoints (RFC 5849).",
      .keys = {key("consumerKey", text(Syntax::template_), "Consumer key",
                   "The consumer key that the API issued for this application.")
                   .required()
                   .reference()
                   .example(R"("{{ secrets.consumer_key }}")"),
               key("consumerSecret", text(Syntax::template_), "Consumer secret",
                   "The consumer secret, as a "
                   "placeholder for a stored secret.")
                   .required()
                   .reference()
                   .example(R"("{{ secrets.consumer_secret }}")"),
               key("requestTokenEndpoint", text(Syntax::template_), "Request token endpoint",
                   "The URL that issues temporary tokens. Required unless there is a `token`.")
                   .reference()
                   .example(R"("https://api.example.com/oauth/request_token")"),
               key("authorizationEndpoint", text(Syntax::template_), "Authorization endpoint",
                   "The URL of the page that the user is sent to. Required unless there is a `token`.")
                   .reference()
                   .example(R"("https://api.example.com/oauth/authorize")"),
               key("accessTokenEndpoint", text(Syntax::template_), "Access token endpoint",
                   "The URL that issues access tokens. Required unless there is a `token`.")
                   .reference()
                   .example(R"("https://api.example.com/oauth/access_token")"),
               key("token", text(Syntax::template_), "Token",
                   "The access token, for users who already have one: a placeholder of a user input or of a stored "
                   "secret. There is then no browser, and no endpoint is needed.")
                   .example(R"("{{ user_input.token }}")"),
               key("tokenSecret", text(Syntax::template_), "Token secret", "The secret that belongs to `token`.")
                   .example(R"("{{ user_input.token_secret }}")"),
               key("realm", text(Syntax::template_), "Realm",
                   "The realm to name in the `Authorization` header, which is not a part of the signature.")
                   .example(R"("{{ user_input.account }}")"),
               key("signatureMethod",
                   choice({{"HMAC-SHA1", "HMAC with SHA-1, which most APIs expect."},
                           {"HMAC-SHA256", "HMAC with SHA-256."},
                           {"RSA-SHA1", "RSA with SHA-1: the consumer secret is a private key in PEM."},
                           {"PLAINTEXT", "The secrets themselves. Use it only over TLS."}}),
                   "Signature method", "How Connectory signs requests.")
                   .defaults(R"("HMAC-SHA1")")},
      .example_json =
          R"({"consumerKey":"{{ secrets.consumer_key }}","consumerSecret":"{{ secrets.consumer_secret }}","requestTokenEndpoint":"https://api.example.com/oauth/request_token","authorizationEndpoint":"https://api.example.com/oauth/authorize","accessTokenEndpoint":"https://api.example.com/oauth/access_token"})"};
}

}  // namespace

void add_oauth(std::vector<Component>& components) {
  components.push_back(oauth2());
  components.push_back(single_step_oauth2());
  components.push_back(login_step());
  components.push_back(oauth1());
}

}  // namespace connectory::language::table
