// How users log in, and what is stored about them.

#include <deque>

#include <fmt/format.h>

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

// What every login can have, whether it is the only one or a choice.
std::vector<Key> login_keys() {
  return {key("description", text(), "Description",
              "The text shown on the login page: plain text, or HTML with links, emphasis and lists.")
              .reference()
              .example(R"("Paste the token from your profile page.")"),
          key("userInputs", array(component("user_input")), "User inputs",
              "The values that the user must enter. An id occurs only once, also among all choices of a login. Next to "
              "`choices`, they are asked for whatever the user chooses.")
              .reference(),
          key("validation", component("validation"), "Validation",
              "A check that must succeed before the login is stored. A choice without one uses the one next to "
              "`choices`.")
              .adds(after_login)
              .reference(),
          key("send", component("send"), "Send",
              "What to add to the requests of this login, such as the header with its token. It is added to every "
              "request of `validation`, `dataSourceUser`, `accounts` and report types, but not to the requests of the "
              "login itself. A request with `\"login\": false` is sent without it.")
              .adds(after_login),
          key("clientCertificate", component("client_certificate"), "Client certificate",
              "The certificate that Connectory presents to the API in the TLS handshake of every request, including "
              "the requests of the login itself.")};
}

// The kinds of login that a user can choose from.
std::vector<Variant> login_kinds() {
  return {{.value = "user_input",
           .title = "User input",
           .description = "The user enters values such as a key or a token. Requests use them as `{{ user_input.<id> "
                          "}}`.",
           .keys = {},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"user_input","userInputs":[{"id":"token","label":"Token","type":"password"}],"validation":{"request":{"url":"https://api.example.com/me","headers":[{"name":"Authorization","value":"Bearer {{ user_input.token }}"}]}}})"},
          {.value = "oauth2",
           .title = "OAuth 2",
           .description = "The authorization code grant (RFC 6749, section 4.1). Connectory adds and checks `state`, "
                          "and renews tokens before they expire.",
           .keys = {key("oauth2", component("oauth2"), "OAuth 2",
                        "The OAuth client and its authorization, "
                        "token and refresh requests.")
                        .required()
                        .reference()},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"oauth2","oauth2":{"clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","authorization":{"request":{"url":"https://login.example.com/authorize","parameters":[{"name":"response_type","value":"code"},{"name":"client_id","value":"{{ oauth2.client_id }}"},{"name":"redirect_uri","value":"{{ oauth2.callback_url }}"}]}},"tokenExchange":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"authorization_code"},{"name":"code","value":"{{ oauth2.code }}"},{"name":"redirect_uri","value":"{{ oauth2.callback_url }}"}]}}}}})"},
          {.value = "single_step_oauth2",
           .title = "OAuth 2 without a browser",
           .description = "The client credentials or password grant, which needs only a token request.",
           .keys = {key("oauth2", component("single_step_oauth2"), "OAuth 2", "The OAuth client and its token request.")
                        .required()},
           .example_json =
               R"({"type":"single_step_oauth2","oauth2":{"clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","tokenExchange":{"request":{"method":"POST","url":"https://login.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"grant_type","value":"client_credentials"}]}}}}})"},
          {.value = "oauth1",
           .title = "OAuth 1.0a",
           .description =
               "OAuth 1.0 (RFC 5849). Connectory signs the requests, with a token that the user permits in a "
               "browser, or with one that the user already has.",
           .keys = {key("oauth1", component("oauth1"), "OAuth 1",
                        "The consumer, with its three endpoints or with a token.")
                        .required()
                        .reference()},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"oauth1","oauth1":{"consumerKey":"{{ secrets.consumer_key }}","consumerSecret":"{{ secrets.consumer_secret }}","requestTokenEndpoint":"https://api.example.com/oauth/request_token","authorizationEndpoint":"https://api.example.com/oauth/authorize","accessTokenEndpoint":"https://api.example.com/oauth/access_token"}})"},
          {.value = "basic",
           .title = "Basic",
           .description = "A user name and a password, which Connectory sends in an `Authorization: Basic` header (RFC "
                          "7617). Without the key `basic`, they are the user inputs `username` and `password`, which "
                          "need not be declared.",
           .keys = {key("basic", component("credentials"), "Basic",
                        "The user name and the password, if they are not simply the user inputs `username` "
                        "and `password`.")},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"basic","userInputs":[{"id":"email","label":"E-mail"},{"id":"api_token","label":"API token","type":"password"}],"basic":{"username":"{{ user_input.email }}/token","password":"{{ user_input.api_token }}"}})"},
          {.value = "digest",
           .title = "Digest",
           .description = "A user name and a password, with which Connectory answers the challenge of the API (RFC "
                          "7616). Without the key `digest`, they are the user inputs `username` and `password`, which "
                          "need not be declared.",
           .keys = {key("digest", component("credentials"), "Digest",
                        "The user name and the password, if they are not simply the user inputs `username` "
                        "and `password`.")},
           .example_json =
               R"({"type":"digest","userInputs":[{"id":"public_key","label":"Public key"},{"id":"private_key","label":"Private key","type":"password"}],"digest":{"username":"{{ user_input.public_key }}","password":"{{ user_input.private_key }}"}})"},
          {.value = "cookie",
           .title = "Cookie",
           .description = "A login request. Connectory stores its cookies and sends them with every request. On "
                          "`renew_token`, it logs in again.",
           .keys = {key("cookie", component("cookie"), "Cookie", "The request that opens a session.").required()},
           .origin = Origin::reference,
           .example_json = R"({"type":"cookie","userInputs":[{"id":"email","label":"E-mail","type":"text"},{"id":"password","label":"Password","type":"password"}],"cookie":{"login":{"request":{"method":"POST","url":"https://api.example.com/session","body":{"type":"urlencoded_form","formData":[{"name":"email","value":"{{ user_input.email }}"},{"name":"password","value":"{{ user_input.password }}"}]}}}}})"},
          {.value = "jwt",
           .title = "JWT",
           .description = "A token that Connectory signs (RFC 7519), as for service accounts. It is sent as is, or "
                          "exchanged for an access token.",
           .keys = {key("jwt", component("jwt"), "JWT", "The key, header and claims of the token.").required()},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"jwt","jwt":{"algorithm":"RS256","key":"{{ secrets.private_key }}","claims":{"iss":"{{ secrets.client_email }}","scope":"read"},"lifetime":3600}})"},
          {.value = "amazon_s3",
           .title = "Amazon S3",
           .description = "Connectory signs requests with AWS Signature Version 4.",
           .keys = {key("amazon_s3", component("amazon_s3"), "Amazon S3",
                        "The access key, the region and the "
                        "bucket.")
                        .required()},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"amazon_s3","amazon_s3":{"accessKeyId":"{{ secrets.access_key_id }}","secretAccessKey":"{{ secrets.secret_access_key }}","region":"eu-west-1","bucket":"reports"}})"},
          {.value = "aws",
           .title = "Amazon Web Services",
           .description = "Connectory signs each request with AWS Signature Version 4, for any service of AWS and for "
                          "APIs that use the same signature.",
           .keys = {key("aws", component("aws"), "AWS", "The access key, the service and the region.").required()},
           .example_json =
               R"({"type":"aws","userInputs":[{"id":"access_key","label":"Access key ID"},{"id":"secret_key","label":"Secret access key","type":"password"}],"aws":{"service":"execute-api","region":"eu-west-1","accessKeyId":"{{ user_input.access_key }}","secretAccessKey":"{{ user_input.secret_key }}"}})"},
          {.value = "exchange",
           .title = "Microsoft identity platform",
           .description = "OAuth 2 of the Microsoft identity platform. Connectory knows its endpoints.",
           .keys = {key("exchange", component("exchange"), "Exchange", "The tenant, the client and the scopes.")
                        .required()},
           .origin = Origin::reference,
           .example_json =
               R"({"type":"exchange","exchange":{"tenant":"common","clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","scopes":["https://graph.microsoft.com/.default"]}})"}};
}

