// Reads the authentication, which is how users log in.

#include <algorithm>
#include <ranges>

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

Validation Reading::read_validation(Object object) {
  const auto request = object.find("request");
  const auto id = find(object, "reportTypeId", Kind::string);
  if (!request && !object.find("reportTypeId")) {
    report(Code::missing_part, object, "The validation does not say what to check.",
           "Add 'request', or 'reportTypeId' with the id of a report type.");
    return {};
  }
  if (request && id)
    report(Code::bad_value, *id, "A validation has either 'request' or 'reportTypeId', not both.",
           "Remove one of the two.");
  if (!request) {
    const auto found = id ? names_.report_types.find(id->string()) : names_.report_types.end();
    if (found != names_.report_types.end()) return ReportTypeCheck{found->second};
    if (id && names_.are_report_types_known) {
      const auto ids = names_.report_types | std::views::keys;
      report(Code::unknown_reference, *id, fmt::format("Unknown report type '{}'.", json::shown(id->string())),
             did_you_mean(
                 findings_.nearest(id->string(), ids),
                 ids.empty() ? "There are no report types." : fmt::format("The report types are: {}.", listed(ids))));
    }
    return {};
  }
  if (!request->is(Kind::object)) return {};
  if (const auto pagination = request->find("pagination"))
    report(Code::bad_value, *pagination, "A request that validates a login has a single page.",
           "Remove 'pagination', or use 'reportTypeId' to read the first row of a report type.");
  return read_request(*request, Scope{.known = of_the_user});
}

Send Reading::read_send(Object object) {
  Scope scope = Scope{.known = of_the_user};
  Send send{.headers = {}, .parameters = {}, .body = {}, .signer = read_signer_of(object)};
  if (send.signer || names_.signers.size() == 1) scope = scope.with(Knowledge::signer);
  send.headers = read_named(object, "headers", scope);
  check_headers(object);
  send.parameters = read_named(object, "parameters", scope);
  send.body = read_named(object, "body", scope);
  if (!send.signer && names_.signers.size() == 1 && is_used(object, {"signer"})) {
    send.signer = 0;
    used_signers_.insert(0);
  }
  for (const std::string_view key : {"parameters", "body"}) {
    std::set<std::string_view> seen;
    for (const Object& each : objects(object, key))
      if (const auto name = find(each, "name", Kind::string); name && !seen.insert(name->string()).second)
        report(Code::useless_part, *name,
               fmt::format("'{}' is added twice, but only the first one is sent.", json::shown(name->string())),
               "Remove one of them.");
  }
  return send;
}

bool Reading::read_login_use(Object request, const Scope& scope) {
  const auto value = find(request, "login", Kind::boolean);
  if (!value) return true;
  if (scope.is_of_login || !names_.has_authentication)
    report(Code::useless_part, *value,
           scope.is_of_login ? "'login' has no effect here, because a login adds nothing to its own requests."
                             : "'login' has no effect, because there is no login.",
           "Remove 'login'.");
  return value->boolean();
}

