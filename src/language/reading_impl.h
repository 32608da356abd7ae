#pragma once

// Shared by the read_*.cpp files: reads a document from JSON into the typed model, and reports the findings of the
// second level. The first level (language/shape_check.h) has already reported values of the wrong kind, so they are
// skipped here. Private to the loader.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/budget.h"
#include "base/function_ref.h"
#include "base/names.h"
#include "json/locator.h"
#include "json/regex_programs.h"
#include "language/findings.h"
#include "language/model.h"
#include "language/placeholders.h"

namespace connectory::language {

// What is available during a login, and after it.
inline constexpr Knowledge at_login = Knowledge::inputs | Knowledge::secrets;
inline constexpr Knowledge of_the_user = at_login | Knowledge::client | Knowledge::user;

// Whether this is a valid name of a header field (RFC 9110, section 5.6.2).
bool is_token(std::string_view name);
inline constexpr const char* hint_of_large_pattern =
    "Large character classes with large counts make it large. Use a star or a plus instead of a count, or [a-z] "
    "instead of \\p{L}.";

// Lists the options, for a default that is not one of them.
std::string hint_of_options(const std::vector<Option>& options);

// The names in `row.<name>`, each with the first text that uses it.
using RowNames = std::map<std::string, json::Value, std::less<>>;

// The partitions of a report type by their ids, as far as names need them.
struct PartitionName {
  json::Value at;                    // its id
  std::vector<std::string> parents;  // ids of report types
  std::vector<std::string> kept;     // the names of `keep`
};
using PartitionNames = std::map<std::string, PartitionName, std::less<>>;

// The settings of a report type by their ids, with the properties of their options.
using SettingNames = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

// The context of a text: what is available there, and the settings of its report type.
struct Scope {
  Knowledge known = Knowledge::none;
  const SettingNames* settings = nullptr;                       // null: none
  std::set<std::string, std::less<>>* used_settings = nullptr;  // those that are used
  // Where the names in `row.<name>` are recorded: in this scope, and in scopes whose row is a row of the response.
  RowNames* row_names = nullptr;
  RowNames* answer_row_names = nullptr;
  const PartitionNames* partitions = nullptr;  // null: none
  std::set<std::string, std::less<>>* used_partitions = nullptr;

  // A request of the login itself, to which the login adds nothing.
  bool is_of_login = false;
  // What is fetched before there is a query, and kept for later ones: "The fields".
  std::string_view fetched;

  Scope with(Knowledge more) const {
    Scope scope = *this;
    scope.known = known | more;
    return scope;
  }
  // For chained requests and fields, where `row` is a row of the response.
  Scope of_rows() const {
    Scope scope = with(Knowledge::row);
    scope.row_names = answer_row_names;
    return scope;
  }
};

// The ids by which parts of a configuration refer to each other, collected before the parts are read.
struct Names {
  std::map<std::string, json::Value, std::less<>> inputs;
  std::map<std::string, UserInput::Type, std::less<>> input_types;
  std::set<std::string, std::less<>> user_properties;
  std::set<std::string, std::less<>> account_properties;
  struct Declared {
    std::size_t index;   // in Configuration::secrets
    std::string stored;  // its stored name; empty if it is not a stored secret
  };
  std::vector<bool> are_secrets_public;                           // as Configuration::secrets
  std::map<std::string, Declared, std::less<>> declared_secrets;  // the first if an id occurs twice
  std::vector<std::string> signers;
  std::map<std::string, std::size_t, std::less<>> signer_indexes;  // the first if an id occurs twice
  std::map<std::string, std::size_t, std::less<>> report_types;    // id to index; the first if an id occurs twice
  std::set<std::string, std::less<>> joined_report_types;          // those that are fetched for the rows of another
  std::vector<PartitionNames> partitions;                          // of each report type
  std::set<std::string, std::less<>> login_steps;
  // If the declarations of such ids are malformed, references to them are not checked, so that one mistake causes only
  // one finding.
  bool are_inputs_known = true;
  bool are_user_properties_known = true;
  bool are_account_properties_known = true;
  bool are_signers_known = true;
  bool are_report_types_known = true;
  bool has_lost_relation = false;  // a relation to an unknown report type
  bool has_authentication = false;
  bool has_access_token = true;
  std::string_view login;       // the type of the authentication
  bool is_signer_sent = false;  // `send` of a login names a signer
};

class Reading {
 public:
  Reading(const json::Source& source, json::Value root, Findings& findings, base::Budget& budget)
      : source_(source), root_(root), findings_(findings), budget_(budget), programs_(budget), locator_(root) {}

  Configuration read();

