// Logins by OAuth: the clients, their endpoints and token requests.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

std::vector<Key> oauth2_keys() {
  return {key("clientId", text(), "Client id", "The client id that the API issued for this application.")
              .reference()
              .example(R"("{{ secrets.client_id }}")"),
          key("clientSecret", text(), "Client secret",
              "The client secret, as a placeholder for a stored secret. Do not "
              "write the secret itself.")
              .reference()
              .example(R"("{{ secrets.client_secret }}")"),
          key("tokenLifetime", integer(1, 315'360'000), "Token lifetime",
              "The lifetime of a token in seconds, if the response does not contain one.")
              .reference()
              .defaults("3600"),
          key("tokenJsonPath", text(TextRule::json_path), "Token path", "The path of the access token in the response.")
              .reference()
              .defaults(R"("$.access_token")"),
          key("refreshTokenJsonPath", text(TextRule::json_path), "Refresh token path",
              "The path of the refresh token in "
              "the response.")
              .defaults(R"("$.refresh_token")"),
          key("expiresInJsonPath", text(TextRule::json_path), "Lifetime path",
              "The path of the lifetime in seconds in the response. It overrides `tokenLifetime`.")
              .defaults(R"("$.expires_in")"),
          key("tokenExchange", component("request_holder"), "Token exchange", "The request that returns a token.")
              .required()
              .reference(),
          key("refresh", component("request_holder"), "Refresh", "The request that renews a token.").reference()};
}

Component oauth2() {
  std::vector<Key> keys = oauth2_keys();
  keys.push_back(key("pkce", choice({{"S256", "With a hashed code verifier."}, {"none", "Without PKCE."}}), "PKCE",
                     "Whether to use Proof Key for Code Exchange (RFC 7636).")
                     .defaults(R"("none")"));
  keys.push_back(key("authorization", component("request_holder"), "Authorization",
                     "The page that the user is sent to. Only its URL and parameters are used.")
                     .required()
                     .reference());
  return {
      .name = "oauth2",
      .title = "OAuth 2",
      .description = "An OAuth 2 client with its authorization, token and refresh requests.",
      .keys = std::move(keys),
      .example_json =
          R"({"clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","pkce":"S256","authorization":{"request":{"url":"https://login.example.com/authorize","parameters":[{"name":"response_type","value":"code"},{"name":"client_id","value":"{{ oauth2.client_id }}"},{"name":"redirect_uri","value":"{{ oauth2.callback_url }}"}]}},"tokenExchange":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"authorization_code"},{"name":"code","value":"{{ oauth2.code }}"}]}}},"refresh":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"refresh_token"},{"name":"refresh_token","value":"{{ oauth2.refresh_token }}"}]}}}})"};
}

Component single_step_oauth2() {
  return {
      .name = "single_step_oauth2",
      .title = "OAuth 2 without a browser",
      .description = "An OAuth 2 client that only has a token request.",
      .keys = oauth2_keys(),
      .example_json =
          R"({"clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","tokenExchange":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"client_credentials"}]}}}})"};
}

Component oauth1() {
  return {
      .name = "oauth1",
      .title = "OAuth 1",
      .description = "An OAuth 1.0 consumer and its endpoints (RFC 5849).",
      .keys = {key("consumerKey", text(TextRule::not_empty), "Consumer key",
                   "The consumer key that the API issued for this application.")
                   .required()
                   .reference()
                   .example(R"("{{ secrets.consumer_key }}")"),
               key("consumerSecret", text(TextRule::not_empty), "Consumer secret",
                   "The consumer secret, as a "
                   "placeholder for a stored secret.")
                   .required()
                   .reference()
                   .example(R"("{{ secrets.consumer_secret }}")"),
               key("requestTokenEndpoint", text(TextRule::not_empty), "Request token endpoint",
                   "The URL that issues temporary tokens.")
                   .required()
                   .reference()
                   .example(R"("https://api.example.com/oauth/request_token")"),
               key("authorizationEndpoint", text(TextRule::not_empty), "Authorization endpoint",
                   "The URL of the page that the user is sent to.")
                   .required()
                   .reference()
                   .example(R"("https://api.example.com/oauth/authorize")"),
               key("accessTokenEndpoint", text(TextRule::not_empty), "Access token endpoint",
                   "The URL that issues access tokens.")
                   .required()
                   .reference()
                   .example(R"("https://api.example.com/oauth/access_token")"),
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
  components.push_back(oauth1());
}

}  // namespace connectory::language::table
