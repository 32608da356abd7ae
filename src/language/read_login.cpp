// How people log in, what is kept of them, their accounts, secrets and signatures.

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "json/shown.h"
#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr Knowledge at_login = Knowledge::inputs | Knowledge::secrets;
constexpr Knowledge at_oauth_login = at_login | Knowledge::client | Knowledge::login;
constexpr Knowledge of_the_user = at_login | Knowledge::client | Knowledge::user;

}  // namespace

namespace {

// Whether each entry of a list has an id that can be referred to, or none; else its shape has been reported.
bool have_ids(json::Value list, TextRule rule) {
  return std::ranges::all_of(list.elements(), [&](json::Value each) {
    if (!each.is(Kind::object)) return false;
    const auto id = each.find("id");
    return !id || (id->is(Kind::string) && obeys(rule, id->string()));
  });
}

}  // namespace

void Reading::gather_names(Object root) {
  names_.has_authentication = root.find("authentication").has_value();
  if (const auto authentication = find(root, "authentication", Kind::object)) {
    const std::string_view type = find_text(*authentication, "type").value_or("");
    names_.login = type;
    const auto inputs = authentication->find("userInputs");
    names_.are_inputs_known = !inputs || (inputs->is(Kind::array) && have_ids(*inputs, TextRule::identifier));
    names_.has_oauth2 = type == "oauth2" || type == "single_step_oauth2" || type == "exchange";
    for (const Object& input : objects(*authentication, "userInputs"))
      if (const auto id = find(input, "id", Kind::string)) names_.inputs.emplace(std::string(id->string()), *id);
    if (type == "basic")
      for (const char* id : {"username", "password"}) {
        names_.inputs.emplace(id, *authentication);
        used_inputs_.insert(id);
      }
  } else if (names_.has_authentication) {
    names_.are_inputs_known = false;
  }
  const bool has_own_token = names_.login == "user_input" || names_.login == "basic" || names_.login == "cookie" ||
                             names_.login == "amazon_s3";
  names_.has_access_token = !has_own_token;
  if (const auto user = root.find("dataSourceUser")) {
    const auto info = user->is(Kind::object) ? user->find("userInfo") : std::nullopt;
    const auto properties = info && info->is(Kind::object) ? info->find("properties") : std::nullopt;
    names_.are_user_properties_known =
        user->is(Kind::object) && (!info || info->is(Kind::object)) && (!properties || properties->is(Kind::array));
    names_.has_access_token =
        names_.has_access_token || !names_.are_user_properties_known || (info && info->find("accessToken").has_value());
  }
  if (const auto user = find(root, "dataSourceUser", Kind::object))
    if (const auto info = find(*user, "userInfo", Kind::object))
      for (const Object& property : objects(*info, "properties"))
        names_.user_properties.insert(text_or(property, "id", ""));
  if (const auto accounts = root.find("accounts")) {
    const auto fetchers = accounts->is(Kind::object) ? accounts->find("fetchers") : std::nullopt;
    names_.are_account_properties_known = accounts->is(Kind::object) && (!fetchers || fetchers->is(Kind::array));
  }
  if (const auto accounts = find(root, "accounts", Kind::object)) {
    for (const Object& fetcher : objects(*accounts, "fetchers")) {
      const auto info = fetcher.find("accountInfo");
      if (info && !info->is(Kind::object)) names_.are_account_properties_known = false;
      if (info)
        for (const Object& property : objects(*info, "properties"))
          names_.account_properties.insert(text_or(property, "id", ""));
    }
  }
  if (const auto secrets = find(root, "secrets", Kind::object))
    for (const Object& secret : objects(*secrets, "items")) {
      const std::string id = text_or(secret, "id", "");
      const bool is_stored = find_text(secret, "source").value_or("encrypted") == "encrypted";
      const auto value = find_scalar(secret, "value");
      names_.declared_secrets.emplace(id, !is_stored ? std::string() : value ? value->text : id);
    }
  if (const auto signers = root.find("signers"))
    names_.are_signers_known = signers->is(Kind::array) && have_ids(*signers, TextRule::identifier);
  for (const Object& signer : objects(root, "signers")) names_.signers.push_back(text_or(signer, "id", "default"));
  if (const auto reporting = find(root, "reporting", Kind::object)) {
    const std::vector<Object> report_types = objects(*reporting, "reportTypes");
    if (const auto list = reporting->find("reportTypes"))
      names_.are_report_types_known = list->is(Kind::array) && have_ids(*list, TextRule::report_type_id);
    for (std::size_t index = 0; index < report_types.size(); ++index) {
      names_.report_types.emplace(text_or(report_types[index], "id", ""), index);
      if (const auto decoration = find(report_types[index], "decoration", Kind::object))
        for (const Object& relation : objects(*decoration, "relations"))
          names_.joined_report_types.insert(text_or(relation,
                                                    find_text(relation, "type") == "inverse" ? "" : "reportTypeId",
                                                    text_or(report_types[index], "id", "")));
    }
    // A relation to a report type that there is not may have meant any: its row is not judged.
    for (const std::string& joined : names_.joined_report_types)
      if (!names_.report_types.contains(joined)) names_.has_lost_relation = true;
  }
}

