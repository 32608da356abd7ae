#pragma once

// What the read_*.cpp files share: one reading of one document, from JSON to the typed model, with the findings of the second
// level. The first level (language/shape_check.h) has reported every value of a wrong kind, so reading passes over those in silence.
// Private to the loader.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/budget.h"
#include "base/names.h"
#include "json/locator.h"
#include "json/regex_programs.h"
#include "language/findings.h"
#include "language/model.h"
#include "language/placeholders.h"

namespace connectory::language {

// What is known while somebody logs in, and once somebody has.
inline constexpr Knowledge at_login = Knowledge::inputs | Knowledge::secrets;
inline constexpr Knowledge of_the_user = at_login | Knowledge::client | Knowledge::user;

// A name of a header field (RFC 9110, section 5.6.2).
bool is_token(std::string_view name);
// The values to choose from, for a default that is none of them.
std::string hint_of_options(const std::vector<Option>& options);

// Names of `row.<name>`, each with the first text that uses it.
using RowNames = std::map<std::string, json::Value, std::less<>>;

// Where a text stands: what is known there, and the settings of the report type it belongs to.
struct Scope {
  Knowledge known = Knowledge::none;
  std::set<std::string, std::less<>>* settings = nullptr;       // ids; null: none
  std::set<std::string, std::less<>>* used_settings = nullptr;  // what was used of them
  // Where the names of `row.<name>` are noted: here, and where the row is one of the answer.
  RowNames* row_names = nullptr;
  RowNames* answer_row_names = nullptr;

  Scope with(Knowledge more) const {
    Scope scope = *this;
    scope.known = known | more;
    return scope;
  }
  // Where `row` is a row of the answer: in a chained request, in a field.
  Scope of_rows() const {
    Scope scope = with(Knowledge::row);
    scope.row_names = answer_row_names;
    return scope;
  }
};

// Ids by which parts of a configuration refer to each other, gathered before anything is read.
struct Names {
  std::map<std::string, json::Value, std::less<>> inputs;
  std::set<std::string, std::less<>> user_properties;
  std::set<std::string, std::less<>> account_properties;
  std::map<std::string, std::string, std::less<>>
      declared_secrets;  // id to the stored name it stands for; empty: not a stored one
  std::vector<std::string> signers;
  std::map<std::string, std::size_t, std::less<>> signer_indexes;  // the first where two have it
  std::map<std::string, std::size_t, std::less<>> report_types;    // id to index; the first where two have it
  std::set<std::string, std::less<>> joined_report_types;          // those that another one fetches for its rows
  // Where the place of such ids is misshapen, what refers to them is not judged: one mistake, one finding.
  bool are_inputs_known = true;
  bool are_user_properties_known = true;
  bool are_account_properties_known = true;
  bool are_signers_known = true;
  bool are_report_types_known = true;
  bool has_lost_relation = false;  // one to a report type that there is not
  bool has_authentication = false;
  bool has_access_token = true;
  std::string_view login;  // the type of the authentication
  bool has_oauth2 = false;
};

class Reading {
 public:
  Reading(const json::Source& source, json::Value root, Findings& findings, base::Budget& budget)
      : source_(source), root_(root), findings_(findings), budget_(budget), programs_(budget), locator_(root) {}

  Configuration read();

  // Where the fields of each report type stand, in the order of the model's.
  const std::vector<std::vector<json::Value>>& fields() const { return fields_; }
  // Names and placeholders of stored secrets, and the first value that uses each.
  const std::map<std::string, json::Value, std::less<>>& stored_secrets() const { return stored_secrets_; }

 private:
  using Value = json::Value;
  using Object = json::Value;

  // ---- looking (read_values.cpp) ----
  static std::optional<Value> find(Object object, std::string_view key, json::Kind kind);
  static std::optional<std::string_view> find_text(Object object, std::string_view key);
  static std::string text_or(Object object, std::string_view key, std::string_view otherwise);
  static bool boolean_or(Object object, std::string_view key, bool otherwise);
  // The value whose word the text is; `otherwise` if there is no text, or it is another word.
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
  text::Template read_template(Value value, const Scope& scope);
  std::optional<text::Template> find_template(Object object, std::string_view key, const Scope& scope);
  text::Template template_or_empty(Object object, std::string_view key, const Scope& scope);
  JsonTemplate read_json_template(Value value, const Scope& scope);
  json::Path read_path(Value value);
  json::Path path_or(Object object, std::string_view key, std::string_view otherwise);
  ValueSource read_source(Object object, const Scope& scope);
  std::optional<ValueSource> find_source(Object object, std::string_view key, const Scope& scope);
  std::vector<Property> read_properties(Object object, const Scope& scope);
  std::optional<Regex> find_regex(Object object, std::string_view key);
  std::vector<Option> read_options(Object object);
  text::DateFormat read_date_format(Value value);
  void check_date_format(std::string_view text, Value at);
  XPathValue read_xpath(Value value);
  void check_zone(std::string_view name, Value at);
  void check_expression(const text::Expression& expression, Value at, const Scope& scope);
  void check_name(const text::Name& name, Value at, const Scope& scope);
  void check_literal(std::string_view text, Value at);
  void check_filter(const text::Filter& filter, Value at, const Scope& scope);
  void check_family(const text::Name& name, Value at, const Scope& scope);
  void use_input(std::string_view id, Value at);
  void use_secret(std::string_view id, Value at);
  static bool looks_like_secret(std::string_view name, const text::Template& text);
  void check_secret_text(Value at, std::string_view name, const text::Template& text);
  // Ids of one kind must differ.
  void check_ids(const std::vector<Object>& objects, std::string_view what);

