// The accounts that a login can access.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

std::vector<Choice> operators() {
  return {{"equals", "Is the same string as `compareTo`."},
          {"not_equals", "Is a different string."},
          {"in", "Is one of the array `compareTo`."},
          {"not_in", "Is not in the array `compareTo`."},
          {"contains", "Contains the string `compareTo`."},
          {"matches", "Matches the regular expression `compareTo` (RE2)."},
          {"exists", "Is present and not null."}};
}

Component accounts() {
  return {
      .name = "accounts",
      .title = "Accounts",
      .description =
          "The accounts that the connected user can report on. They are fetched at login, and again if the cache is "
          "older than a caller allows. Without accounts, the connection counts as one account. Its `{{ account.id }}` and "
          "`{{ account.label }}` are those of the connected user (`user.id` and `user.label`), or none if there is no user or "
          "`dataSourceUser` does not describe it. It has no group and no properties, and `{{ accounts.ids }}` is the list of "
          "its id.",
      .keys = {key("hasAccounts", boolean(), "Has accounts",
                   "Whether the API has accounts. If false, the connection counts as one account. Defaults to true if "
                   "there are `fetchers` or `fromInput`.")
                   .reference()
                   .example("true"),
               key("fetchers", array(component("account_fetcher")), "Fetchers",
                   "The requests that list accounts. Their results are combined.")
                   .reference(),
               key("fromInput", component("accounts_from_input"), "From an input",
                   "Makes an account of each value that the user entered when logging in, for an API that cannot list "
                   "its accounts. They come before those of the fetchers."),
               key("filter", array(component("account_filter")), "Filter",
                   "The conditions on accounts. An account must meet all of them.")
                   .adds(Knowledge::row)
                   .reference()},
      .example_json =
          R"({"hasAccounts":true,"fetchers":[{"request":{"url":"https://api.example.com/accounts","response":{"dataRows":{"source":"jsonPath","value":"$.accounts.*"}}},"accountInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"}}}]})"};
}

Component accounts_from_input() {
  return {
      .name = "accounts_from_input",
      .title = "Accounts from an input",
      .description =
          "The user input that contains the ids of accounts. The label of such an account is its id, and it has "
          "no group and no properties.",
      .keys = {key("input", id_of(Reference::user_input), "Input",
                   "The id of a user input of type `list`, `select`, `text` or `textarea`.")
                   .required()
                   .example(R"("domains")"),
               key("separator", text(TextRule::not_empty), "Separator",
                   "The text between two accounts in an input of type `text` or `textarea`. If absent, commas and line "
                   "breaks separate them. White space around an id is removed.")
                   .example(R"(";")")},
      .example_json = R"({"input":"domains","separator":";"})"};
}

Component account_fetcher() {
  return {
      .name = "account_fetcher",
      .title = "Account fetcher",
      .description = "A request that lists accounts. It can have pagination, like any request.",
      .keys = {key("request", component("request"), "Request", "The request to send. Its `dataRows` are the accounts.")
                   .required()
                   .reference(),
               key("accountInfo", component("account_info"), "Account information",
                   "The values to read for each "
                   "account.")
                   .adds(Knowledge::row)
                   .required()
                   .reference()},
      .example_json =
          R"({"request":{"url":"https://api.example.com/accounts","response":{"dataRows":{"source":"jsonPath","value":"$.accounts.*"}}},"accountInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"}}})"};
}

Component account_info() {
  return {
      .name = "account_info",
      .title = "Account information",
      .description = "The values to read for each account.",
      .keys = {key("id", component("value_source"), "Id", "The id to use in `{{ account.id }}` and in queries.")
                   .required()
                   .reference(),
               key("label", component("value_source"), "Label", "The name to show for the account. Defaults to the id.")
                   .reference(),
               key("group", component("value_source"), "Group", "The heading to list the account under.").reference(),
               key("properties", array(component("property")), "Properties",
                   "Other values, to use as `{{ account.<id> "
                   "}}`.")
                   .reference()},
      .example_json =
          R"({"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"},"group":{"source":"static","value":"Advertisers"},"properties":[{"id":"currency","source":"jsonPath","value":"$.currency"}]})"};
}

Component account_filter() {
  return {.name = "account_filter",
          .title = "Account filter",
          .description = "A condition on accounts.",
          .keys = {key("value", component("value_source"), "Value",
                       "The value to compare, in the row that the account was read from.")
                       .required()
                       .reference(),
                   key("operator", choice(operators()), "Operator",
                       "How to compare the value. Defaults to `equals` if there is `compareTo`, otherwise to `exists`.")
                       .example(R"("equals")"),
                   key("compareTo", one_of({text(), number(), boolean(), array(scalar())}), "Compare to",
                       "The value, or the array of values, to compare with.")
                       .example(R"("advertiser")")},
          .example_json =
              R"({"value":{"source":"jsonPath","value":"$.role"},"operator":"equals","compareTo":"advertiser"})"};
}

}  // namespace

void add_accounts(std::vector<Component>& components) {
  components.push_back(accounts());
  components.push_back(accounts_from_input());
  components.push_back(account_fetcher());
  components.push_back(account_info());
  components.push_back(account_filter());
}

}  // namespace connectory::language::table