  // The JSON values of the fields of each report type, in the order of the model.
  const std::vector<std::vector<json::Value>>& fields() const { return fields_; }
  // A stored secret that the document declares or uses.
  struct StoredUse {
    std::size_t index;              // in Configuration::stored_secrets
    std::optional<json::Value> at;  // the first value that uses it
  };
  // By name or placeholder.
  const std::map<std::string, StoredUse, std::less<>>& stored_secrets() const { return stored_secrets_; }

 private:
  using Value = json::Value;
  using Object = json::Value;

  // ---- lookup (read_values.cpp) ----
  static std::optional<Value> find(Object object, std::string_view key, json::Kind kind);
  static std::optional<std::string_view> find_text(Object object, std::string_view key);
  static std::string text_or(Object object, std::string_view key, std::string_view otherwise);
  static bool boolean_or(Object object, std::string_view key, bool otherwise);
  // The value for the text; `otherwise` if there is no text, or if it is not one of the choices.
  template <class Enum, std::size_t count>
  static Enum choice_or(Object object, std::string_view key, const base::Name<Enum> (&choices)[count], Enum otherwise) {
    const auto word = find_text(object, key);
    return word ? base::find_value(choices, *word).value_or(otherwise) : otherwise;
  }
  static std::optional<std::int64_t> find_integer(Object object, std::string_view key);
  static Seconds seconds_or(Object object, std::string_view key, Seconds otherwise);
  static std::optional<Scalar> find_scalar(Object object, std::string_view key);
  static std::optional<Scalar> scalar_of(Value value);
  std::vector<Scalar> scalars(Object object, std::string_view key);
  std::vector<std::string> texts(Object object, std::string_view key);
  // The objects of an array; none if there is no array, and none once the budget has ended.
  std::vector<Object> objects(Object object, std::string_view key);

  // ---- values (read_values.cpp) ----
  json::Path read_path(Value value);
  json::Path path_or(Object object, std::string_view key, std::string_view otherwise);
  ValueSource read_source(Object object, const Scope& scope);
  std::optional<ValueSource> find_source(Object object, std::string_view key, const Scope& scope);
  std::vector<Property> read_properties(Object object, const Scope& scope);
  std::optional<Regex> find_regex(Object object, std::string_view key);
  void check_no_template(Object object, std::string_view key);
  std::vector<Option> read_options(Object object);
  text::DateFormat read_date_format(Value value);
  void check_date_format(std::string_view text, Value at);
  text::XPath read_xpath(Value value);
  using Prefixes = std::set<std::string, std::less<>>;
  Prefixes prefixes_declared_in(Value part);
  void check_prefixes(Value xpath);
  void check_zone(std::string_view name, Value at);
  std::optional<Zone> find_zone(Object object, std::string_view key, const Scope& scope);
  // ---- templates (read_templates.cpp) ----
  text::Template read_template(Value value, const Scope& scope);
  std::optional<text::Template> find_template(Object object, std::string_view key, const Scope& scope);
  text::Template template_or_empty(Object object, std::string_view key, const Scope& scope);
  JsonTemplate read_json_template(Value value, const Scope& scope);
  void check_literal(std::string_view text, Value at, bool is_json);
  // ---- expressions (read_placeholders.cpp, read_secrecy.cpp) ----
  // An expression without braces; absent if it is not valid.
  std::optional<text::Expression> read_expression(Value value, const Scope& scope);
  void check_expression(const text::Expression& expression, Value at, const Scope& scope);
  void check_path(const text::PathNode& path, Value at, const Scope& scope);
  void check_family(const text::PathNode& path, const PlaceholderRule& rule, Value at, const Scope& scope);
  void check_login_step(std::string_view id, Value at);
  void check_setting(const text::PathNode& path, Value at, const Scope& scope);
  void report_unknown_id(const text::PathNode& path, const std::set<std::string, std::less<>>& known,
                         std::string_view what, Value at, const Scope& scope);
  void report_unknown_name(const text::PathNode& path, Value at, const Scope& scope);
  void report_problem(const text::Problem& problem, Value at);
  text::Kinds kinds_of(const text::PathNode& path) const;
  bool is_secret_input(std::string_view id) const;
  bool is_declared(text::Root root, std::string_view id, const Scope& scope) const;
  // Calls `parse` with the patterns and the declared ids of this document.
  template <class Parse>
  auto with_context(const Scope& scope, Parse parse) {
    const auto declared = [&](text::Root root, std::string_view id) { return is_declared(root, id, scope); };
    const base::FunctionRef<bool(text::Root, std::string_view)> is_declared_ref(declared);
    return parse(text::ParseContext{.programs = &programs_, .is_declared = &is_declared_ref});
  }
  // Whether the value may contain a secret, or something derived from one other than the outcome of a comparison.
  bool is_secret(const text::PathNode& path) const;
  bool is_secret(const text::Expression& expression, text::NodeIndex node) const;
  bool is_secret(const text::Expression& expression) const;
  bool is_secret(const text::Template& text) const;
  bool is_secret(const ValueSource& source) const;
  bool is_secret(const PartitionSource& source) const;
  bool is_secret_partition(const text::PathNode& path) const;
  void gather_secrets(const Partition& partition);
  // Those that are not declared as secret.
  void check_readable_properties(const std::vector<Property>& properties, Object holder, std::string_view what);
  // Reports a secret in a value that callers can read: `what`, such as "The field", with its name if it has one.
  void check_readable(const std::optional<ValueSource>& source, Object holder, std::string_view key,
                      std::string_view what, std::string_view name = {});

