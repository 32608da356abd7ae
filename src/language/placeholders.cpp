#include "language/placeholders.h"

#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/nearest.h"

namespace connectory::language {
namespace {

using enum PlaceholderRule::Form;
using enum Knowledge;

constexpr PlaceholderRule rules[] = {
    {exact, "query.start_date.date", query, "The first day of the query.", "2024-01-01"},
    {exact, "query.start_date.timestamp", query, "The start of the first day, in Unix seconds.", "1704067200"},
    {exact, "query.start_date.datetime", query, "The start of the first day, with time and offset.",
     "2024-01-01T00:00:00+00:00"},
    {exact, "query.start_date.year", query, "The year of the first day.", "2024"},
    {exact, "query.start_date.month", query, "The month of the first day.", "01"},
    {exact, "query.start_date.day", query, "The day of the month of the first day.", "01"},
    {exact, "query.end_date.date", query, "The last day of the query, which is included.", "2024-01-31"},
    {exact, "query.end_date.timestamp", query, "The end of the last day, in Unix seconds.", "1706745599"},
    {exact, "query.end_date.datetime", query, "The end of the last day, with time and offset.",
     "2024-01-31T23:59:59+00:00"},
    {exact, "query.end_date.year", query, "The year of the last day.", "2024"},
    {exact, "query.end_date.month", query, "The month of the last day.", "01"},
    {exact, "query.end_date.day", query, "The day of the month of the last day.", "31"},
    {exact, "query.metrics", query,
     "The request names of the chosen metrics, joined with commas. A formula is replaced by the metrics that it uses.",
     "clicks,cost"},
    {exact, "query.dimensions", query, "The request names of the chosen dimensions, joined with commas.",
     "date,campaign"},
    {exact, "query.fields", query, "The request names of all chosen fields, joined with commas.",
     "date,campaign,clicks"},
    {exact, "query.max_rows", query, "The most rows that the query returns.", "1000"},
    {family, "settings", query, "A setting of the report type, by its id.", "campaign"},
    {exact, "account.id", account, "The id of the account.", "act_42"},
    {exact, "account.label", account, "The label of the account.", "Nordic shop"},
    {exact, "account.name", account, "The same as `account.label`.", "Nordic shop"},
    {exact, "account.group", account, "The group that the account is listed under.", "Advertisers"},
    {family, "account", account, "A property of the account, by its id.", "EUR"},
    {exact, "accounts.ids", query, "The ids of all accounts of the query, joined with commas.", "act_42,act_43"},
    {exact, "user.access_token", user, "The access token of the connected user.", "ya29..."},
    {exact, "user.id", user, "The id of the connected user.", "1001"},
    {exact, "user.label", user, "The label of the connected user.", "ann@example.com"},
    {exact, "user.basic", user, "The user name and password for an `Authorization: Basic` header, in Base64.",
     "YW5uOnNlY3JldA=="},
    {exact, "user.jwt", user, "The token that `authentication.jwt` describes, freshly signed.", "eyJhbGciOi..."},
    {family, "user", user, "A property of the connected user, by its id.", "fi"},
    {family, "user_input", inputs, "A value that the user entered, by the id of the user input.", "abc123"},
    {exact, "oauth2.client_id", client, "The id of the client.", "app-1"},
    {exact, "oauth2.client_secret", client, "The secret of the client.", "..."},
    {exact, "oauth2.basic", client, "The id and secret of the client for an `Authorization: Basic` header, in Base64.",
     "YXBwLTE6c2VjcmV0"},
    {exact, "oauth2.code", login, "The authorization code, in the token exchange.", "..."},
    {exact, "oauth2.refresh_token", client, "The refresh token.", "..."},
    {exact, "oauth2.callback_url", client, "The URL that the API sends the user back to.",
     "https://connectory.example.com/login/callback"},
    {family, "secrets", secrets, "A declared or stored secret, by its id, its name or its placeholder.", "..."},
    {exact, "signer.signature", signer, "The signature of the request's signer.", "9c196e32..."},
    {exact, "signer.timestamp", signer, "The time in Unix seconds, the same in the payload and the request.",
     "1706659200"},
    {exact, "signer.nonce", signer, "A random string, the same in the payload and the request.", "f81d4fae7dec"},
    {exact, "request.method", signing, "The method of the request that is signed.", "GET"},
    {exact, "request.host", signing, "Its host, with the port unless it is the default of the scheme.",
     "api.example.com"},
    {exact, "request.path", signing, "The path of its URL, encoded as it is sent.", "/v3/trades"},
    {exact, "request.query", signing,
     "The query of its URL, encoded as it is sent, without the parameter that holds the signature.",
     "symbol=ABC&timestamp=1706659200000"},
    {exact, "request.body", signing, "Its body as it is sent; empty if it has none.", "{}"},
    {exact, "page.number", page, "The number of the requested page.", "2"},
    {exact, "page.offset", page, "The offset of the requested page.", "100"},
    {exact, "page.size", page, "The page size.", "100"},
    {exact, "page.cursor", page, "The cursor of the requested page; empty for the first page.", "b64=="},
    {free_form, "row", row, "A value of the row. In a chained or joined request, this is the parent row.", "17"},
    {free_form, "job", job, "A value of the response that started the job, or of its last status.", "job-7"},
    {call, "identity", none, "A UUID that is always the same for a login.", "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10"},
    {call, "uuid", none, "A new UUID.", "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10"},
    {call, "now", none, "The current time, with offset.", "2024-01-31T12:00:00+00:00"},
    {call, "today", none, "The current day.", "2024-01-31"},
    {call, "timestamp", none, "The current time in Unix seconds.", "1706702400"},
};

}  // namespace

std::span<const PlaceholderRule> placeholder_rules() { return rules; }

const PlaceholderRule* find_placeholder(const text::Name& name) {
  const std::string written = name.text();
  const PlaceholderRule* family_of_it = nullptr;
  for (const PlaceholderRule& rule : rules) {
    switch (rule.form) {
      case exact:
        if (!name.is_call && written == rule.name) return &rule;
        break;
      case call:
        if (name.is_call && name.steps.size() == 1 && name.steps[0] == rule.name) return &rule;
        break;
      case family:
        if (!name.is_call && name.steps.size() == 2 && name.steps[0] == rule.name) family_of_it = &rule;
        break;
      case free_form:
        if (!name.is_call && name.steps.size() >= 2 && name.steps[0] == rule.name) return &rule;
        break;
    }
  }
  return family_of_it;
}

bool is_secret_placeholder(std::string_view text) {
  constexpr std::string_view mark = "sec_";
  constexpr std::size_t digits = 9;
  return text.starts_with(mark) && text.size() == mark.size() + digits &&
         std::ranges::all_of(text.substr(mark.size()), base::is_lower_hex_digit);
}

std::optional<std::string_view> nearest_placeholder(const text::Name& name, Knowledge known) {
  std::vector<std::string_view> names;
  for (const PlaceholderRule& rule : rules)
    if (has(known, rule.needs) && (rule.form == exact || rule.form == call)) names.push_back(rule.name);
  std::string written = name.text();
  if (name.is_call) written.resize(written.size() - 2);
  // The beginning or the end of a longer name: `query.start_date`, `start_date.date`, `access_token`.
  for (const std::string_view each : names)
    if (each.starts_with(written + ".")) return each;
  if (const auto near = base::nearest(written, names)) return near;
  for (const std::string_view each : names)
    if (each.ends_with("." + written)) return each;
  for (const std::string_view each : names)
    if (each.find("." + written + ".") != std::string_view::npos) return each;
  return std::nullopt;
}

std::string_view place_of(Knowledge needs) {
  switch (needs) {
    case none: return "anywhere";
    case login: return "in the requests of an OAuth 2 login";
    case client: return "if the authentication is OAuth 2";
    case inputs: return "if the authentication has user inputs";
    case user: return "for a connected user: in accounts and report types, but not in the login itself";
    case account: return "in report types";
    case query: return "in report types";
    case row: return "in chained requests, joined report types and fields";
    case page: return "in requests with pagination";
    case job: return "in the requests of an asynchronous job";
    case signer: return "in requests with a signer, and in the payload of the signer";
    case secrets: return "in requests";
    case signing: return "in the payload of a signer";
  }
  return "elsewhere";
}

}  // namespace connectory::language