namespace {

// The first tag of a description that is none of those that are shown; empty: none.
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

namespace {

using Asked = UserInput::Type;
constexpr base::Name<Asked> input_types[] = {{"text", Asked::text},     {"password", Asked::password},
                                             {"select", Asked::select}, {"textarea", Asked::textarea},
                                             {"number", Asked::number}, {"checkbox", Asked::checkbox}};

}  // namespace

UserInput Reading::read_input(Object object) {
  UserInput input;
  input.id = text_or(object, "id", "");
  input.label = text_or(object, "label", input.id);
  input.type = choice_or(object, "type", input_types, Asked::text);
  input.is_required = boolean_or(object, "required", true);
  if (const auto text = find_text(object, "description")) input.description = std::string(*text);
  if (const auto text = find_text(object, "placeholder")) input.placeholder = std::string(*text);
  input.default_value = find_scalar(object, "default");
  input.options = read_options(object);
  input.pattern = find_regex(object, "pattern");
  if (input.type == Asked::select && input.options.empty())
    report(Code::missing_part, object, "A select needs 'options' to choose from.",
           "Add 'options', or set 'type' to text.");
  if (input.type != Asked::select && !input.options.empty())
    report(Code::useless_part, *object.find("options"), "'options' counts only where 'type' is select.",
           "Set 'type' to select.");
  if (input.type == Asked::password && input.default_value)
    report(Code::secret_like_text, *object.find("default"), "A password has a default that everyone can read.",
           "Leave the default out.");
  else if (const auto value = find(object, "default", Kind::string); value && input.type == Asked::text) {
    const text::Template constant{{std::string(value->string())}};
    if (looks_like_secret(input.id, constant))
      report(Code::secret_like_text, *value, "The default looks like a secret, and everyone can read it.",
             "Leave the default out.");
  }
  if (input.type == Asked::select && input.default_value &&
      std::ranges::none_of(input.options,
                           [&](const Option& option) { return option.value.text == input.default_value->text; }))
    report(Code::unknown_reference, *object.find("default"), "The default is none of the options.",
           hint_of_options(input.options));
  return input;
}

OAuth2 Reading::read_oauth2(Object object, bool is_single_step) {
  const Scope login{.known = at_oauth_login};
  const Scope later{.known = of_the_user};
  OAuth2 made{.client_id = find_template(object, "clientId", Scope{.known = at_login}),
              .client_secret = find_template(object, "clientSecret", Scope{.known = at_login}),
              .token_lifetime = seconds_or(object, "tokenLifetime", Seconds(3600)),
              .token_path = path_or(object, "tokenJsonPath", "$.access_token"),
              .refresh_token_path = path_or(object, "refreshTokenJsonPath", "$.refresh_token"),
              .expires_in_path = path_or(object, "expiresInJsonPath", "$.expires_in"),
              .has_pkce = find_text(object, "pkce") == "S256",
              .authorization = {},
              .token_exchange = request_in(object, "tokenExchange", login),
              .refresh = {}};
  if (!is_single_step) made.authorization = request_in(object, "authorization", login);
  if (const auto refresh = find(object, "refresh", Kind::object)) made.refresh = request_in(object, "refresh", later);
  if (made.client_secret) check_secret_text(*object.find("clientSecret"), "clientSecret", *made.client_secret);
  return made;
}

Authentication Reading::read_authentication(Object object) {
  Authentication made{.kind = InputLogin{}, .description = {}, .inputs = {}, .validation = {}};
  if (const auto text = find(object, "description", Kind::string)) {
    made.description = std::string(text->string());
    if (const std::string_view tag = unsafe_tag(text->string()); !tag.empty())
      report(Code::useless_part, *text, fmt::format("'<{}>' is not shown.", json::shown(tag)),
             "Of HTML only links, emphasis and lists are shown: a, b, i, em, strong, code, p, br, ul, ol, li.");
  }
  const std::vector<Object> inputs = objects(object, "userInputs");
  check_ids(inputs, "user input");
  for (const Object& each : inputs) made.inputs.push_back(read_input(each));
  const std::string_view type = find_text(object, "type").value_or("");
  const Scope login{.known = at_login};
  const auto section = [&](std::string_view key) { return find(object, key, Kind::object); };
  // A text that is a key or password must not stand in the configuration.
  const auto guarded = [&](Object from, std::string_view key) {
    text::Template text = template_or_empty(from, key, login);
    if (const auto value = find(from, key, Kind::string)) check_secret_text(*value, "secret key", text);
    return text;
  };
  if (type == "user_input" && inputs.empty())
    report(Code::missing_part, object, "A login by input needs 'userInputs'.", "Say what the person is asked for.");
  if (type == "basic") made.kind = BasicLogin{};
  if (const auto oauth2 = section("oauth2"); oauth2 && (type == "oauth2" || type == "single_step_oauth2"))
    made.kind = read_oauth2(*oauth2, type != "oauth2");
  if (const auto oauth1 = section("oauth1"); oauth1 && type == "oauth1")
    made.kind =
        OAuth1{template_or_empty(*oauth1, "consumerKey", login), guarded(*oauth1, "consumerSecret"),
               read_url(*oauth1, "requestTokenEndpoint", login), read_url(*oauth1, "authorizationEndpoint", login),
               read_url(*oauth1, "accessTokenEndpoint", login),  text_or(*oauth1, "signatureMethod", "HMAC-SHA1")};
  if (const auto cookie = section("cookie"); cookie && type == "cookie")
    made.kind = CookieLogin{request_in(*cookie, "login", login)};
  if (const auto jwt = section("jwt"); jwt && type == "jwt") {
    JwtLogin token{text_or(*jwt, "algorithm", ""),
                   guarded(*jwt, "key"),
                   JsonTemplate{.json = "{}", .texts = {}},
                   JsonTemplate{.json = "{}", .texts = {}},
                   seconds_or(*jwt, "lifetime", Seconds(3600)),
                   {}};
    if (const auto header = find(*jwt, "header", Kind::object)) token.header = read_json_template(*header, login);
    if (const auto claims = find(*jwt, "claims", Kind::object)) token.claims = read_json_template(*claims, login);
    if (find(*jwt, "tokenExchange", Kind::object))
      token.token_exchange = request_in(*jwt, "tokenExchange", Scope{.known = of_the_user});
    made.kind = std::move(token);
  }
  if (const auto s3 = section("amazon_s3"); s3 && type == "amazon_s3")
    made.kind = AmazonS3{template_or_empty(*s3, "accessKeyId", login), guarded(*s3, "secretAccessKey"),
                         template_or_empty(*s3, "region", login), find_template(*s3, "bucket", login)};
  if (const auto exchange = section("exchange"); exchange && type == "exchange")
    made.kind = MicrosoftLogin{text_or(*exchange, "tenant", "common"), template_or_empty(*exchange, "clientId", login),
                               guarded(*exchange, "clientSecret"), texts(*exchange, "scopes")};
  if (find(object, "validation", Kind::object))
    made.validation = request_in(object, "validation", Scope{.known = of_the_user});
  return made;
}

DataSourceUser Reading::read_user(Object object) {
  const Scope scope{.known = of_the_user};
  DataSourceUser user;
  user.request = find_request(object, "request", scope);
  if (const auto info = find(object, "userInfo", Kind::object)) {
    user.id = find_source(*info, "id", scope);
    user.label = find_source(*info, "label", scope);
    user.access_token = find_source(*info, "accessToken", scope);
    user.properties = read_properties(*info, scope);
    if (const auto token = find(*info, "accessToken", Kind::object); token && user.access_token)
      if (const auto* text = std::get_if<StaticText>(&*user.access_token))
        check_secret_text(*token, "accessToken", text->text);
  }
  if (!names_.has_authentication)
    report(Code::useless_part, object, "Without 'authentication' nobody is connected.",
           "Add 'authentication', or leave this out.");
  return user;
}

namespace {

using Operator = AccountFilter::Operator;
constexpr base::Name<Operator> operators[] = {{"exists", Operator::exists},         {"equals", Operator::equals},
                                              {"not_equals", Operator::not_equals}, {"in", Operator::in},
                                              {"not_in", Operator::not_in},         {"contains", Operator::contains},
                                              {"matches", Operator::matches}};

}  // namespace

Accounts Reading::read_accounts(Object object) {
  const Scope scope{.known = of_the_user};
  Accounts accounts;
  for (const Object& each : objects(object, "fetchers")) {
    AccountFetcher fetcher{.request = find_request(each, "request", scope).value_or(Request{}),
                           .id = StaticText{},
                           .label = {},
                           .group = {},
                           .properties = {}};
    if (const auto info = find(each, "accountInfo", Kind::object)) {
      const Scope row = scope.with(Knowledge::row);
      fetcher.id = find_source(*info, "id", row).value_or(StaticText{});
      fetcher.label = find_source(*info, "label", row);
      fetcher.group = find_source(*info, "group", row);
      fetcher.properties = read_properties(*info, row);
    }
    accounts.fetchers.push_back(std::move(fetcher));
  }
  accounts.has_accounts = boolean_or(object, "hasAccounts", !accounts.fetchers.empty());
  if (accounts.has_accounts && accounts.fetchers.empty())
    report(Code::missing_part, object, "There are accounts, but nothing fetches them.",
           "Add 'fetchers', or set 'hasAccounts' to false.");
  if (!accounts.has_accounts && !accounts.fetchers.empty())
    report(Code::useless_part, *object.find("fetchers"), "'fetchers' counts only where 'hasAccounts' is true.",
           "Set 'hasAccounts' to true, or leave one of them out.");
  for (const Object& each : objects(object, "filter")) {
    AccountFilter filter{.value = find_source(each, "value", scope.with(Knowledge::row)).value_or(StaticText{}),
                         .op = Operator::exists,
                         .compare_to = scalars(each, "compareTo")};
    if (auto one = find_scalar(each, "compareTo")) filter.compare_to.push_back(*std::move(one));
    using enum Operator;
    const std::string_view op = find_text(each, "operator").value_or(filter.compare_to.empty() ? "exists" : "equals");
    filter.op = base::find_value(operators, op).value_or(exists);
    if (find_text(each, "operator") == "exists" && each.find("compareTo"))
      report(Code::useless_part, *each.find("compareTo"), "'exists' compares with nothing.",
             "Leave 'compareTo' out, or set 'operator' to equals.");
    if ((filter.op == in || filter.op == not_in) && each.find("compareTo") && !find(each, "compareTo", Kind::array))
      report(Code::bad_value, *each.find("compareTo"), fmt::format("'{}' compares with an array.", json::shown(op)),
             "Write an array, or set 'operator' to equals or contains.");
    if (filter.op != in && filter.op != not_in && filter.op != exists && find(each, "compareTo", Kind::array))
      report(Code::bad_value, *each.find("compareTo"), fmt::format("'{}' compares with one value.", json::shown(op)),
             "Set 'operator' to in or not_in.");
    if (filter.op != exists && !each.find("compareTo"))
      report(Code::missing_part, each, fmt::format("'{}' needs 'compareTo'.", json::shown(op)),
             "Say what it is compared with.");
    if (filter.op == matches) find_regex(each, "compareTo");
    accounts.filters.push_back(std::move(filter));
  }
  return accounts;
}

namespace {

using Classification = DeclaredSecret::Classification;
constexpr base::Name<Classification> classifications[] = {
    {"secret", Classification::secret}, {"pii", Classification::pii}, {"public", Classification::public_}};

using From = DeclaredSecret::From;
constexpr base::Name<From> secret_sources[] = {
    {"encrypted", From::stored}, {"userInput", From::user_input}, {"static", From::written}};

using Encoding = Signer::Encoding;
constexpr base::Name<Encoding> encodings[] = {
    {"hex", Encoding::hex}, {"base64", Encoding::base64}, {"base64url", Encoding::base64url}};

}  // namespace

DeclaredSecret Reading::read_secret(Object object) {
  DeclaredSecret secret;
  secret.id = text_or(object, "id", "");
  secret.classification = choice_or(object, "classification", classifications, Classification::secret);
  secret.from = choice_or(object, "source", secret_sources, From::stored);
  const auto value = object.find("value");
  const auto scalar = find_scalar(object, "value");
  secret.value = scalar ? scalar->text : secret.id;
  if (secret.from == From::user_input) use_input(secret.value, value ? *value : object);
  if (secret.from == From::written && secret.classification == Classification::secret)
    report(Code::secret_in_configuration, value ? *value : object,
           fmt::format("The secret '{}' is written into the configuration.", json::shown(secret.id)),
           "Store its value through the API and set 'source' to encrypted, or classify it as public.");
  return secret;
}

Signer Reading::read_signer(Object object) {
  const Scope scope{.known = of_the_user | Knowledge::account | Knowledge::query | Knowledge::signer | Knowledge::page};
  Signer signer;
  if (!object.find("payload"))
    report(Code::missing_part, object, "The signer has nothing to sign.",
           "Add 'payload', for example {{ signer.timestamp }}{{ request.path }}.");
  signer.id = text_or(object, "id", "default");
  signer.payload = template_or_empty(object, "payload", scope.with(Knowledge::signing));
  signer.encoding = choice_or(object, "encoding", encodings, Encoding::hex);
  if (const auto algorithm = find(object, "algorithm", Kind::object)) {
    signer.is_rsa = find_text(*algorithm, "type") == "rsa";
    signer.hash = text_or(*algorithm, "hash", "sha256");
    signer.key = template_or_empty(*algorithm, "key", scope);
    if (const auto key = find(*algorithm, "key", Kind::string)) check_secret_text(*key, "secret key", signer.key);
  }
  for (const auto& part : signer.payload.parts) {
    const auto* const expression = std::get_if<text::Expression>(&part);
    const auto* const name = expression == nullptr ? nullptr : std::get_if<text::Name>(&expression->subject);
    if (name != nullptr && name->text() == "signer.signature")
      report(Code::reference_circle, *object.find("payload"), "The signature cannot be a part of what is signed.");
  }
  return signer;
}

}  // namespace connectory::language
