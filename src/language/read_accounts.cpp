// Reads the connected user and the accounts that their login can access.

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

DataSourceUser Reading::read_user(Object object) {
  const Scope scope = user_scope();
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

Accounts Reading::read_accounts(Object object) {
  const Scope scope = user_scope();
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
    }
    accounts.fetchers.push_back(std::move(fetcher));
  }
  accounts.has_accounts = boolean_or(object, "hasAccounts", !accounts.fetchers.empty());
  if (accounts.has_accounts && accounts.fetchers.empty())
    report(Code::missing_part, object, "'hasAccounts' is true, but no fetcher lists the accounts.",
           "Add 'fetchers', or set 'hasAccounts' to false.");
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
