// Reads the connected user and the accounts that their login can access.

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

bool reads_answer(const ValueSource& source) {
  return std::holds_alternative<PathValue>(source) || std::holds_alternative<XPathValue>(source) ||
         std::holds_alternative<ColumnValue>(source) || std::holds_alternative<HeaderValue>(source);
}

}  // namespace

DataSourceUser Reading::read_user(Object object, bool has_login_answer) {
  const Scope scope{.known = of_the_user};
  DataSourceUser user;
  user.request = find_request(object, "request", scope.with(Knowledge::login));
  if (const auto info = find(object, "userInfo", Kind::object)) {
    // The response that it reads, and what came back with the user.
    const Scope of_info = scope.with(Knowledge::answer | Knowledge::login);
    user.id = find_source(*info, "id", of_info);
    user.label = find_source(*info, "label", of_info);
    user.access_token = find_source(*info, "accessToken", of_info);
    user.properties = read_properties(*info, of_info);
    check_readable(user.id, *info, "id", "The id of the user");
    check_readable(user.label, *info, "label", "The label of the user");
    for (const Property& property : user.properties)
      if (is_secret(property.value)) secret_user_properties_.insert(property.id);
    if (const auto token = find(*info, "accessToken", Kind::object); token && user.access_token)
      if (const auto* text = std::get_if<StaticText>(&*user.access_token))
        check_secret_text(*token, "accessToken", text->text);
  }
  if (!user.request && !has_login_answer)
    for (const auto& [key, source] :
         std::initializer_list<std::pair<std::string_view, const std::optional<ValueSource>*>>{
             {"id", &user.id}, {"label", &user.label}, {"accessToken", &user.access_token}})
      if (*source && reads_answer(**source)) {
        report(Code::useless_part, *find(object, "userInfo", Kind::object)->find(key),
               "There is no response to read this from.",
               "Add 'request' to 'dataSourceUser', or use the source userInput or static.");
        break;
      }
  check_user_circles(object);
  if (!names_.has_authentication)
    report(Code::useless_part, object, "Without 'authentication', no user is connected.",
           "Add 'authentication', or remove 'dataSourceUser'.");
  return user;
}

namespace {

using Operator = AccountFilter::Operator;
constexpr base::Name<Operator> operators[] = {{"exists", Operator::exists},         {"equals", Operator::equals},
                                              {"not_equals", Operator::not_equals}, {"in", Operator::in},
                                              {"not_in", Operator::not_in},         {"contains", Operator::contains},
                                              {"matches", Operator::matches}};

}  // namespace

std::optional<AccountsFromInput> Reading::read_accounts_from_input(Object accounts) {
  const auto object = find(accounts, "fromInput", Kind::object);
  const auto input = object ? find(*object, "input", Kind::string) : std::nullopt;
  if (!input) return std::nullopt;
  AccountsFromInput made{.input = use_input(input->string(), *input), .separator = {}};
  if (const auto separator = find_text(*object, "separator")) made.separator = std::string(*separator);
  const auto known = names_.input_types.find(input->string());
  if (known == names_.input_types.end()) return made;
  switch (known->second) {
    using enum UserInput::Type;
    case text:
    case textarea: break;
    case select:
    case list:
      if (made.separator)
        report(Code::useless_part, *object->find("separator"),
               "The values of this input are already separate, so 'separator' has no effect.", "Remove it.");
      break;
    case password:
    case number:
    case checkbox:
    case date:
    case datetime:
      report(Code::bad_value, *input, "An input of this type cannot contain accounts.",
             "Use an input of type list, select, text or textarea.");
  }
  return made;
}

Accounts Reading::read_accounts(Object object) {
  const Scope scope{.known = of_the_user};
  Accounts accounts;
  for (const Object& each : objects(object, "fetchers")) {
    if (!spend(50)) break;
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
      check_readable(fetcher.id, *info, "id", "The id of the account");
      check_readable(fetcher.label, *info, "label", "The label of the account");
      check_readable(fetcher.group, *info, "group", "The group of the account");
      check_readable_properties(fetcher.properties, *info, "A property of the account");
    }
    accounts.fetchers.push_back(std::move(fetcher));
  }
  accounts.from_input = read_accounts_from_input(object);
  const bool is_from_input = object.find("fromInput").has_value();
  accounts.has_accounts = boolean_or(object, "hasAccounts", !accounts.fetchers.empty() || is_from_input);
  if (accounts.has_accounts && accounts.fetchers.empty() && !is_from_input)
    report(Code::missing_part, object, "'hasAccounts' is true, but no fetcher lists the accounts.",
           "Add 'fetchers' or 'fromInput', or set 'hasAccounts' to false.");
  if (!accounts.has_accounts && is_from_input)
    report(Code::useless_part, *object.find("fromInput"), "'fromInput' has no effect unless 'hasAccounts' is true.",
           "Set 'hasAccounts' to true, or remove one of the two keys.");
  if (const auto filter = object.find("filter"); filter && is_from_input && accounts.fetchers.empty())
    report(Code::useless_part, *filter, "Accounts that the user entered have no row that a filter could read.",
           "Remove 'filter'.");
  if (!accounts.has_accounts && !accounts.fetchers.empty())
    report(Code::useless_part, *object.find("fetchers"), "'fetchers' has no effect unless 'hasAccounts' is true.",
           "Set 'hasAccounts' to true, or remove one of the two keys.");
  for (const Object& each : objects(object, "filter")) {
    AccountFilter filter{.value = find_source(each, "value", scope.with(Knowledge::row)).value_or(StaticText{}),
                         .op = Operator::exists,
                         .compare_to = scalars(each, "compareTo")};
    if (auto one = find_scalar(each, "compareTo")) filter.compare_to.push_back(*std::move(one));
    using enum Operator;
    const std::string_view op = find_text(each, "operator").value_or(filter.compare_to.empty() ? "exists" : "equals");
    filter.op = base::find_value(operators, op).value_or(exists);
    if (find_text(each, "operator") == "exists" && each.find("compareTo"))
      report(Code::useless_part, *each.find("compareTo"), "'exists' does not use 'compareTo'.",
             "Remove 'compareTo', or set 'operator' to equals.");
    if ((filter.op == in || filter.op == not_in) && each.find("compareTo") && !find(each, "compareTo", Kind::array))
      report(Code::bad_value, *each.find("compareTo"),
             fmt::format("'{}' needs an array in 'compareTo'.", json::shown(op)),
             "Write an array, or set 'operator' to equals or contains.");
    if (filter.op != in && filter.op != not_in && filter.op != exists && find(each, "compareTo", Kind::array))
      report(Code::bad_value, *each.find("compareTo"),
             fmt::format("'{}' needs a single value in 'compareTo'.", json::shown(op)),
             "Write one value, or set 'operator' to in or not_in.");
    if (filter.op != exists && !each.find("compareTo"))
      report(Code::missing_part, each, fmt::format("'{}' needs 'compareTo'.", json::shown(op)),
             "Add 'compareTo' with the value to compare with.");
    if (filter.op == matches) find_regex(each, "compareTo");
    accounts.filters.push_back(std::move(filter));
  }
  return accounts;
}

}  // namespace connectory::language