// The example of a kind of login, as an example of a choice.
std::string_view as_choice(std::string_view value, std::string_view example) {
  static std::deque<std::string> examples;  // filled once, with the table that refers to it
  return examples.emplace_back(fmt::format(R"({{"id":"by_{}",{})", value, example.substr(1)));
}

Component authentication() {
  std::vector<Variant> kinds = login_kinds();
  kinds.push_back(
      {.value = "choice",
       .title = "Choice",
       .description =
           "Several ways to log in, of which the user picks one. `{{ login.choice }}` is the id of the choice. User "
           "inputs of the other choices are empty.",
       .keys = {key("choices", array(component("login_choice"), 1), "Choices",
                    "The ways to log in, in the order in "
                    "which they are offered.")
                    .required()},
       .example_json =
           R"({"type":"choice","userInputs":[{"id":"site","label":"Site"}],"choices":[{"id":"token","label":"API token","type":"user_input","userInputs":[{"id":"token","label":"Token","type":"password"}],"send":{"headers":[{"name":"Authorization","value":"Bearer {{ user_input.token }}"}]}},{"id":"password","label":"User name and password","type":"basic"}]})"});
  return {
      .name = "authentication",
      .title = "Authentication",
      .description = "How a user connects to the data source.",
      .keys = login_keys(),
      .tag = "type",
      .variants = std::move(kinds),
      .example_json =
          R"({"type":"user_input","description":"Paste the token from your profile page.","userInputs":[{"id":"token","label":"Token","type":"password"}]})"};
}

