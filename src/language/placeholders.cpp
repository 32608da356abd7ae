#include "language/placeholders.h"

#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/nearest.h"

namespace connectory::language {
namespace {

using text::Kinds;
using enum PlaceholderRule::Form;
using enum Knowledge;

constexpr Kinds anything = Kinds::any();
// A value may always be missing, so that it can be compared with none.
constexpr Kinds a_text = Kinds::text | Kinds::none;
constexpr Kinds a_number = Kinds::number | Kinds::none;
constexpr Kinds a_truth = Kinds::boolean | Kinds::none;
constexpr Kinds a_moment = Kinds::moment | Kinds::none;
constexpr Kinds a_list = Kinds::list | Kinds::none;

constexpr PlaceholderRule rules[] = {
    {exact, "query.start_date.date", query, a_moment,
     "The first day of the query, or of the slice of it that a request is for.", "2024-01-01"},
    {exact, "query.start_date.timestamp", query, a_number, "The start of the first day, in Unix seconds.",
     "1704067200"},
    {exact, "query.start_date.datetime", query, a_moment,
     "The start of the first day, with time and offset. In a run that continues an earlier one, the last cursor, less `lookback`.",
     "2024-01-01T00:00:00+00:00"},
    {exact, "query.start_date.year", query, a_text, "The year of the first day.", "2024"},
    {exact, "query.start_date.month", query, a_text, "The month of the first day.", "01"},
    {exact, "query.start_date.day", query, a_text, "The day of the month of the first day.", "01"},
    {exact, "query.end_date.date", query, a_moment, "The last day of the query, which is included.", "2024-01-31"},
    {exact, "query.end_date.timestamp", query, a_number, "The end of the last day, in Unix seconds.", "1706745599"},
    {exact, "query.end_date.datetime", query, a_moment, "The end of the last day, with time and offset.",
     "2024-01-31T23:59:59+00:00"},
    {exact, "query.end_date.year", query, a_text, "The year of the last day.", "2024"},
    {exact, "query.end_date.month", query, a_text, "The month of the last day.", "01"},
    {exact, "query.end_date.day", query, a_text, "The day of the month of the last day.", "31"},
    {exact, "query.metrics", query, a_list,
     "The request names of the chosen metrics, joined with commas. A formula is replaced by the metrics that it uses.",
     "clicks,cost"},
    {exact, "query.dimensions", query, a_list, "The request names of the chosen dimensions, joined with commas.",
     "date,campaign"},
    {exact, "query.fields", query, a_list, "The request names of all chosen fields, joined with commas.",
     "date,campaign,clicks"},
    {exact, "query.max_rows", query, a_number, "The most rows that the query returns.", "1000"},
    {family, "settings", settings, anything, "A setting of the report type, by its id.", "campaign"},
    {exact, "account.id", account, anything,
     "The id of the account. Without accounts, the id of the connected user, or none.", "act_42"},
    {exact, "account.label", account, a_text,
     "The label of the account. Without accounts, the label of the connected user, or none.", "Nordic shop"},
    {exact, "account.name", account, a_text, "The same as `account.label`.", "Nordic shop"},
    {exact, "account.group", account, a_text, "The group that the account is listed under.", "Advertisers"},
    {family, "account", account, anything, "A property of the account, by its id.", "EUR"},
    {exact, "accounts.ids", query, a_list, "The ids of all accounts of the query, joined with commas.",
     "act_42,act_43"},
    {exact, "user.access_token", user, a_text, "The access token of the connected user.", "ya29..."},
    {exact, "user.id", user, anything, "The id of the connected user.", "1001"},
    {exact, "user.label", user, a_text, "The label of the connected user.", "ann@example.com"},
    {exact, "user.basic", user, a_text, "The user name and password for an `Authorization: Basic` header, in Base64.",
     "YW5uOnNlY3JldA=="},
    {exact, "user.jwt", user, a_text, "The token that `authentication.jwt` describes, freshly signed.",
     "eyJhbGciOi..."},
    {family, "user", user, anything, "A property of the connected user, by its id.", "fi"},
    {family, "user_input", inputs, anything, "A value that the user entered, by the id of the user input.", "abc123"},
    {exact, "oauth2.client_id", client, a_text, "The id of the client.", "app-1"},
    {exact, "oauth2.client_secret", client, a_text, "The secret of the client.", "..."},
    {exact, "oauth2.basic", client, a_text,
     "The id and secret of the client for an `Authorization: Basic` header, in Base64.", "YXBwLTE6c2VjcmV0"},
    {exact, "oauth2.code", login, a_text, "The authorization code, in the token exchange.", "..."},
    {exact, "oauth2.refresh_token", client, a_text, "The refresh token.", "..."},
    {exact, "oauth2.callback_url", client, a_text, "The URL that the API sends the user back to.",
     "https://connectory.example.com/login/callback"},
    {free_form, "oauth2.callback", login, anything, "A parameter with which the API sent the user back, by its name.",
     "fi"},
    {free_form, "oauth2.token", client, anything, "A value of the response that contained the access token.",
     "https://eu.example.com"},
    {exact, "login.choice", inputs, a_text, "The id of the login that the user chose.", "api_key"},
    {family, "secrets", secrets, a_text, "A declared or stored secret, by its id, its name or its placeholder.", "..."},
    {exact, "signer.signature", signer, a_text, "The signature of the request's signer.", "9c196e32..."},
    {exact, "signer.timestamp", signer, a_number, "The time in Unix seconds, the same in the payload and the request.",
     "1706659200"},
    {exact, "signer.nonce", signer, a_text, "A random string, the same in the payload and the request.",
     "f81d4fae7dec"},
    {exact, "request.method", signing, a_text, "The method of the request that is signed.", "GET"},
    {exact, "request.host", signing, a_text, "Its host, with the port unless it is the default of the scheme.",
     "api.example.com"},
    {exact, "request.path", signing, a_text, "The path of its URL, encoded as it is sent.", "/v3/trades"},
    {exact, "request.query", signing, a_text,
     "The query of its URL, encoded as it is sent, without the parameter that holds the signature.",
     "symbol=ABC&timestamp=1706659200000"},
    {exact, "request.body", signing, a_text, "Its body as it is sent; empty if it has none.", "{}"},
    {family, "login", secrets, anything,
     "A value of the response to a step of the login, by the id of the step and its path.", "17"},
    {free_form, "partition", partition, anything,
     "The value of a partition, by its id, and values that are kept from its parent's row: `partition.repo.name`.",
     "octocat/hello"},
    {free_form, "response", answer, anything, "The body of the response, as it was read.", R"({"next":17})"},
    {free_form, "headers", answer, anything, "A header field of the response, by its name in lower case.", "17"},
    {exact, "status", answer, a_number, "The HTTP status of the response.", "200"},
    {exact, "page.number", page, a_number, "The number of the requested page.", "2"},
    {exact, "page.offset", page, a_number, "The offset of the requested page.", "100"},
    {exact, "page.size", page, a_number, "The page size.", "100"},
    {exact, "page.cursor", page, anything, "The cursor of the requested page; empty for the first page.", "b64=="},
    {exact, "page.is_first", page, a_truth, "Whether the first page is requested.", "true"},
    {exact, "page.rows", page, a_number, "The number of rows of the page that was read last.", "100"},
    {free_form, "page.last_row", page, anything, "The last row of the page that was read last.", R"({"id":17})"},
    {free_form, "row", row, anything,
     "A value of the row, or the row itself if it is a plain value. In a chained or joined request, this is the parent row, or none if a joined report type is queried by itself.",
     "17"},
    {free_form, "job", job, anything, "A value of the response that started the job, or of its last status.", "job-7"},
    {call, "identity", none, a_text, "A UUID that is always the same for a login.",
     "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10"},
    {call, "uuid", none, a_text, "A new UUID.", "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10"},
    {call, "now", none, a_moment, "The current time, with offset.", "2024-01-31T12:00:00+00:00"},
    {call, "today", none, a_moment, "The current day.", "2024-01-31"},
    {call, "min", none, anything, "The smallest of its arguments; none does not count.", "1"},
    {call, "max", none, anything, "The largest of its arguments; none does not count.", "3"},
    {call, "range_days", none, a_list, "All days from the first argument to the second one.", "2024-01-01,2024-01-02"},
    {call, "timestamp", none, a_number, "The current time in Unix seconds.", "1706702400"},
};

// Whether `written` continues `name` with a further step.
bool continues(std::string_view written, std::string_view name) {
  return written.size() > name.size() && written.starts_with(name) && written[name.size()] == '.';
}

}  // namespace

std::span<const PlaceholderRule> placeholder_rules() { return rules; }

std::string name_of(const text::PathNode& path) {
  std::string name(path.root_name);
  for (const text::Step& step : path.steps) {
    name += '.';
    name += step.name;
  }
  return name;
}

const PlaceholderRule* find_placeholder(const text::PathNode& path) {
  const std::string written = name_of(path);
  const PlaceholderRule* wider = nullptr;
  for (const PlaceholderRule& rule : rules) {
    if (!written.starts_with(rule.name)) continue;
    switch (rule.form) {
      case exact:
        if (written == rule.name || (rule.kinds.has(Kinds::list) && continues(written, rule.name))) return &rule;
        break;
      case call: break;
      case family:
        if (continues(written, rule.name)) wider = &rule;
        break;
      case free_form:
        if (written == rule.name || continues(written, rule.name)) return &rule;
        break;
    }
  }
  return wider;
}

bool is_secret_placeholder(std::string_view text) {
  constexpr std::string_view mark = "sec_";
  constexpr std::size_t digits = 9;
  return text.starts_with(mark) && text.size() == mark.size() + digits &&
         std::ranges::all_of(text.substr(mark.size()), base::is_lower_hex_digit);
}

std::optional<std::string_view> nearest_placeholder(std::string_view name, Knowledge known) {
  std::vector<std::string_view> names;
  for (const PlaceholderRule& rule : rules)
    if (has(known, rule.needs) && (rule.form == exact || rule.form == call)) names.push_back(rule.name);
  const std::string written(name);
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
    case login: return "in the requests of an OAuth 2 login, and in the information about its user";
    case client: return "if the authentication is OAuth 2";
    case inputs: return "if the authentication has user inputs";
    case user: return "for a connected user: in accounts and report types, but not in the login itself";
    case account: return "in report types";
    case query:
    case settings: return "in report types";
    case row: return "in chained requests, joined report types and fields";
    case page: return "in requests with pagination";
    case job: return "in the requests of an asynchronous job";
    case signer: return "in requests with a signer, and in the payload of the signer";
    case secrets: return "in requests";
    case signing: return "in the payload of a signer";
    case partition: return "in report types with partitions";
    case answer: return "where a response has been read: in stop rules, error rules, row steps and chained requests";
  }
  return "elsewhere";
}

}  // namespace connectory::language