  // ---- requests (read_request.cpp) ----
  Request read_request(Object object, const Scope& scope);
  std::optional<Request> find_request(Object object, std::string_view key, const Scope& scope);
  Request request_in(Object object, std::string_view key, const Scope& scope);  // { key: { request } }
  text::Template read_url(Object object, std::string_view key, const Scope& scope);
  std::vector<NameAndTemplate> read_named(Object object, std::string_view key, const Scope& scope);
  void check_headers(Object request);
  Body read_body(Object object, const Scope& scope);
  Pagination read_pagination(Object object, const Scope& scope);
  StopRules read_stop(Object pagination, const Scope& scope);
  bool is_page_size_sent();
  void check_pages(const Pagination& pagination, Object object);
  void check_page_parameters(Object request, Object pagination);
  void check_page_pointers(const Request& request, Object pagination);
  AsyncJob read_job(Object object, const Scope& scope);
  std::optional<std::size_t> read_signer_of(Object request);

  // ---- answers (read_response.cpp) ----
  Response read_response(Object object, const Scope& scope);
  Adapter read_adapter(Object object, const Scope& scope);
  AdapterPath read_adapter_path(Object config, std::string_view key);
  std::optional<AdapterPath> find_adapter_path(Object config, std::string_view key);
  ResponseHandler read_handler(Object object, const Scope& scope);
  ResponseRule read_rule(Object object, const Scope& scope);

  // ---- names (read_names.cpp) ----
  void gather_names(Object root);

  // ---- login, accounts, secrets (read_login.cpp, read_accounts.cpp, read_secrets.cpp) ----
  Authentication read_authentication(Object object);
  UserInput read_input(Object object);
  OAuth2 read_oauth2(Object object, bool is_single_step);
  DataSourceUser read_user(Object object);
  Accounts read_accounts(Object object);
  DeclaredSecret read_secret(Object object);
  Signer read_signer(Object object);

  // ---- reports (read_reporting.cpp, read_field.cpp) ----
  ReportType read_report_type(Object object);
  Setting read_setting(Object object);
  DateRange read_date_range(Object object);
  void read_fields(Object report_type, std::string_view key, ReportType& into, const Scope& scope,
                   std::vector<Object>& objects);
  Field read_field(Object object, bool is_metric, const Scope& scope);
  void check_groups(Object object, Object config, bool is_extract);
  Operation read_operation(Object object, const Scope& scope);
  void resolve_formulas(ReportType& report_type, const std::vector<Object>& objects);
  static bool is_format_doubtful(Object report_type);
  void check_sources(const ReportType& report_type, Object object, const std::vector<Object>& objects);
  void check_answer_rows(const ReportType& report_type, const RowNames& used);
  void check_parent_rows(const ReportType& parent, std::size_t child);
  void check_date_range_use(const ReportType& report_type, Object object);
  bool is_login_known() const;
  void resolve_relations(Object report_type, ReportType& into, const std::vector<ReportType>& all);
  void check_circles(Object root, const std::vector<ReportType>& all);

  // False once the budget has ended: what is read then is thrown away.
  bool spend(std::uint64_t units) { return budget_.spend(units); }

  // Findings after the budget's end would be about what was not read.
  void report(Code code, Value at, std::string message, std::string hint = {}) {
    constexpr std::uint64_t cost = 20;
    if (spend(cost)) findings_.add(source_, code, at, std::move(message), std::move(hint));
  }

  const json::Source& source_;
  json::Value root_;
  Findings& findings_;
  base::Budget& budget_;
  json::RegexPrograms programs_;
  json::Locator locator_;
  Names names_;
  std::set<std::string, std::less<>> used_inputs_;
  std::set<std::string, std::less<>> used_declared_secrets_;
  std::map<std::string, json::Value, std::less<>> stored_secrets_;
  std::set<std::size_t> used_signers_;
  std::optional<bool> is_page_size_sent_;  // whether a text of the document sends {{ page.size }}
  bool is_xml_ = false;                    // the answer whose adapters are being read
  std::vector<std::vector<json::Value>> fields_;
  std::vector<RowNames> parent_row_names_;  // of each report type: what its request takes from the rows it is joined to
};

}  // namespace connectory::language