Component login_choice() {
  std::vector<Key> keys = {
      key("id", text(TextRule::identifier), "Id",
          "A unique id. If the user picks this choice, it is `{{ login.choice }}`.")
          .required()
          .example(R"("token")"),
      key("label", text(), "Label", "The name of the choice on the login page. Defaults to the id.")
          .example(R"("API token")")};
  for (Key& each : login_keys()) keys.push_back(std::move(each));
  keys.push_back(key("dataSourceUser", component("data_source_user"), "Data source user",
                     "What is stored about a user who picks this choice, instead of the connector's own "
                     "`dataSourceUser`.")
                     .adds(after_login));
  std::vector<Variant> kinds = login_kinds();
  for (Variant& kind : kinds) {
    kind.example_json = as_choice(kind.value, kind.example_json);
    kind.origin = Origin::ours;
  }
  return {
      .name = "login_choice",
      .title = "Login choice",
      .description = "One of several ways to log in. It has the keys of an authentication, but no choices of its own.",
      .keys = std::move(keys),
      .tag = "type",
      .variants = std::move(kinds),
      .example_json =
          R"({"id":"token","label":"API token","type":"user_input","userInputs":[{"id":"token","label":"Token","type":"password"}],"send":{"headers":[{"name":"Authorization","value":"Bearer {{ user_input.token }}"}]}})"};
}

