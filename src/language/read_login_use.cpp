// Checks whether what a login obtains is used, and whether what uses it can be obtained.

#include <algorithm>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/circles_impl.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

bool can_renew(const Login& login) {
  if (const auto* const oauth2 = std::get_if<OAuth2>(&login.kind))
    return oauth2->refresh || (oauth2->token_exchange && !oauth2->authorization);
  return std::holds_alternative<CookieLogin>(login.kind) || std::holds_alternative<JwtLogin>(login.kind) ||
         std::holds_alternative<MicrosoftLogin>(login.kind);
}

}  // namespace

// `renew_token` ends the run with LOGIN_EXPIRED if there is nothing to renew the token with.
void Reading::check_renewals(Object root, const std::optional<Authentication>& authentication) {
  if (names_.has_authentication && (!authentication || !is_login_known())) return;
  const auto is_incomplete = [](const Login& login) { return std::holds_alternative<InputLogin>(login.kind); };
  if (authentication) {
    constexpr std::string_view renewing[] = {"oauth2", "single_step_oauth2", "cookie", "jwt", "exchange"};
    const bool is_renewing = std::ranges::find(renewing, names_.login) != std::ranges::end(renewing);
    if (can_renew(authentication->login) || (is_renewing && is_incomplete(authentication->login))) return;
    for (const LoginChoice& choice : authentication->choices)
      if (can_renew(choice.login)) return;
  }
  const bool is_oauth2 = authentication && std::holds_alternative<OAuth2>(authentication->login.kind);
  const auto check = [&](Object holder, std::string_view key) {
    if (const auto handler = find(holder, key, Kind::object))
      for (const Object& rule : objects(*handler, "responseStatuses"))
        if (const auto action = find(rule, "action", Kind::string); action && action->string() == "renew_token")
          report(Code::useless_part, *action,
                 names_.has_authentication ? "This login has no request that renews a token."
                                           : "There is no login whose token could be renewed.",
                 is_oauth2 ? "Add 'refresh' to 'oauth2'. Without it, 'renew_token' ends the run with LOGIN_EXPIRED."
                           : "Set 'action' to error.");
  };
  check(root, "defaultResponseHandler");
  if (const auto reporting = find(root, "reporting", Kind::object))
    for (const Object& report_type : objects(*reporting, "reportTypes")) check(report_type, "responseHandler");
}

// Without the account in a request, every account has the same rows, and a query of two accounts counts them twice.
void Reading::check_accounts_use(Object root, const Accounts& accounts) {
  if (!accounts.has_accounts || (accounts.fetchers.empty() && !accounts.from_input)) return;
  const auto reporting = find(root, "reporting", Kind::object);
  const auto report_types = reporting ? find(*reporting, "reportTypes", Kind::array) : std::nullopt;
  if (!report_types || report_types->size() == 0) return;
  if (is_used(*report_types, {"account", "accounts"})) return;
  if (const auto signers = root.find("signers"); signers && is_used(*signers, {"account", "accounts"})) return;
  report(Code::useless_part, *root.find("accounts"),
         "No request uses the account, so the rows of all accounts are the same.",
         "Use {{ account.id }} in the requests of report types, or remove 'accounts'.");
}

// The code that the user brings back from the browser must reach the API.
void Reading::check_code_use(Object oauth2) {
  const auto holder = find(oauth2, "tokenExchange", Kind::object);
  const auto request = holder ? find(*holder, "request", Kind::object) : std::nullopt;
  if (!request || !find(*request, "url", Kind::string)) return;
  if (is_used(*request, {"oauth2.code", "oauth2.callback"})) return;
  report(Code::missing_part, *request,
         "The token exchange does not send the code that the user brings from the browser.",
         "Add {{ oauth2.code }}, usually as the field 'code' of a form.");
}

// The label of a user, for example, must not be made of the label.
void Reading::check_user_circles(Object user) {
  const auto info = find(user, "userInfo", Kind::object);
  if (!info) return;
  struct Part {
    std::string name;  // user.<name>
    Value value;
    bool reads_response = false;
  };
  std::vector<Part> parts;
  const auto add = [&](std::string_view name, Value value) {
    const std::string_view source = find_text(value, "source").value_or("");
    parts.push_back({std::string(name), value,
                     source != "static" && source != "expression" && source != "userInput" && source != "encrypted"});
  };
  for (const auto& [key, name] :
       {std::pair("id", "id"), std::pair("label", "label"), std::pair("accessToken", "access_token")})
    if (const auto value = find(*info, key, Kind::object)) add(name, *value);
  for (const Object& property : objects(*info, "properties")) add(text_or(property, "id", ""), property);
  const std::size_t request = parts.size();
  if (const auto value = find(user, "request", Kind::object)) parts.push_back({"request", *value});
  std::map<std::string_view, std::size_t> by_name;
  for (std::size_t index = 0; index < request; ++index) by_name.emplace(parts[index].name, index);
  std::vector<std::vector<std::size_t>> used(parts.size());
  for (std::size_t index = 0; index < parts.size(); ++index) {
    if (!spend(10)) return;
    if (parts[index].reads_response && request < parts.size()) used[index].push_back(request);
    if (parts[index].reads_response) continue;
    find_use(parts[index].value, [&](std::string_view name) {
      constexpr std::string_view family = "user.";
      if (!name.starts_with(family)) return false;
      name.remove_prefix(family.size());
      if (const auto found = by_name.find(name.substr(0, name.find('.'))); found != by_name.end())
        used[index].push_back(found->second);
      return false;  // look at all of them
    });
  }
  find_circles(used, [&](const std::vector<std::size_t>& way, std::size_t at) {
    report(Code::reference_circle, parts[way.back()].value,
           fmt::format("The user is described by itself: {}.",
                       way_in_words(way, at, [&](std::size_t index) { return parts[index].name; })),
           "Read the value from a response, or use a user input.");
  });
}

}  // namespace connectory::language