void Reading::read_kind(Object object, std::string_view type, Login& made) {
  const Scope login{.known = at_login};
  const Scope own{.known = at_login, .is_of_login = true};
  const auto section = [&](std::string_view key) { return find(object, key, Kind::object); };
  if (type == "basic") made.kind = BasicLogin{read_credentials(object, type)};
  if (type == "digest") made.kind = DigestLogin{read_credentials(object, type)};
  if (const auto oauth2 = section("oauth2"); oauth2 && (type == "oauth2" || type == "single_step_oauth2"))
    made.kind = read_oauth2(*oauth2, type != "oauth2");
  if (const auto oauth1 = section("oauth1"); oauth1 && type == "oauth1") made.kind = read_oauth1(*oauth1);
  if (const auto cookie = section("cookie"); cookie && type == "cookie")
    made.kind = CookieLogin{request_in(*cookie, "login", own)};
  if (const auto jwt = section("jwt"); jwt && type == "jwt") {
    JwtLogin token{read_jwt_algorithm(*jwt, "algorithm"),       read_key(*jwt, "key"),
                   JsonTemplate{.json = "{}", .texts = {}},     JsonTemplate{.json = "{}", .texts = {}},
                   seconds_or(*jwt, "lifetime", Seconds(3600)), {}};
    if (const auto header = find(*jwt, "header", Kind::object)) token.header = read_json_template(*header, login);
    if (const auto claims = find(*jwt, "claims", Kind::object)) token.claims = read_json_template(*claims, login);
    if (find(*jwt, "tokenExchange", Kind::object))
      token.token_exchange = request_in(*jwt, "tokenExchange", Scope{.known = of_the_user, .is_of_login = true});
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
}

void Reading::read_login(Object object, Login& made, bool has_outer_inputs) {
  if (const auto text = find(object, "description", Kind::string)) {
    made.description = std::string(text->string());
    if (const std::string_view tag = unsafe_tag(text->string()); !tag.empty())
      report(Code::useless_part, *text, fmt::format("The tag '<{}>' is not shown.", json::shown(tag)),
             "Use only links, emphasis and lists: a, b, i, em, strong, code, p, br, ul, ol, li.");
  }
  const std::vector<Object> inputs = objects(object, "userInputs");
  for (const Object& each : inputs) made.inputs.push_back(read_input(each));
  const std::string_view type = find_text(object, "type").value_or("");
  if (type == "user_input" && inputs.empty() && !has_outer_inputs && !object.find("send") &&
      !object.find("clientCertificate"))
    report(Code::missing_part, object, "A login of type user_input needs 'userInputs'.",
           "Add 'userInputs' with the values that the user must enter.");
  read_kind(object, type, made);
  if (const auto validation = find(object, "validation", Kind::object)) made.validation = read_validation(*validation);
  if (const auto send = find(object, "send", Kind::object)) made.send = read_send(*send);
  if (const auto certificate = find(object, "clientCertificate", Kind::object))
    made.certificate = read_certificate(*certificate);
}

// Whether a login of this kind sends a request whose answer `userInfo` can read.
bool Reading::has_answer(const Login& login) {
  if (const auto* const jwt = std::get_if<JwtLogin>(&login.kind)) return jwt->token_exchange.has_value();
  if (const auto* const oauth1 = std::get_if<OAuth1>(&login.kind))
    return std::holds_alternative<OAuth1::Endpoints>(oauth1->source);
  return std::holds_alternative<OAuth2>(login.kind) || std::holds_alternative<CookieLogin>(login.kind) ||
         std::holds_alternative<MicrosoftLogin>(login.kind);
}

std::vector<LoginChoice> Reading::read_choices(Object authentication, const Login& outer) {
  const std::vector<Object> choices = objects(authentication, "choices");
  check_ids(choices, "choice");
  std::vector<LoginChoice> made;
  for (const Object& each : choices) {
    if (!spend(50)) break;
    LoginChoice& choice = made.emplace_back();
    choice.id = text_or(each, "id", "");
    choice.label = text_or(each, "label", choice.id);
    read_login(each, choice.login, !outer.inputs.empty());
    if (const auto user = find(each, "dataSourceUser", Kind::object))
      choice.user = read_user(*user, has_answer(choice.login));
  }
  return made;
}

Authentication Reading::read_authentication(Object object) {
  Authentication made;
  std::vector<Object> inputs = objects(object, "userInputs");
  for (const Object& choice : objects(object, "choices"))
    for (const Object& input : objects(choice, "userInputs")) inputs.push_back(input);
  check_ids(inputs, "user input");
  read_login(object, made.login, false);
  if (find_text(object, "type") == "choice") made.choices = read_choices(object, made.login);
  return made;
}

}  // namespace connectory::language