Component validation() {
  return {
      .name = "validation",
      .title = "Validation",
      .description =
          "A check of a new login: either a request that must succeed, or a report type that must be readable.",
      .keys = {key("request", component("request"), "Request",
                   "The request that must succeed. It cannot use dates, and it has a single page.")
                   .reference(),
               key("reportTypeId", id_of(Reference::report_type, TextRule::report_type_id), "Report type",
                   "The id of a report type, instead of `request`. Its first row is read for the first account, the "
                   "first partition and the last 30 days. The check succeeds even if there is no row.")
                   .example(R"("users")")},
      .example_json = R"({"request":{"url":"https://api.example.com/me"}})"};
}

Component send() {
  return {
      .name = "send",
      .title = "Send",
      .description =
          "What a login adds to requests. If a request has a header, a parameter or a value of the same name, "
          "its own is sent instead.",
      .keys =
          {key("headers", array(component("header")), "Headers",
               "The header fields to add, each with its name and value.")
               .adds(Knowledge::signer)
               .example(R"([{"name":"Authorization","value":"Bearer {{ user.access_token }}"}])"),
           key("parameters", array(component("parameter")), "Parameters",
               "The parameters to add to the query of "
               "the URL.")
               .adds(Knowledge::signer)
               .example(R"([{"name":"api_key","value":"{{ user_input.api_key }}"}])"),
           key("body", array(component("parameter")), "Body",
               "The values to add to the body, if the request has one: fields of a form, or members of the outermost "
               "object of a JSON body. In a JSON or GraphQL body, a name that begins with `/` is a JSON Pointer. A "
               "`raw` body is not changed.")
               .adds(Knowledge::signer)
               .example(R"([{"name":"/auth/token","value":"{{ user_input.token }}"}])"),
           key("signer", id_of(Reference::signer), "Signer",
               "The id of the signer that signs the requests, unless a request names a different one.")
               .example(R"("default")")},
      .example_json = R"({"headers":[{"name":"Authorization","value":"Bearer {{ user_input.token }}"}]})"};
}

Component user_input() {
  return {
      .name = "user_input",
      .title = "User input",
      .description = "A value that the user enters when logging in.",
      .keys =
          {key("id", text(TextRule::identifier), "Id",
               "The name to use in `{{ user_input.<id> }}` and in value sources of type `userInput`.")
               .required()
               .reference()
               .example(R"("api_key")"),
           key("label", text(), "Label", "The label of the input field.").reference().example(R"("API key")"),
           key("type",
               choice(
                   {{"text", "A line of text."},
                    {"password", "A line of text that is not shown. It is stored encrypted."},
                    {"select", "One of `options`."},
                    {"textarea", "Several lines of text."},
                    {"number", "A number."},
                    {"checkbox", "Yes or no."},
                    {"list",
                     "Several values, separated by commas or line breaks, or picked from `options`. Its placeholder is a list, or none if nothing is entered."},
                    {"date", "A day, such as 2024-01-31."},
                    {"datetime", "A day and a time, such as 2024-01-31T12:00:00Z."}}),
               "Type", "The type of the input field.")
               .reference()
               .defaults(R"("text")"),
           key("required", boolean(), "Required", "Whether the user must fill it in.").defaults("true"),
           key("visibleWhen", text(Syntax::expression), "Visible when",
               "An expression without braces on other inputs. Only if it is true, the input is shown and has a value.")
               .only(Knowledge::inputs)
               .example(R"("user_input.region == 'custom'")"),
           key("description", text(), "Description", "A sentence that helps the user find or choose the value.")
               .example(R"("Found under Settings, API.")"),
           key("placeholder", text(), "Placeholder", "The text shown in the empty input field.")
               .example(R"("ab12-...")"),
           key("default", one_of({text(), number(), boolean(), array(scalar())}), "Default",
               "The initial value; for the type `list`, an array of values.")
               .example(R"("eu")"),
           key("options", array(component("option")), "Options",
               "The values to choose from, for the types `select` and `list`.")
               .example(R"([{"value":"eu","label":"Europe"}])"),
           key("pattern", text(Syntax::regex, TextRule::any), "Pattern",
               "A regular expression (RE2) that the whole input must match. In a `list`, each value must match it.")
               .example(R"("[0-9a-f]{32}")")},
      .example_json =
          R"({"id":"api_key","label":"API key","type":"password","description":"Found under Settings, API."})"};
}

Component request_holder() {
  return {.name = "request_holder",
          .title = "Request holder",
          .description = "An object that contains a request.",
          .keys = {key("request", component("request"), "Request",
                       "The request to send, such as a POST with the user name and the password.")
                       .required()
                       .reference()},
          .example_json = R"({"request":{"url":"https://api.example.com/me"}})"};
}

Component credentials() {
  return {.name = "credentials",
          .title = "User name and password",
          .description = "What is sent as user name and as password.",
          .keys = {key("username", text(Syntax::template_), "User name",
                       "The user name: a placeholder of a user input, alone or within other text.")
                       .required()
                       .example(R"("{{ user_input.email }}/token")"),
                   key("password", text(Syntax::template_, TextRule::any), "Password",
                       "The password. Leave it empty for an API whose key is sent as the user name.")
                       .defaults(R"("")")
                       .example(R"("{{ user_input.api_token }}")")},
          .example_json = R"({"username":"{{ user_input.email }}/token","password":"{{ user_input.api_token }}"})"};
}

Component client_certificate() {
  return {.name = "client_certificate",
          .title = "Client certificate",
          .description = "A certificate and its private key, both in PEM.",
          .keys = {key("certificate", text(Syntax::template_), "Certificate",
                       "The certificate in PEM, followed by the intermediate certificates if the API needs them.")
                       .required()
                       .example(R"("{{ user_input.certificate }}")"),
                   key("key", text(Syntax::template_), "Key",
                       "The private key of the certificate in PEM, without a passphrase. Use a placeholder of a stored "
                       "secret or of a user input.")
                       .required()
                       .example(R"("{{ user_input.private_key }}")")},
          .example_json = R"({"certificate":"{{ user_input.certificate }}","key":"{{ user_input.private_key }}"})"};
}

Component cookie() {
  return {
      .name = "cookie",
      .title = "Cookie login",
      .description = "A login that stores the cookies of a session.",
      .keys = {key("login", component("request_holder"), "Login", "The request whose cookies are stored.").required()},
      .example_json = R"({"login":{"request":{"method":"POST","url":"https://api.example.com/session"}}})"};
}

Component jwt() {
  return {
      .name = "jwt",
      .title = "JWT",
      .description = "A JSON Web Token that Connectory signs (RFC 7519).",
      .keys =
          {key("algorithm",
               choice({{"HS256", "HMAC with SHA-256: the key is a shared secret."},
                       {"HS384", "HMAC with SHA-384."},
                       {"HS512", "HMAC with SHA-512."},
                       {"RS256", "RSA with SHA-256: the key is a private key in PEM."},
                       {"RS384", "RSA with SHA-384."},
                       {"RS512", "RSA with SHA-512."},
                       {"PS256", "RSA-PSS with SHA-256."},
                       {"ES256", "ECDSA on P-256 with SHA-256."},
                       {"ES384", "ECDSA on P-384 with SHA-384."},
                       {"ES512", "ECDSA on P-521 with SHA-512."}}),
               "Algorithm", "The signature algorithm (RFC 7518).")
               .required()
               .example(R"("RS256")"),
           key("key", text(Syntax::template_), "Key", "The shared secret, or the private key in PEM.")
               .required()
               .example(R"("{{ secrets.private_key }}")"),
           key("header", map(any(Syntax::json_template)), "Header", "Header parameters in addition to `alg` and `typ`.")
               .example(R"({"kid":"{{ secrets.key_id }}"})"),
           key("claims", map(any(Syntax::json_template)), "Claims",
               "What the token says, such as `iss` and `aud`. Connectory adds `iat` and `exp`.")
               .example(R"({"iss":"{{ secrets.client_email }}"})"),
           key("lifetime", integer(1, 86'400), "Lifetime", "The time from `iat` to `exp` in seconds.").defaults("3600"),
           key("tokenExchange", component("request_holder"), "Token exchange",
               "The request that exchanges the token, `{{ user.jwt }}`, for an access token.")
               .adds(after_login)},
      .example_json =
          R"({"algorithm":"RS256","key":"{{ secrets.private_key }}","claims":{"iss":"{{ secrets.client_email }}"},"tokenExchange":{"request":{"method":"POST","url":"https://oauth2.example.com/token","body":{"type":"urlencoded_form","formData":[{"name":"assertion","value":"{{ user.jwt }}"}]}}}})"};
}

Component amazon_s3() {
  return {
      .name = "amazon_s3",
      .title = "Amazon S3",
      .description = "The access key and region that requests to S3 are signed with.",
      .keys = {key("accessKeyId", text(Syntax::template_), "Access key id", "The id of the access key.")
                   .required()
                   .example(R"("{{ secrets.access_key_id }}")"),
               key("secretAccessKey", text(Syntax::template_), "Secret access key",
                   "The secret access key, as a "
                   "placeholder for a stored "
                   "secret.")
                   .required()
                   .example(R"("{{ secrets.secret_access_key }}")"),
               key("region", text(Syntax::template_), "Region", "The region of the bucket, such as `eu-west-1`.")
                   .required()
                   .example(R"("eu-west-1")"),
               key("bucket", text(Syntax::template_, TextRule::any), "Bucket",
                   "The name of the bucket, without the host.")
                   .example(R"("reports")")},
      .example_json =
          R"({"accessKeyId":"{{ secrets.access_key_id }}","secretAccessKey":"{{ secrets.secret_access_key }}","region":"eu-west-1","bucket":"reports"})"};
}

Component aws() {
  return {
      .name = "aws",
      .title = "Amazon Web Services",
      .description = "What requests to a service of AWS are signed with (Signature Version 4).",
      .keys = {key("service", text(Syntax::template_), "Service",
                   "The name of the service in signatures, such as `execute-api` for API Gateway.")
                   .required()
                   .example(R"("execute-api")"),
               key("region", text(Syntax::template_), "Region", "The region that the API runs in.")
                   .required()
                   .example(R"("eu-west-1")"),
               key("accessKeyId", text(Syntax::template_), "Access key id", "The id of the access key.")
                   .required()
                   .example(R"("{{ user_input.access_key }}")"),
               key("secretAccessKey", text(Syntax::template_), "Secret access key",
                   "The secret access key, as a placeholder of a user input or of a stored secret.")
                   .required()
                   .example(R"("{{ user_input.secret_key }}")"),
               key("sessionToken", text(Syntax::template_, TextRule::any), "Session token",
                   "The session token that belongs to temporary access keys. It is sent as `X-Amz-Security-Token` and "
                   "signed, unless it is empty.")
                   .example(R"("{{ user_input.session_token }}")")},
      .example_json =
          R"({"service":"execute-api","region":"eu-west-1","accessKeyId":"{{ user_input.access_key }}","secretAccessKey":"{{ user_input.secret_key }}"})"};
}

Component exchange() {
  return {
      .name = "exchange",
      .title = "Microsoft identity platform",
      .description = "A client that is registered in the Microsoft identity platform.",
      .keys = {key("tenant", text(TextRule::not_empty), "Tenant", "The id or domain of a tenant, or `common`.")
                   .defaults(R"("common")"),
               key("clientId", text(Syntax::template_), "Client id",
                   "The application (client) id of the app registration.")
                   .required()
                   .example(R"("{{ secrets.client_id }}")"),
               key("clientSecret", text(Syntax::template_), "Client secret",
                   "The client secret, as a placeholder "
                   "for a stored secret.")
                   .required()
                   .example(R"("{{ secrets.client_secret }}")"),
               key("scopes", array(text(TextRule::not_empty)), "Scopes",
                   "The permissions to request, such as `https://graph.microsoft.com/.default`.")
                   .example(R"(["https://graph.microsoft.com/.default"])")},
      .example_json =
          R"({"tenant":"common","clientId":"{{ secrets.client_id }}","clientSecret":"{{ secrets.client_secret }}","scopes":["https://graph.microsoft.com/.default"]})"};
}

Component data_source_user() {
  return {
      .name = "data_source_user",
      .title = "Data source user",
      .description = "What is stored about the connected user. Use its properties as `{{ user.<property> }}`.",
      .keys = {key("userInfo", component("user_info"), "User information",
                   "Where the id, the label, the token and other values of the user are.")
                   .adds(Knowledge::answer | Knowledge::login)
                   .reference(),
               key("request", component("request"), "Request",
                   "A request for the API's description of the user. The sources of `userInfo` read its response. If "
                   "absent, they read the answer of the login: of the last request that returned a token, or of the "
                   "login request of a cookie login. With a request, that answer is `{{ oauth2.token.<path> }}`.")
                   .adds(Knowledge::login)
                   .reference()},
      .example_json =
          R"({"request":{"url":"https://api.example.com/me"},"userInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.email"}}})"};
}

Component user_info() {
  return {
      .name = "user_info",
      .title = "User information",
      .description =
          "The user's identity, and the access token for their requests. Sources such as `jsonPath` read the response of "
          "`request`. Without `request`, they read the answer that contained the token, which often has more than the "
          "token, such as `instance_url` or `api_domain`. The form-encoded answer of OAuth 1 is read as an object. The values are read when the login is made, and kept.",
      .keys =
          {key("id", component("value_source"), "Id",
               "A unique id for the user. Logins with the same id count as one login.")
               .reference(),
           key("label", component("value_source"), "Label", "The name to show for the user.").reference(),
           key("accessToken", component("value_source"), "Access token",
               "The token to use in `{{ user.access_token }}`. If absent, it is the token that the login obtained, if "
               "it obtained one.")
               .reference(),
           key("properties", array(component("property")), "Properties",
               "Other values to store, to use as `{{ user.<id> }}`.")},
      .example_json =
          R"({"id":{"source":"static","value":"{{ identity() }}"},"label":{"source":"userInput","value":"name"},"accessToken":{"source":"userInput","value":"api_key"}})"};
}

}  // namespace

void add_authentication(std::vector<Component>& components) {
  components.push_back(authentication());
  components.push_back(login_choice());
  components.push_back(validation());
  components.push_back(send());
  components.push_back(user_input());
  add_oauth(components);
  components.push_back(credentials());
  components.push_back(cookie());
  components.push_back(jwt());
  components.push_back(amazon_s3());
  components.push_back(aws());
  components.push_back(exchange());
  components.push_back(client_certificate());
  components.push_back(data_source_user());
  components.push_back(user_info());
  components.push_back(request_holder());
}

}  // namespace connectory::language::table
