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
    {exact, "query.start_date.date", query, "The first day asked for.", "2024-01-01"},
    {exact, "query.start_date.timestamp", query, "The start of the first day in Unix seconds.", "1704067200"},
    {exact, "query.start_date.datetime", query, "The start of the first day with time and offset.",
     "2024-01-01T00:00:00+00:00"},
    {exact, "query.start_date.year", query, "The first day's year.", "2024"},
    {exact, "query.start_date.month", query, "The first day's month.", "01"},
    {exact, "query.start_date.day", query, "The first day's day of the month.", "01"},
    {exact, "query.end_date.date", query, "The last day asked for; it is included.", "2024-01-31"},
    {exact, "query.end_date.timestamp", query, "The end of the last day in Unix seconds.", "1706745599"},
    {exact, "query.end_date.datetime", query, "The end of the last day with time and offset.",
     "2024-01-31T23:59:59+00:00"},
    {exact, "query.end_date.year", query, "The last day's year.", "2024"},
    {exact, "query.end_date.month", query, "The last day's month.", "01"},
    {exact, "query.end_date.day", query, "The last day's day of the month.", "31"},
    {exact, "query.metrics", query,
     "The request names of the chosen metrics, joined by commas; a formula stands for the metrics it uses.",
     "clicks,cost"},
    {exact, "query.dimensions", query, "The request names of the chosen dimensions, joined by commas.",
     "date,campaign"},
    {exact, "query.fields", query, "The request names of all chosen fields, joined by commas.", "date,campaign,clicks"},
    {exact, "query.max_rows", query, "The most rows that are wanted.", "1000"},
    {family, "settings", query, "A setting of the report type, by its id.", "campaign"},
    {exact, "account.id", account, "The id of the account asked about.", "act_42"},
    {exact, "account.label", account, "Its label.", "Nordic shop"},
    {exact, "account.name", account, "The same as `account.label`.", "Nordic shop"},
    {exact, "account.group", account, "The group it is listed under.", "Advertisers"},
    {family, "account", account, "A property of the account, by its id.", "EUR"},
    {exact, "accounts.ids", query, "The ids of all accounts asked about, joined by commas.", "act_42,act_43"},
    {exact, "user.access_token", user, "The connected person's token.", "ya29..."},
    {exact, "user.id", user, "The connected person's id.", "1001"},
    {exact, "user.label", user, "The connected person's label.", "ann@example.com"},
    {exact, "user.basic", user, "User name and password for an `Authorization: Basic` header, in Base64.",
     "YW5uOnNlY3JldA=="},
    {exact, "user.jwt", user, "The token that `authentication.jwt` describes, freshly signed.", "eyJhbGciOi..."},
    {family, "user", user, "A property of the connected person, by its id.", "fi"},
    {family, "user_input", inputs, "What the person entered, by the input's id.", "abc123"},
    {exact, "oauth2.client_id", client, "The client's id.", "app-1"},
    {exact, "oauth2.client_secret", client, "The client's secret.", "..."},
    {exact, "oauth2.basic", client, "The client's id and secret for an `Authorization: Basic` header, in Base64.",
     "YXBwLTE6c2VjcmV0"},
    {exact, "oauth2.code", login, "The authorization code, in the token exchange.", "..."},
    {exact, "oauth2.refresh_token", client, "The refresh token.", "..."},
    {exact, "oauth2.callback_url", client, "Where the API sends the person back to.",
     "https://connectory.example.com/login/callback"},
    {family, "secrets", secrets, "A declared or stored secret, by its id, its name or its placeholder.", "..."},
    {exact, "signer.signature", signer, "The signature of the request's signer.", "9c196e32..."},
    {exact, "signer.timestamp", signer, "Unix seconds, the same in payload and request.", "1706659200"},
    {exact, "signer.nonce", signer, "A random string, the same in payload and request.", "f81d4fae7dec"},
    {exact, "request.method", signing, "The method of the request that is signed.", "GET"},
    {exact, "request.host", signing, "Its host, with the port where it is not the scheme's own.", "api.example.com"},
    {exact, "request.path", signing, "The path of its URL, encoded as it is sent.", "/v3/trades"},
    {exact, "request.query", signing,
     "The query of its URL, encoded as it is sent, without the parameter that holds the signature.",
     "symbol=ABC&timestamp=1706659200000"},
    {exact, "request.body", signing, "Its body as it is sent; empty where there is none.", "{}"},
    {exact, "page.number", page, "The number of the page that is asked for.", "2"},
    {exact, "page.offset", page, "The offset of the page that is asked for.", "100"},
    {exact, "page.size", page, "The page size.", "100"},
    {exact, "page.cursor", page, "The cursor of the page that is asked for; empty for the first.", "b64=="},
    {free_form, "row", row,
     "A value of the row: of the parent row in a chained or joined request, of the row itself in a field.", "17"},
    {free_form, "job", job, "A value of the answer that started the job, or of its last status.", "job-7"},
    {call, "identity", none, "A UUID that stays the same for the login.", "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10"},
    {call, "uuid", none, "A new UUID.", "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10"},
    {call, "now", none, "The time, with offset.", "2024-01-31T12:00:00+00:00"},
    {call, "today", none, "The day.", "2024-01-31"},
    {call, "timestamp", none, "The time in Unix seconds.", "1706702400"},
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
    case client: return "where the authentication is OAuth 2";
    case inputs: return "where the authentication asks for inputs";
    case user: return "where a person is connected: in their accounts and report types, not in the login itself";
    case account: return "in report types";
    case query: return "in report types";
    case row: return "in chained requests, joined report types and fields";
    case page: return "in requests with pagination";
    case job: return "in the requests of an asynchronous job";
    case signer: return "in requests with a signer, and in its payload";
    case secrets: return "in requests";
    case signing: return "in the payload of a signer";
  }
  return "elsewhere";
}

}  // namespace connectory::language
