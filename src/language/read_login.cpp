// Reads the authentication, which is how users log in.

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "json/shown.h"
#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

// The first tag of a description that cannot be shown; empty if all can be shown.
std::string_view unsafe_tag(std::string_view html) {
  constexpr std::string_view shown[] = {"a", "b", "i", "em", "strong", "code", "p", "br", "ul", "ol", "li"};
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::size_t begin = at + 1 < html.size() && html[at + 1] == '/' ? at + 2 : at + 1;
    std::size_t end = begin;
    while (end < html.size() && base::is_alphanumeric(html[end])) ++end;
    const std::string_view tag = html.substr(begin, end - begin);
    if (!tag.empty() && tag.size() <= 20 && std::ranges::find(shown, tag) == std::ranges::end(shown)) return tag;
  }
  return {};
}

}  // namespace

text::Template Reading::read_key(Object object, std::string_view key) {
  text::Template text = template_or_empty(object, key, Scope{.known = at_login});
  if (const auto value = find(object, key, Kind::string)) check_secret_text(*value, "secret key", text);
  return text;
}

Credentials Reading::read_credentials(Object login, std::string_view type) {
  const auto section = find(login, type, Kind::object);
  if (!section)
    return {*text::parse_template("{{ user_input.username }}"), *text::parse_template("{{ user_input.password }}")};
  Credentials made{template_or_empty(*section, "username", Scope{.known = at_login}), {}};
  if (const auto password = find(*section, "password", Kind::string)) {
    made.password = read_template(*password, Scope{.known = at_login});
    check_secret_text(*password, "password", made.password);
  }
  if (type == "basic")
    for (const auto& part : made.username.parts)
      if (const auto* const text = std::get_if<std::string>(&part); text != nullptr && text->contains(':')) {
        report(Code::bad_value, *section->find("username"), "A user name cannot contain a colon, which ends it.",
               "Write what follows the colon in 'password'.");
        break;
      }
  return made;
}

ClientCertificate Reading::read_certificate(Object object) {
  ClientCertificate made{template_or_empty(object, "certificate", Scope{.known = at_login}), read_key(object, "key")};
  if (const auto value = find(object, "certificate", Kind::string);
      value && !value->string().empty() && made.certificate.is_constant() && !value->string().contains("-----BEGIN"))
    report(Code::bad_value, *value, "This is not a certificate in PEM.",
           "Write {{ user_input.<id> }} or {{ secrets.<name> }}, or paste the certificate from -----BEGIN to the end.");
  return made;
}

Authentication Reading::read_authentication(Object object) {
  Authentication made{.kind = InputLogin{}, .description = {}, .inputs = {}, .validation = {}, .certificate = {}};
  if (const auto text = find(object, "description", Kind::string)) {
    made.description = std::string(text->string());
    if (const std::string_view tag = unsafe_tag(text->string()); !tag.empty())
      report(Code::useless_part, *text, fmt::format("The tag '<{}>' is not shown.", json::shown(tag)),
             "Use only links, emphasis and lists: a, b, i, em, strong, code, p, br, ul, ol, li.");
  }
  const std::vector<Object> inputs = objects(object, "userInputs");
  check_ids(inputs, "user input");
  for (const Object& each : inputs) made.inputs.push_back(read_input(each));
  const std::string_view type = find_text(object, "type").value_or("");
  const Scope login{.known = at_login};
  const auto section = [&](std::string_view key) { return find(object, key, Kind::object); };
  if (type == "user_input" && inputs.empty())
    report(Code::missing_part, object, "A login of type user_input needs 'userInputs'.",
           "Add 'userInputs' with the "
           "values that the user must "
           "enter.");
  if (type == "basic") made.kind = BasicLogin{read_credentials(object, type)};
  if (type == "digest") made.kind = DigestLogin{read_credentials(object, type)};
  if (const auto oauth2 = section("oauth2"); oauth2 && (type == "oauth2" || type == "single_step_oauth2"))
    made.kind = read_oauth2(*oauth2, type != "oauth2");
  if (const auto oauth1 = section("oauth1"); oauth1 && type == "oauth1") made.kind = read_oauth1(*oauth1);
  if (const auto cookie = section("cookie"); cookie && type == "cookie")
    made.kind = CookieLogin{request_in(*cookie, "login", login)};
  if (const auto jwt = section("jwt"); jwt && type == "jwt") {
    JwtLogin token{read_jwt_algorithm(*jwt, "algorithm"),       read_key(*jwt, "key"),
                   JsonTemplate{.json = "{}", .texts = {}},     JsonTemplate{.json = "{}", .texts = {}},
                   seconds_or(*jwt, "lifetime", Seconds(3600)), {}};
    if (const auto header = find(*jwt, "header", Kind::object)) token.header = read_json_template(*header, login);
    if (const auto claims = find(*jwt, "claims", Kind::object)) token.claims = read_json_template(*claims, login);
    if (find(*jwt, "tokenExchange", Kind::object))
      token.token_exchange = request_in(*jwt, "tokenExchange", Scope{.known = of_the_user});
    made.kind = std::move(token);
  }
  if (const auto s3 = section("amazon_s3"); s3 && type == "amazon_s3")
    made.kind = AmazonS3{template_or_empty(*s3, "accessKeyId", login), read_key(*s3, "secretAccessKey"),
                         template_or_empty(*s3, "region", login), find_template(*s3, "bucket", login)};
  if (const auto aws = section("aws"); aws && type == "aws")
    made.kind = AwsLogin{template_or_empty(*aws, "service", login), template_or_empty(*aws, "region", login),
                         template_or_empty(*aws, "accessKeyId", login), read_key(*aws, "secretAccessKey"),
                         find_template(*aws, "sessionToken", login)};
  if (const auto exchange = section("exchange"); exchange && type == "exchange")
    made.kind = MicrosoftLogin{text_or(*exchange, "tenant", "common"), template_or_empty(*exchange, "clientId", login),
                               read_key(*exchange, "clientSecret"), texts(*exchange, "scopes")};
  if (find(object, "validation", Kind::object))
    made.validation = request_in(object, "validation", Scope{.known = of_the_user});
  if (const auto certificate = section("clientCertificate")) made.certificate = read_certificate(*certificate);
  return made;
}

}  // namespace connectory::language