  // ---- uses of placeholders (read_uses.cpp) ----
  // Records a name that the text uses. The name `{{` says that the text was read but uses no name, and an empty name
  // that the text is not valid, so that it may use anything.
  void record_use(Value at, std::string name);
  bool has_unread_text(Value part);
  // Whether a text in the part uses such a name, or one of the names or a member of it. The part must have been read.
  bool find_use(Value part, base::FunctionRef<bool(std::string_view name)> is_wanted);
  bool is_used(Value part, std::initializer_list<std::string_view> names);
  // The same for the parts with these keys.
  bool is_used(Object object, std::initializer_list<std::string_view> keys,
               std::initializer_list<std::string_view> names);

  std::size_t index_of_input(std::string_view id);
  // Their indices in Configuration::inputs, and in Configuration::secrets or stored_secrets.
  std::size_t use_input(std::string_view id, Value at);
  std::variant<StoredSecret, DeclaredSecretValue> use_secret(std::string_view id, Value at);
  StoredSecret use_stored_secret(std::string_view name, std::optional<Value> at);
  static bool looks_like_secret(std::string_view name, const text::Template& text);
  void check_secret_text(Value at, std::string_view name, const text::Template& text);
  // Reports ids that occur twice.
  void check_ids(const std::vector<Object>& objects, std::string_view what);

  // ---- requests (read_request.cpp, read_pagination.cpp, read_job.cpp) ----
  Request read_request(Object object, const Scope& scope);
  std::optional<Request> find_request(Object object, std::string_view key, const Scope& scope);
  Request request_in(Object object, std::string_view key, const Scope& scope);  // { key: { request } }
  text::Template read_url(Object object, std::string_view key, const Scope& scope);
  std::vector<NameAndTemplate> read_named(Object object, std::string_view key, const Scope& scope);
  void check_headers(Object request);
  void check_reads(Object object, const Request& request);
  void check_signature(Object object, const Request& request);
  Body read_body(Object object, const Scope& scope);
  // `scope`: of the request that has pages. `outer`: of the same request, without what it knows of its pages.
  Pagination read_pagination(Object request, Object object, Body& body, const Scope& scope, const Scope& outer);
  StopRules read_stop(Object pagination, const Scope& scope);
  std::optional<PagePlace> find_place(Object pagination, std::string_view key, const Body& body);
  std::optional<PageSize> find_page_size(Object pagination, const Body& body, const Scope& scope);
  UrlCompletion read_completion(Object request, Object pagination, const Scope& scope);
  std::shared_ptr<const Request> find_next(Object pagination, const Scope& outer);
  void check_body_of_pages(Object request, Object pagination, Body& body);
  void check_stop(const Pagination& pagination, Object object);
  void check_page_size(const Pagination& pagination, Object request, Object object);
  void check_positions(Object request, Object pagination);
  void check_page_parameters(Object request, Object pagination);
  AsyncJob read_job(Object object, const Scope& scope);
  std::vector<JobProperty> read_job_properties(Object job, const Scope& scope);
  void check_job_properties(Object job, const std::vector<JobProperty>& properties);
  JobDownload read_download(Object object, const Scope& scope);
  void check_states(Object status);
  std::optional<std::size_t> read_signer_of(Object request);

  // ---- responses (read_response.cpp) ----
  Response read_response(Object object, const Scope& scope);
  CsvDialect read_csv(Object object);
  XmlDialect read_xml(Object object);
  FlattenTree read_flatten_tree(Object config);
  Adapter read_adapter(Object object, const Scope& scope);
  AdapterPath read_adapter_path(Object config, std::string_view key);
  std::optional<AdapterPath> find_adapter_path(Object config, std::string_view key);
  ResponseHandler read_handler(Object object, const Scope& scope);
  static std::vector<HttpStatuses> read_statuses(Object object);
  WaitHint read_wait(Object object, const Scope& scope);
  void check_body_source(Object object);
  void check_resets(Object report_type);
  ResponseRule read_rule(Object object, const Scope& scope);

