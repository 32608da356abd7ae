// Collects the names that a document declares before the parts that refer to them are read.

#include <algorithm>

#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

// Whether each entry of a list has either no id or a valid one. If not, its shape has already been reported.
bool have_ids(json::Value list, TextRule rule) {
  return std::ranges::all_of(list.elements(), [&](json::Value each) {
    if (!each.is(Kind::object)) return false;
    const auto id = each.find("id");
    return !id || (id->is(Kind::string) && obeys(rule, id->string()));
  });
}

// Whether a login of this type has an access token without `accessToken` in `userInfo`. An unknown type may have one.
bool gives_token(std::string_view type) {
  constexpr std::string_view without[] = {"user_input", "basic", "digest", "cookie", "amazon_s3", "aws"};
  return std::ranges::find(without, type) == std::ranges::end(without);
}

// Whether `userInfo` of a choice gives an access token.
bool gives_user_token(json::Value choice) {
  const auto user = choice.find("dataSourceUser");
  const auto info = user && user->is(Kind::object) ? user->find("userInfo") : std::nullopt;
  return info && info->is(Kind::object) && info->find("accessToken");
}

}  // namespace

// The names that one way to log in declares.
void Reading::gather_login(Object login) {
  const std::string_view type = find_text(login, "type").value_or("");
  const auto inputs = login.find("userInputs");
  if (inputs && !(inputs->is(Kind::array) && have_ids(*inputs, TextRule::identifier))) names_.are_inputs_known = false;
  for (const Object& input : objects(login, "userInputs"))
    if (const auto id = find(input, "id", Kind::string)) {
      names_.inputs.emplace(std::string(id->string()), *id);
      names_.input_types.emplace(std::string(id->string()), read_input_type(input));
    }
  if ((type == "basic" || type == "digest") && !login.find(type))
    for (const char* id : {"username", "password"}) {
      names_.inputs.emplace(id, login);
      names_.input_types.emplace(
          id, std::string_view(id) == "password" ? UserInput::Type::password : UserInput::Type::text);
      index_of_input(id);
    }
  if (const auto oauth2 = find(login, "oauth2", Kind::object))
    for (const Object& step : objects(*oauth2, "steps")) names_.login_steps.insert(text_or(step, "id", ""));
  if (const auto send = find(login, "send", Kind::object))
    names_.is_signer_sent = names_.is_signer_sent || send->find("signer").has_value();
  gather_user(login);
}

// The properties of `dataSourceUser`, of the connector or of a choice.
void Reading::gather_user(Object holder) {
  if (const auto user = find(holder, "dataSourceUser", Kind::object))
    if (const auto info = find(*user, "userInfo", Kind::object))
      for (const Object& property : objects(*info, "properties")) {
        names_.user_properties.insert(text_or(property, "id", ""));
        if (boolean_or(property, "secret", false)) secret_user_properties_.insert(text_or(property, "id", ""));
      }
}

void Reading::gather_names(Object root) {
  names_.has_authentication = root.find("authentication").has_value();
  if (const auto authentication = find(root, "authentication", Kind::object)) {
    names_.login = find_text(*authentication, "type").value_or("");
    gather_login(*authentication);
    const auto choices = authentication->find("choices");
    if (names_.login == "choice") {
      names_.has_access_token = false;
      if (choices && !choices->is(Kind::array)) names_.are_inputs_known = false;
      for (const Object& choice : objects(*authentication, "choices")) {
        gather_login(choice);
        names_.has_access_token =
            names_.has_access_token || gives_token(find_text(choice, "type").value_or("")) || gives_user_token(choice);
      }
    } else {
      names_.has_access_token = gives_token(names_.login);
    }
  } else if (names_.has_authentication) {
    names_.are_inputs_known = false;
  }
  if (const auto user = root.find("dataSourceUser")) {
    const auto info = user->is(Kind::object) ? user->find("userInfo") : std::nullopt;
    const auto properties = info && info->is(Kind::object) ? info->find("properties") : std::nullopt;
    names_.are_user_properties_known =
        user->is(Kind::object) && (!info || info->is(Kind::object)) && (!properties || properties->is(Kind::array));
    names_.has_access_token =
        names_.has_access_token || !names_.are_user_properties_known || (info && info->find("accessToken").has_value());
  }
  gather_user(root);
  if (const auto accounts = root.find("accounts")) {
    const auto fetchers = accounts->is(Kind::object) ? accounts->find("fetchers") : std::nullopt;
    names_.are_account_properties_known = accounts->is(Kind::object) && (!fetchers || fetchers->is(Kind::array));
  }
  if (const auto accounts = find(root, "accounts", Kind::object)) {
    for (const Object& fetcher : objects(*accounts, "fetchers")) {
      const auto info = fetcher.find("accountInfo");
      if (info && !info->is(Kind::object)) names_.are_account_properties_known = false;
      if (info)
        for (const Object& property : objects(*info, "properties")) {
          names_.account_properties.insert(text_or(property, "id", ""));
          if (boolean_or(property, "secret", false)) secret_account_properties_.insert(text_or(property, "id", ""));
        }
    }
  }
  if (const auto secrets = find(root, "secrets", Kind::object))
    for (const Object& secret : objects(*secrets, "items")) {
      const std::string id = text_or(secret, "id", "");
      const bool is_stored = find_text(secret, "source").value_or("encrypted") == "encrypted";
      const auto value = find_scalar(secret, "value");
      const std::string stored = !is_stored ? std::string() : value ? value->text : id;
      names_.declared_secrets.emplace(id, Names::Declared{names_.are_secrets_public.size(), stored});
      names_.are_secrets_public.push_back(find_text(secret, "classification") == "public");
    }
  if (const auto signers = root.find("signers"))
    names_.are_signers_known = signers->is(Kind::array) && have_ids(*signers, TextRule::identifier);
  for (const Object& signer : objects(root, "signers")) {
    names_.signers.push_back(text_or(signer, "id", "default"));
    names_.signer_indexes.emplace(names_.signers.back(), names_.signers.size() - 1);
  }
  if (const auto reporting = find(root, "reporting", Kind::object)) {
    const std::vector<Object> report_types = objects(*reporting, "reportTypes");
    if (const auto list = reporting->find("reportTypes"))
      names_.are_report_types_known = list->is(Kind::array) && have_ids(*list, TextRule::report_type_id);
    for (std::size_t index = 0; index < report_types.size(); ++index) {
      names_.report_types.emplace(text_or(report_types[index], "id", ""), index);
      gather_partitions(report_types[index]);
      if (const auto decoration = find(report_types[index], "decoration", Kind::object))
        for (const Object& relation : objects(*decoration, "relations"))
          names_.joined_report_types.insert(text_or(relation,
                                                    find_text(relation, "type") == "inverse" ? "" : "reportTypeId",
                                                    text_or(report_types[index], "id", "")));
    }
    // A relation to an unknown report type may mean any report type, so names of rows are not checked.
    for (const std::string& joined : names_.joined_report_types)
      if (!names_.report_types.contains(joined)) names_.has_lost_relation = true;
  }
}

}  // namespace connectory::language
