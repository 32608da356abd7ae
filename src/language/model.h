#pragma once

// A configuration as the engine runs it: every text parsed, every reference resolved to what it names, nothing to look up
// again. Made whole by language/load.h and never changed.
// Threads: constant; share it as std::shared_ptr<const Configuration>.
// Ownership: a Configuration owns all its parts; pointers and indices between them stay inside it.
// Source: connector language; the words are those of language/language.h, which explains each key.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "json/path.h"
#include "json/source.h"
#include "language/data_type.h"
#include "language/formula.h"
#include "text/date_format.h"
#include "text/template.h"

namespace connectory::language {

using Seconds = std::chrono::duration<double>;

// ---- values ----------------------------------------------------------------------------------------------------------

struct StaticText {
  text::Template text;
};
struct InputValue {
  std::string input;
};
struct PathValue {
  json::Path path;
};
struct SecretValue {
  std::string name;  // a stored secret's name or placeholder
};
struct XPathValue {
  std::string path;
};
struct ColumnValue {
  std::string name;
};
struct HeaderValue {
  std::string name;
};
struct ExpressionValue {
  text::Template text;
};
using ValueSource =
    std::variant<StaticText, InputValue, PathValue, SecretValue, XPathValue, ColumnValue, HeaderValue, ExpressionValue>;

struct Property {
  std::string id;
  ValueSource value;
};

// A scalar of the configuration, as text: 1.50 stays 1.50.
struct Scalar {
  enum class Kind : std::uint8_t { text, number, boolean } kind;
  std::string text;
};

// A regular expression that RE2 has taken; compiled by who uses it.
struct Regex {
  std::string pattern;
};

struct Option {
  Scalar value;
  std::string label;
};

// ---- requests --------------------------------------------------------------------------------------------------------

struct NameAndTemplate {
  std::string name;
  text::Template value;
  bool is_omitted_when_empty = false;
};

// JSON whose texts may hold placeholders; everything else is as it was written.
struct JsonTemplate {
  std::string json;
  struct Text {
    std::size_t begin = 0;  // bytes [begin, end) of `json`: the quoted text that the template replaces
    std::size_t end = 0;
    text::Template text;
    bool is_whole = false;  // one placeholder and nothing else: a list or a number stays one
  };
  std::vector<Text> texts;  // in the order of the text; only those with placeholders
};

struct FormBody {
  std::vector<NameAndTemplate> fields;
};
struct MultipartBody {
  std::vector<NameAndTemplate> fields;
};
struct JsonBody {
  JsonTemplate json;
};
struct RawBody {
  text::Template content;
  std::string content_type;
};
struct GraphqlBody {
  text::Template query;
  JsonTemplate variables;
};
using Body = std::variant<std::monostate, FormBody, MultipartBody, JsonBody, RawBody, GraphqlBody>;

enum class Place : std::uint8_t { query, header, body };

struct StopWhen {
  ValueSource value;
  Scalar equals;
};
struct StopRules {
  bool empty_page = false;
  bool short_page = false;
  bool missing_cursor = false;
  bool total_reached = false;
  std::vector<StopWhen> when;
  bool is_empty() const { return !empty_page && !short_page && !missing_cursor && !total_reached && when.empty(); }
};

struct OffsetPages {
  std::string offset_parameter;
  std::optional<std::string> limit_parameter;
  std::optional<std::int64_t> page_size;
  std::int64_t start_at = 0;
  std::optional<ValueSource> total;
};
struct NumberedPages {
  std::string page_parameter;
  std::optional<std::string> size_parameter;
  std::optional<std::int64_t> page_size;
  std::int64_t first_page = 1;
  std::optional<ValueSource> total_pages;
};
struct CursorPages {
  ValueSource cursor;
  std::string parameter;
  std::optional<std::string> limit_parameter;
  std::optional<std::int64_t> page_size;
};
struct NextUrlPages {
  ValueSource url;
};
struct LinkHeaderPages {
  std::string relation = "next";
};
struct Pagination {
  std::variant<OffsetPages, NumberedPages, CursorPages, NextUrlPages, LinkHeaderPages> kind;
  Place place = Place::query;
  std::optional<std::int64_t> pages_max;
  StopRules stop;
};

struct CsvDialect {
  std::string delimiter = ",";
  std::string quote = "\"";
  bool has_header = true;
  std::int64_t rows_skipped = 0;
  std::vector<std::string> columns;
};

// A path of an adapter: a JSONPath, or the plain name of a member.
struct AdapterPath {
  std::variant<json::Path, std::string> path;
};

struct FlattenValues {
  AdapterPath data, values;
};
struct AppendKey {
  AdapterPath data;
  std::string key_name;
  bool holds_arrays = false;
  bool are_others_skipped = false;
};
struct TimeSeries {
  AdapterPath data, values, start;
  std::optional<AdapterPath> end;
  ValueSource granularity;
  std::optional<AdapterPath> destination;
  std::string key_name;
};
struct MatchValuesByKeys {
  AdapterPath keys, values, destination;
  std::string key_name;
};
struct CombineKeysWithValues {
  AdapterPath keys, values, destination;
  bool is_merged = false;  // combine_keys_with_nested_values
};
struct ExtractFieldsByPath {
  AdapterPath data, value;
  std::optional<AdapterPath> source, key, field;
  std::string suffix;
};
struct ConcatValueToKeys {
  AdapterPath data, value;
  std::vector<std::string> keys;
  bool is_prepended = false;
  bool are_originals_kept = false;
};
struct UnionNestedArrays {
  AdapterPath data;
  std::vector<std::string> keys;
  std::string key_name;
};
struct AggregateValues {
  AdapterPath data, values;
  std::vector<std::string> fields;
};
struct SplitToRows {
  AdapterPath data;
  std::string separator = ",";
  std::string key_name;
};
using Adapter = std::variant<FlattenValues, AppendKey, TimeSeries, MatchValuesByKeys, CombineKeysWithValues,
                             ExtractFieldsByPath, ConcatValueToKeys, UnionNestedArrays, AggregateValues, SplitToRows>;

struct Response {
  enum class Format : std::uint8_t { json, csv, xml, ndjson, text } format = Format::json;
  enum class Compression : std::uint8_t {
    automatic,
    none,
    gzip,
    deflate,
    br,
    zstd,
    zip
  } compression = Compression::automatic;
  std::optional<ValueSource> data_rows;  // absent: the whole answer is the rows
  std::vector<Adapter> adapters;
  std::string encoding = "UTF-8";
  std::optional<std::string> entry;
  CsvDialect csv;
};

struct AsyncJob;

struct Request {
  enum class Method : std::uint8_t { get, post, put, delete_, patch } method = Method::get;
  text::Template url;
  std::vector<NameAndTemplate> headers;
  std::vector<NameAndTemplate> parameters;
  Body body;
  bool is_cached = true;
  Seconds timeout{60};
  std::optional<std::size_t> signer;  // index in Configuration::signers
  Response response;
  std::optional<Pagination> pagination;
  std::shared_ptr<const AsyncJob> job;  // set for asynchronous requests
  std::shared_ptr<const Request> chained;
  std::string pointer;  // where it stands in the configuration, for errors
};

struct AsyncJob {
  Request status;
  ValueSource state;
  std::vector<Scalar> done;
  std::vector<Scalar> failed;
  Seconds interval_min{2};
  Seconds interval_max{30};
  Seconds timeout{1800};
  std::optional<Request> download;
};

// ---- error answers ---------------------------------------------------------------------------------------------------

struct RetryRule {
  std::int64_t retries_max = 3;
  Seconds wait_min{1};
  Seconds wait_max{60};
  enum class Delay : std::uint8_t { exponential, linear, fixed } delay = Delay::exponential;
};

struct Match {
  ValueSource value;
  std::variant<std::monostate, Scalar, Regex> condition;  // monostate: it is there
};

struct ResponseRule {
  struct Statuses {
    std::int64_t from, to;  // both included
  };
  std::vector<Statuses> statuses;  // empty: any
  std::optional<Match> match;
  enum class Action : std::uint8_t { error, renew_token, retry, ignore } action;
  std::optional<text::Template> message;
  std::optional<ValueSource> message_details;
  std::optional<RetryRule> retry;
};

using ResponseHandler = std::vector<ResponseRule>;

// ---- login -----------------------------------------------------------------------------------------------------------

struct UserInput {
  std::string id;
  std::string label;
  enum class Type : std::uint8_t { text, password, select, textarea, number, checkbox } type = Type::text;
  bool is_required = true;
  std::optional<std::string> description;
  std::optional<std::string> placeholder;
  std::optional<Scalar> default_value;
  std::vector<Option> options;
  std::optional<Regex> pattern;
};

struct OAuth2 {
  std::optional<text::Template> client_id;
  std::optional<text::Template> client_secret;
  Seconds token_lifetime{3600};
  json::Path token_path;
  json::Path refresh_token_path;
  json::Path expires_in_path;
  bool has_pkce = false;
  std::optional<Request> authorization;  // absent: single_step_oauth2
  Request token_exchange;
  std::optional<Request> refresh;
};
struct OAuth1 {
  text::Template consumer_key, consumer_secret;
  text::Template request_token_url, authorization_url, access_token_url;
  std::string signature_method = "HMAC-SHA1";
};
struct BasicLogin {};
struct InputLogin {};
struct CookieLogin {
  Request login;
};
struct JwtLogin {
  std::string algorithm;
  text::Template key;
  JsonTemplate header, claims;
  Seconds lifetime{3600};
  std::optional<Request> token_exchange;
};
struct AmazonS3 {
  text::Template access_key_id, secret_access_key, region;
  std::optional<text::Template> bucket;
};
struct MicrosoftLogin {
  std::string tenant = "common";
  text::Template client_id, client_secret;
  std::vector<std::string> scopes;
};

struct Authentication {
  std::variant<InputLogin, OAuth2, OAuth1, BasicLogin, CookieLogin, JwtLogin, AmazonS3, MicrosoftLogin> kind;
  std::optional<std::string> description;
  std::vector<UserInput> inputs;
  std::optional<Request> validation;
};

struct DataSourceUser {
  std::optional<ValueSource> id, label, access_token;
  std::vector<Property> properties;
  std::optional<Request> request;
};

struct AccountFetcher {
  Request request;
  ValueSource id;
  std::optional<ValueSource> label, group;
  std::vector<Property> properties;
};
struct AccountFilter {
  ValueSource value;
  enum class Operator : std::uint8_t {
    equals,
    not_equals,
    in,
    not_in,
    contains,
    matches,
    exists
  } op = Operator::exists;
  std::vector<Scalar> compare_to;
};
struct Accounts {
  bool has_accounts = false;
  std::vector<AccountFetcher> fetchers;
  std::vector<AccountFilter> filters;
};

// ---- fields and report types -----------------------------------------------------------------------------------------

namespace operation {
struct ConvertDate {
  std::optional<text::DateFormat> from;
  text::DateFormat to;
  std::optional<std::string> zone;
};
struct ConvertTimezone {
  std::string from, to;
};
struct ToNumber {
  std::string decimal, thousands;
};
struct Multiply {
  double by;
};
struct Divide {
  double by;
};
struct Add {
  double by;
};
struct Round {
  std::int64_t digits;
};
struct Replace {
  std::string search, replacement;
};
struct RegexExtract {
  Regex pattern;
  std::int64_t group = 1;
};
struct RegexReplace {
  Regex pattern;
  std::string replacement;
};
struct MapValues {
  std::vector<std::pair<std::string, Scalar>> values;
  std::optional<Scalar> fallback;
};
struct Default {
  Scalar value;
};
struct Trim {};
struct Upper {};
struct Lower {};
struct Substring {
  std::int64_t start = 0;
  std::optional<std::int64_t> length;
};
struct Split {
  std::string separator;
  std::int64_t index;
};
struct Join {
  std::string separator;
};
struct Concat {
  text::Template prefix, suffix;
};
struct JsonPath {
  json::Path path;
};
struct UrlDecode {};
struct HtmlToText {};
struct Hash {
  enum class Algorithm : std::uint8_t { sha256, sha1, md5 } algorithm;
};
}  // namespace operation

using Operation =
    std::variant<operation::ConvertDate, operation::ConvertTimezone, operation::ToNumber, operation::Multiply,
                 operation::Divide, operation::Add, operation::Round, operation::Replace, operation::RegexExtract,
                 operation::RegexReplace, operation::MapValues, operation::Default, operation::Trim, operation::Upper,
                 operation::Lower, operation::Substring, operation::Split, operation::Join, operation::Concat,
                 operation::JsonPath, operation::UrlDecode, operation::HtmlToText, operation::Hash>;

enum class Aggregation : std::uint8_t { sum, avg, max, min, count, count_distinct, first, last, none, formula };

struct Field {
  std::string id;
  std::string label;
  std::string group;  // the heading it stands under
  std::string description;
  bool is_metric = false;
  bool is_hidden = false;
  DataType data_type;
  std::optional<ValueSource> value;
  std::optional<Formula> formula;
  std::vector<std::size_t> formula_fields;  // indices in ReportType::fields, as Formula::uses()
  Aggregation aggregation = Aggregation::sum;
  std::string request_name;
  std::vector<Operation> operations;
};

struct Setting {
  std::string id;
  std::string label;
  enum class Type : std::uint8_t { checkbox, combobox, none, select, text, textarea, radio } type = Type::text;
  std::optional<Scalar> default_value;
  std::vector<Option> options;
  bool is_required = false;
  std::string help;
};

struct DateRange {
  std::optional<std::int64_t> days_max;
  enum class Split : std::uint8_t { day, week, month, none } split = Split::none;
  std::string zone = "UTC";
  std::optional<std::string> earliest;
};

struct Relation {
  std::size_t report_type;  // index in Configuration::report_types
  bool is_inverse = false;
  struct Link {
    std::size_t parent, child;  // indices in the fields of the parent and of the joined report type
  };
  std::vector<Link> links;
  bool is_batched = false;
  std::int64_t batch_size = 100;
};

struct ReportType {
  std::string id;
  std::string title;
  std::string description;
  bool is_hidden = false;
  bool shows_date_range = true;
  DateRange date_range;
  std::int64_t parallel_requests = 1;
  std::vector<Setting> settings;
  std::optional<Request> request;
  std::vector<Field> fields;  // dimensions, then metrics
  std::vector<Relation> relations;
  ResponseHandler response_handler;
};

// ---- the rest --------------------------------------------------------------------------------------------------------

struct DeclaredSecret {
  std::string id;
  enum class Classification : std::uint8_t { public_, secret, pii } classification = Classification::secret;
  enum class From : std::uint8_t { user_input, stored, written } from = From::stored;
  std::string value;  // the input's id, the stored name, or the text
};

struct Signer {
  std::string id;
  bool is_rsa = false;
  std::string hash = "sha256";
  text::Template key;
  text::Template payload;
  enum class Encoding : std::uint8_t { hex, base64, base64url } encoding = Encoding::hex;
};

struct RateLimit {
  std::optional<std::int64_t> requests;
  std::int64_t per_seconds = 60;
  std::optional<std::int64_t> concurrency;
};

struct Configuration {
  std::optional<Authentication> authentication;
  DataSourceUser user;
  Accounts accounts;
  std::vector<ReportType> report_types;
  ResponseHandler response_handler;
  std::vector<DeclaredSecret> secrets;
  std::vector<Signer> signers;
  RateLimit rate_limit;
  std::vector<std::string> stored_secrets;  // names and placeholders of stored secrets that it uses, each once
};

}  // namespace connectory::language
