#pragma once

// The inputs of a login, the parameters of each kind of login, and the user who logged in.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "json/path.h"
#include "language/model_request.h"
#include "language/model_value.h"
#include "text/template.h"

namespace connectory::language {

struct UserInput {
  std::string id;
  std::string label;
  enum class Type : std::uint8_t {
    text,
    password,
    select,
    textarea,
    number,
    checkbox,
    list,
    date,
    datetime
  } type = Type::text;
  bool is_required = true;
  std::optional<text::Expression> visible_when;
  std::optional<std::string> description;
  std::optional<std::string> placeholder;
  std::optional<Scalar> default_value;
  std::vector<Scalar> default_list;  // of a list
  std::vector<Option> options;
  std::optional<Regex> pattern;
};

enum class JwtAlgorithm : std::uint8_t { hs256, hs384, hs512, rs256, rs384, rs512, ps256, es256, es384, es512 };

// A request that completes a login. Its response is kept with the login.
struct LoginStep {
  std::string id;
  Request request;
};

struct OAuth2 {
  std::optional<text::Template> client_id;
  std::optional<text::Template> client_secret;
  enum class ClientAuthentication : std::uint8_t {
    as_written,  // nothing is added to the requests
    basic,
    body,
    json,
    none,
    private_key_jwt
  } client_authentication = ClientAuthentication::as_written;
  std::optional<text::Template> client_key;  // set for private_key_jwt
  JwtAlgorithm client_key_algorithm = JwtAlgorithm::rs256;
  std::optional<text::Template> client_key_id;
  std::optional<std::string> scope;  // the scopes, joined
  Seconds token_lifetime{3600};
  json::Path token_path;
  json::Path refresh_token_path;
  json::Path expires_in_path;
  std::optional<json::Path> expires_at_path;  // instead of expires_in_path
  bool has_pkce = false;
  std::string code_parameter = "code";
  std::optional<text::Template> refresh_token;  // the first one
  std::optional<Request> authorization;         // absent for single_step_oauth2 and with a refresh token
  std::optional<Request> token_exchange;        // absent only with a refresh token
  std::optional<Request> refresh;
  std::vector<LoginStep> steps;
};
struct OAuth1 {
  text::Template consumer_key, consumer_secret;
  struct Endpoints {
    text::Template request_token, authorization, access_token;
  };
  struct Token {
    text::Template token, secret;
  };
  std::variant<Endpoints, Token> source;
  std::optional<text::Template> realm;
  enum class Method : std::uint8_t { hmac_sha1, hmac_sha256, rsa_sha1, plaintext } method = Method::hmac_sha1;
};
struct Credentials {
  text::Template username, password;
};
struct BasicLogin {
  Credentials credentials;
};
struct DigestLogin {
  Credentials credentials;
};
struct InputLogin {};
struct CookieLogin {
  Request login;
};
struct JwtLogin {
  JwtAlgorithm algorithm = JwtAlgorithm::rs256;
  text::Template key;
  JsonTemplate header, claims;
  Seconds lifetime{3600};
  std::optional<Request> token_exchange;
};
struct AmazonS3 {
  text::Template access_key_id, secret_access_key, region;
  std::optional<text::Template> bucket;
};
struct AwsLogin {
  text::Template service, region, access_key_id, secret_access_key;
  std::optional<text::Template> session_token;
};
struct MicrosoftLogin {
  std::string tenant = "common";
  text::Template client_id, client_secret;
  std::vector<std::string> scopes;
};

struct ClientCertificate {
  text::Template certificate, key;  // PEM
};

struct DataSourceUser {
  std::optional<ValueSource> id, label, access_token;
  std::vector<Property> properties;
  std::optional<Request> request;
};

// What a login adds to requests that do not have it themselves.
struct Send {
  std::vector<NameAndTemplate> headers;
  std::vector<NameAndTemplate> parameters;
  std::vector<NameAndTemplate> body;
  std::optional<std::size_t> signer;  // index in Configuration::signers
};

// A new login is checked by a request, or by reading a report type: its index in Configuration::report_types.
struct ReportTypeCheck {
  std::size_t report_type;
};
using Validation = std::variant<std::monostate, Request, ReportTypeCheck>;

// One way to log in.
struct Login {
  std::variant<InputLogin, OAuth2, OAuth1, BasicLogin, DigestLogin, CookieLogin, JwtLogin, AmazonS3, AwsLogin,
               MicrosoftLogin>
      kind;
  std::optional<std::string> description;
  std::vector<UserInput> inputs;
  Validation validation;
  Send send;
  std::optional<ClientCertificate> certificate;
};
struct LoginChoice {
  std::string id;
  std::string label;
  Login login;
  std::optional<DataSourceUser> user;  // instead of Configuration::user
};

struct Authentication {
  Login login;                       // with choices: what applies to all of them; its kind is then InputLogin
  std::vector<LoginChoice> choices;  // none: `login` is the only way
};

}  // namespace connectory::language