  // ---- names (read_names.cpp) ----
  void gather_names(Object root);
  void gather_login(Object login);
  void gather_user(Object holder);

  // ---- login and user (read_login.cpp, read_inputs.cpp, read_accounts.cpp) ----
  Authentication read_authentication(Object object);
  void read_login(Object object, Login& made, bool has_outer_inputs);
  void read_kind(Object object, std::string_view type, Login& made);
  static bool has_answer(const Login& login);
  std::vector<LoginChoice> read_choices(Object authentication, const Login& outer);
  Validation read_validation(Object object);
  Send read_send(Object object);
  bool read_login_use(Object request, const Scope& scope);
  UserInput read_input(Object object);
  static UserInput::Type read_input_type(Object object);
  void check_default(const UserInput& input, Object object);
  // A key or a password, which must not be written into the configuration.
  text::Template read_key(Object object, std::string_view key);
  Credentials read_credentials(Object login, std::string_view type);
  ClientCertificate read_certificate(Object object);
  // `has_login_answer`: the login sent a request, whose answer can be read.
  DataSourceUser read_user(Object object, bool has_login_answer);

  // ---- OAuth (read_oauth.cpp) ----
  OAuth2 read_oauth2(Object object, bool is_single_step);
  OAuth1 read_oauth1(Object object);
  std::vector<LoginStep> read_steps(Object object, const Scope& scope);
  void check_client_authentication(Object object, OAuth2::ClientAuthentication way);
  void check_token_requests(Object object, bool is_single_step);
  static JwtAlgorithm read_jwt_algorithm(Object object, std::string_view key);

  // ---- what a login obtains (read_login_use.cpp) ----
  void check_renewals(Object root, const std::optional<Authentication>& authentication);
  void check_accounts_use(Object root, const Accounts& accounts);
  void check_code_use(Object oauth2);
  void check_user_circles(Object user);

  // ---- accounts and secrets (read_accounts.cpp, read_secrets.cpp) ----
  Accounts read_accounts(Object object);
  std::optional<AccountsFromInput> read_accounts_from_input(Object accounts);
  DeclaredSecret read_secret(Object object);
  Signer read_signer(Object object);

  // ---- partitions, keys, increments, row steps (read_partitions.cpp) ----
  void gather_partitions(Object report_type);
  std::vector<Partition> read_partitions(Object report_type, const Scope& scope);
  std::optional<PartitionSource> read_partition_source(Object object, const Scope& scope);
  std::vector<KeptValue> read_kept(Object source, const Scope& row);
  MemberPath read_member_path(Value value);
  std::vector<MemberPath> read_member_paths(Object object, std::string_view key);
  void check_partition(const text::PathNode& path, Value at, const Scope& scope);
  void check_kept(const PartitionName& partition, std::string_view id, std::string_view member, Value at);
  void check_partition_use(Object report_type, const std::set<std::string, std::less<>>& used);
  void check_parent_ranges(Object reporting, const std::vector<ReportType>& all);
  void check_parent_circles(Object reporting, const std::vector<ReportType>& all);
  std::vector<std::size_t> read_key(Object report_type, ReportType& made);
  std::optional<text::Duration> find_duration(Object object, std::string_view key);
  // `row`: of the values that are read from each row.
  std::optional<Increments> read_increments(Object report_type, const Scope& scope, const Scope& row);
  std::optional<text::Expression> find_expression(Object object, std::string_view key, const Scope& scope);
  std::vector<RowStep> read_row_steps(Object response, const Scope& outer);
  RowStep read_row_step(Object object, const Scope& scope);
  // ---- limits (read_rate_limit.cpp) ----
  RateLimit read_rate_limit(Object object);
  RateLimitHeaders read_rate_limit_headers(Object object);
  RateLimitRule read_rate_limit_rule(Object object);
  static RequestLimit read_request_limit(Object object);

  // ---- reports (read_reporting.cpp, read_field.cpp) ----
  ReportType read_report_type(Object object);
  Setting read_setting(Object object, const Scope& scope);
  std::vector<FieldFetcher> read_field_fetchers(Object report_type, const Scope& scope);
  FieldFetcher read_field_info(Object object, const Scope& scope);
  FieldFetcher::Mapped read_mapped(Object object, const Scope& scope);
  FieldFetcher::Place read_place(Object object, const Scope& scope);
  DateRange read_date_range(Object object, const Scope& scope);
  std::optional<RangeBound> find_range_bound(Object range, std::string_view key, const Scope& scope);
  void check_own_visibility(Object object, text::Root root, const std::optional<text::Expression>& visible_when);
  void read_fields(Object report_type, std::string_view key, ReportType& into, const Scope& scope,
                   std::vector<Object>& objects);
  std::optional<DataType> find_data_type(Object field);
  Field read_field(Object object, bool is_metric, const Scope& scope);
  void check_request_name(Object field);
  std::optional<Discovery> find_discovery(Object report_type);
  void check_groups(Object object, Object config, bool is_extract);
  Operation read_operation(Object object, const Scope& scope);
  void resolve_formulas(ReportType& report_type, const std::vector<Object>& objects);
  static bool is_format_doubtful(Object report_type);
  void check_sources(const ReportType& report_type, Object object, const std::vector<Object>& objects);
  void check_path_bases(const ReportType& report_type, const std::vector<Object>& objects);
  // The known name that differs in one letter.
  std::optional<std::string_view> slip_of(std::string_view name, const std::set<std::string, std::less<>>& known);
  void check_answer_rows(const ReportType& report_type, const RowNames& used);
  void check_parent_rows(const ReportType& parent, std::size_t child);
  void check_date_range_use(const ReportType& report_type, Object object);
  bool is_login_known() const;
  void resolve_relations(Object report_type, ReportType& into, const std::vector<ReportType>& all);
  void check_circles(Object root, const std::vector<ReportType>& all);

  // False if the budget has ended. What is read after that is discarded.
  bool spend(std::uint64_t units) { return budget_.spend(units); }

  // After the end of the budget, findings would be about parts that were not read.
  void report(Code code, Value at, std::string message, std::string hint = {}) {
    constexpr std::uint64_t cost = 20;
    if (!spend(cost)) return findings_.skip();
    findings_.add(source_, code, at, std::move(message), std::move(hint));
    if (part_) findings_.narrow(part_->first, part_->second);
  }
  // The same, for what begins at a byte of a string.
  void report_from(std::size_t offset, Code code, Value at, std::string message, std::string hint) {
    report(code, at, std::move(message), std::move(hint));
    findings_.narrow(offset, at.string().size());
  }
  // The same, for a string that is the name of something; `near` is the name that it probably means.
  void report_slip(Code code, Value at, std::string message, std::optional<std::string_view> near,
                   std::string otherwise) {
    report(code, at, std::move(message), did_you_mean(near, std::move(otherwise)));
    if (near) findings_.offer_text(*near);
  }
  // For a name within a string, if it occurs there once.
  void offer_part(Value at, std::string_view written, std::string_view meant) {
    const std::string_view text = at.string();
    const std::size_t first = text.find(written);
    if (first != std::string_view::npos && text.find(written, first + 1) == std::string_view::npos)
      findings_.offer_part(written, meant);
  }

  const json::Source& source_;
  json::Value root_;
  Findings& findings_;
  base::Budget& budget_;
  json::RegexPrograms programs_;
  json::Locator locator_;
  Names names_;
  std::map<std::string, std::size_t, std::less<>> used_inputs_;  // id to index in Configuration::inputs
  std::vector<bool> are_used_inputs_secret_;                     // by that index
  std::set<std::string, std::less<>> used_declared_secrets_;
  std::map<std::string, StoredUse, std::less<>> stored_secrets_;
  std::set<std::size_t> used_signers_;
  // Ids of properties that contain a secret.
  std::set<std::string, std::less<>> secret_user_properties_;
  std::set<std::string, std::less<>> secret_account_properties_;
  // The same for the report type that is being read: `<setting>.<property>`, and `<partition>` or `<partition>.<member>`.
  std::set<std::string, std::less<>> secret_setting_properties_;
  std::set<std::string, std::less<>> secret_partitions_;
  std::set<std::string, std::less<>> secret_parent_partitions_;  // of all report types that were read
  std::optional<std::pair<std::size_t, std::size_t>> part_;      // the bytes of a string that findings are about
  std::multimap<std::uint32_t, std::string> uses_;               // by the index of the text
  bool is_xml_ = false;                                          // format of the response whose adapters are being read
  Prefixes prefixes_;                                            // that XPaths can use in the part that is being read
  std::vector<std::vector<json::Value>> fields_;
  std::vector<RowNames> parent_row_names_;  // for each report type: the names that its request uses of its parent rows
};

}  // namespace connectory::language
