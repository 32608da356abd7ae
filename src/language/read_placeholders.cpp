// Checks placeholders: each must exist and be available where it is used.

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "base/ascii.h"
#include "json/shown.h"
#include "language/reading_impl.h"
#include "text/filters.h"

namespace connectory::language {

using json::Kind;

namespace {

// A set of kinds for a message; several kinds are "a value".
std::string_view words_of(text::Kinds kinds) {
  using text::Kinds;
  const Kinds set =
      kinds &
      (Kinds::any() & (Kinds::boolean | Kinds::number | Kinds::text | Kinds::list | Kinds::object | Kinds::moment));
  if (set == Kinds(Kinds::boolean)) return "true or false";
  if (set == Kinds(Kinds::number)) return "a number";
  if (set == Kinds(Kinds::text)) return "a text";
  if (set == Kinds(Kinds::list)) return "a list";
  if (set == Kinds(Kinds::object)) return "an object";
  if (set == Kinds(Kinds::moment)) return "a date or time";
  return set == Kinds() ? "none" : "this value";
}

template <class Container>
std::string known_ids(const Container& ids) {
  if (std::ranges::empty(ids)) return "None are declared.";
  return fmt::format("Known: {}.", listed(ids));
}

}  // namespace

std::size_t Reading::index_of_input(std::string_view id) {
  if (const auto known = used_inputs_.find(id); known != used_inputs_.end()) return known->second;
  are_used_inputs_secret_.push_back(is_secret_input(id));
  return used_inputs_.emplace(id, used_inputs_.size()).first->second;
}

std::size_t Reading::use_input(std::string_view id, Value at) {
  const std::size_t index = index_of_input(id);
  if (names_.inputs.contains(id) || !names_.are_inputs_known) return index;
  if (findings_.is_full()) {
    report(Code::unknown_reference, at, {});
    return index;
  }
  const auto known = names_.inputs | std::views::keys;
  const auto near = findings_.nearest(id, known);
  std::string hint = did_you_mean(near);
  if (id.starts_with("{{")) {  // braces around an id that is written without them
    const std::size_t begin = id.find_last_of(" .{", id.find_last_not_of(" }")) + 1;
    const std::string_view bare = id.substr(begin, id.find_first_of(" }", begin) - begin);
    if (names_.inputs.contains(bare)) hint = fmt::format("Write '{}', without braces.", json::shown(bare));
  }
  if (hint.empty()) hint = known_ids(known);
  report(Code::unknown_reference, at, fmt::format("Unknown user input '{}'.", json::shown(id)), std::move(hint));
  if (near) offer_part(at, id, *near);
  return index;
}

StoredSecret Reading::use_stored_secret(std::string_view name, std::optional<Value> at) {
  const auto known = stored_secrets_.find(name);
  StoredUse& use = known != stored_secrets_.end()
                       ? known->second
                       : stored_secrets_.emplace(name, StoredUse{stored_secrets_.size(), {}}).first->second;
  if (!use.at) use.at = at;
  return {use.index};
}

std::variant<StoredSecret, DeclaredSecretValue> Reading::use_secret(std::string_view id, Value at) {
  if (const auto declared = names_.declared_secrets.find(id); declared != names_.declared_secrets.end()) {
    used_declared_secrets_.emplace(id);
    if (!declared->second.stored.empty()) use_stored_secret(declared->second.stored, at);
    return DeclaredSecretValue{declared->second.index};
  }
  // It is not declared, so it is the name or placeholder of a stored secret. An id that nearly matches a declared one
  // is a typing mistake.
  if (!is_secret_placeholder(id)) {
    const auto known = names_.declared_secrets | std::views::keys;
    if (const auto near = findings_.nearest(id, known)) {
      report(Code::unknown_reference, at, fmt::format("The secret '{}' is not declared.", json::shown(id)),
             did_you_mean(near));
      return StoredSecret{};  // the model is not used
    }
  }
  return use_stored_secret(id, at);
}

void Reading::check_family(const text::PathNode& path, const PlaceholderRule& rule, Value at, const Scope& scope) {
  const std::string_view id = path.steps[0].name;
  if (rule.name == "secrets") {
    use_secret(id, at);
    return;
  }
  if (rule.name == "user_input") {
    use_input(id, at);
    return;
  }
  if (rule.name == "login") return check_login_step(id, at);
  if (rule.name == "settings") return check_setting(path, at, scope);
  const bool is_of_user = rule.name == "user";
  const std::set<std::string, std::less<>>& known = is_of_user ? names_.user_properties : names_.account_properties;
  if (known.contains(id)) return;
  if (is_of_user ? !names_.are_user_properties_known : !names_.are_account_properties_known) return;
  if (findings_.is_full()) return report(Code::unknown_placeholder, at, {});
  report_unknown_id(path, known, is_of_user ? "property of the data source user" : "property of the account", at,
                    scope);
}

// The response of a step is kept under the id of the step.
void Reading::check_login_step(std::string_view id, Value at) {
  if (names_.login_steps.contains(id) || !names_.are_inputs_known) return;
  const auto near = findings_.nearest(id, names_.login_steps);
  report(
      Code::unknown_reference, at, fmt::format("Unknown login step '{}'.", json::shown(id)),
      did_you_mean(near, names_.login_steps.empty() ? "Declare it in 'steps' of 'oauth2'."
                                                    : fmt::format("The steps are: {}.", listed(names_.login_steps))));
  if (near) offer_part(at, fmt::format("login.{}", id), fmt::format("login.{}", *near));
}

void Reading::check_setting(const text::PathNode& path, Value at, const Scope& scope) {
  const std::string_view id = path.steps[0].name;
  if (scope.used_settings != nullptr) scope.used_settings->emplace(id);
  const auto found = scope.settings != nullptr ? scope.settings->find(id) : SettingNames::const_iterator();
  if (scope.settings == nullptr || found == scope.settings->end()) {
    std::set<std::string, std::less<>> known;
    if (scope.settings != nullptr && !findings_.is_full())
      for (const std::string& each : *scope.settings | std::views::keys) known.insert(each);
    return report_unknown_id(path, known, "setting", at, scope);
  }
  if (path.steps.size() == 1 || found->second.contains(path.steps[1].name)) return;
  const std::string_view property = path.steps[1].name;
  const auto near = findings_.nearest(property, found->second);
  report(Code::unknown_reference, at,
         fmt::format("The options of the setting '{}' have no property '{}'.", json::shown(id), json::shown(property)),
         did_you_mean(near, found->second.empty()
                                ? "Declare it in 'properties' of its 'optionsRequest', or use the setting itself."
                                : fmt::format("Their properties are: {}.", listed(found->second))));
  if (near) offer_part(at, fmt::format("{}.{}", id, property), fmt::format("{}.{}", id, *near));
}

void Reading::report_unknown_id(const text::PathNode& path, const std::set<std::string, std::less<>>& known,
                                std::string_view what, Value at, const Scope& scope) {
  const std::string_view id = path.steps[0].name;
  const std::string name = name_of(path);
  const auto near_id = findings_.nearest(id, known);
  std::string hint = did_you_mean(near_id);
  if (hint.empty())
    if (const auto near = nearest_placeholder(name, scope.known)) hint = did_you_mean(near);
  if (hint.empty()) hint = known_ids(known);
  report(Code::unknown_placeholder, at, fmt::format("'{}': unknown {} '{}'.", json::shown(name), what, json::shown(id)),
         std::move(hint));
  if (near_id) offer_part(at, name, fmt::format("{}.{}", path.root_name, *near_id));
}

// A name that no rule describes.
void Reading::report_unknown_name(const text::PathNode& path, Value at, const Scope& scope) {
  if (findings_.is_full()) return report(Code::unknown_placeholder, at, {});
  const std::string name = name_of(path);
  const std::string_view first = path.root_name;
  const auto near_name = nearest_placeholder(name, scope.known);
  std::string hint = did_you_mean(near_name);
  if (path.steps.empty()) {  // an id without its family
    if (names_.inputs.contains(first)) hint = fmt::format("Did you mean 'user_input.{}'?", json::shown(first));
    if (scope.settings != nullptr && scope.settings->contains(first))
      hint = fmt::format("Did you mean 'settings.{}'?", json::shown(first));
    if (scope.settings != nullptr && names_.account_properties.contains(first))
      hint = fmt::format("Did you mean 'account.{}'?", json::shown(first));
    if (names_.declared_secrets.contains(first)) hint = fmt::format("Did you mean 'secrets.{}'?", json::shown(first));
    if (text::find_function(first)) hint = fmt::format("Did you mean '{}()'?", first);
  }
  if (hint.empty() && path.steps.size() == 1) {  // a family in another spelling
    std::vector<std::string_view> families;
    for (const PlaceholderRule& each : placeholder_rules())
      if (each.form == PlaceholderRule::Form::family || each.form == PlaceholderRule::Form::free_form)
        families.push_back(each.name);
    if (const auto near = findings_.nearest(first, families); near && *near != first)
      hint = fmt::format("Did you mean '{}.{}'?", *near, json::shown(path.steps[0].name));
  }
  if (path.steps.empty() && std::ranges::any_of(placeholder_rules(), [&](const PlaceholderRule& each) {
        return each.form == PlaceholderRule::Form::family && each.name == first;
      }))
    hint = fmt::format("Write the id itself, as in {}.<id>. It cannot be computed.", first);
  if (hint.empty()) hint = "docs/language.md lists all placeholders, under 'Placeholders'.";
  const bool is_meant = near_name && hint == did_you_mean(near_name);
  report(Code::unknown_placeholder, at, fmt::format("Unknown placeholder '{}'.", json::shown(name)), std::move(hint));
  if (is_meant) offer_part(at, name, *near_name);
}

void Reading::check_path(const text::PathNode& path, Value at, const Scope& scope) {
  constexpr std::uint64_t cost = 10;
  if (!spend(cost)) return;
  record_use(at, name_of(path));
  const PlaceholderRule* const rule = find_placeholder(path);
  if (rule == nullptr) return report_unknown_name(path, at, scope);
  if (rule->name == "user.access_token" && has(scope.known, Knowledge::user) && !names_.has_access_token) {
    report(Code::unknown_placeholder, at, "'user.access_token' has no value, because this login has no access token.",
           "Add 'accessToken' to 'userInfo' of 'dataSourceUser', or use {{ user_input.<id> }}.");
    return;
  }
  const bool is_resolved = rule->needs == Knowledge::user ? names_.has_authentication && has(scope.known, rule->needs)
                                                          : has(scope.known, rule->needs);
  const bool is_too_early =
      !scope.fetched.empty() &&
      (rule->needs == Knowledge::query || rule->needs == Knowledge::settings || rule->needs == Knowledge::partition);
  if (!is_resolved) {
    report(Code::unknown_placeholder, at, fmt::format("'{}' cannot be resolved here.", json::shown(name_of(path))),
           rule->needs == Knowledge::user && !names_.has_authentication
               ? "Add 'authentication': without it, no user is connected."
           : is_too_early
               ? fmt::format("{} are fetched before there is a query. Remove the placeholder.", scope.fetched)
               : fmt::format("It is only available {}.", place_of(rule->needs)));
    return;
  }
  if (rule->name == "login.choice" && names_.login != "choice" && is_login_known())
    report(Code::missing_part, at, "'login.choice' has no value, because the login is not a choice.",
           "Set 'type' of 'authentication' to choice and add 'choices', or remove the placeholder.");
  if (rule->form == PlaceholderRule::Form::family) check_family(path, *rule, at, scope);
  if (rule->needs == Knowledge::partition) check_partition(path, at, scope);
  if (rule->needs == Knowledge::row && scope.row_names != nullptr && !path.steps.empty())
    scope.row_names->emplace(path.steps[0].name, at);
}

namespace {

// What other languages call a filter, a test or a function of ours.
struct OtherName {
  std::string_view other, ours;
};
constexpr OtherName other_filters[] = {{"string", "text"},
                                       {"str", "text"},
                                       {"tojson", "json"},
                                       {"to_json", "json"},
                                       {"fromjson", "from_json"},
                                       {"parse_json", "from_json"},
                                       {"b64encode", "base64"},
                                       {"base64_encode", "base64"},
                                       {"b64decode", "base64_decode"},
                                       {"d", "default"},
                                       {"count", "length"},
                                       {"size", "length"},
                                       {"selectattr", "where"},
                                       {"select", "where"},
                                       {"filter", "where"},
                                       {"strftime", "date"},
                                       {"format_date", "date"},
                                       {"format_datetime", "date"},
                                       {"strptime", "date_parse"},
                                       {"hash", "sha256"},
                                       {"hmac", "hmac_sha256"},
                                       {"url_encode", "urlencode"},
                                       {"quote_plus", "urlencode"},
                                       {"uri_encode", "urlencode"},
                                       {"dictsort", "sort"},
                                       {"sort_by", "sort"},
                                       {"uniq", "unique"},
                                       {"strip", "trim"},
                                       {"lowercase", "lower"},
                                       {"downcase", "lower"},
                                       {"uppercase", "upper"},
                                       {"upcase", "upper"},
                                       {"regex_search", "regex_extract"},
                                       {"regex_match", "match"},
                                       {"regex_findall", "regex_extract"},
                                       {"escape", "xml"},
                                       {"e", "xml"},
                                       {"pluck", "map"},
                                       {"to_number", "number"},
                                       {"numeric", "number"},
                                       {"add_duration", "add"},
                                       {"unix", "timestamp"},
                                       {"epoch", "timestamp"},
                                       {"isoformat", "iso"},
                                       {"includes", "contains"},
                                       {"startswith", "starts_with"},
                                       {"endswith", "ends_with"}};
constexpr OtherName other_tests[] = {{"string", "text"},           {"mapping", "object"}, {"dict", "object"},
                                     {"sequence", "list"},         {"iterable", "list"},  {"array", "list"},
                                     {"undefined", "not defined"}, {"null", "none"},      {"integer", "number"},
                                     {"float", "number"},          {"blank", "empty"}};
constexpr OtherName other_functions[] = {{"now_utc", "now()"},
                                         {"today_utc", "today()"},
                                         {"current_time", "now()"},
                                         {"utcnow", "now()"},
                                         {"guid", "uuid()"},
                                         {"date", "today()"},
                                         {"unix", "timestamp()"},
                                         {"time", "timestamp()"},
                                         {"len", "| length"},
                                         {"str", "| text"},
                                         {"int", "| int"},
                                         {"float", "| float"},
                                         {"lower", "| lower"},
                                         {"upper", "| upper"},
                                         {"join", "| join"},
                                         {"day_delta", "today() | add('-P1D')"},
                                         {"format_datetime", "| date"},
                                         {"strftime", "| date"}};

std::optional<std::string_view> our_name(std::span<const OtherName> names, std::string_view other) {
  const auto found = std::ranges::find(names, other, &OtherName::other);
  return found == names.end() ? std::nullopt : std::optional(found->ours);
}

}  // namespace

void Reading::report_problem(const text::Problem& problem, Value at) {
  using Problem = text::Problem::Code;
  const std::string name = json::shown(problem.name);
  const auto report_unknown = [&](Code code, std::string_view what, std::span<const OtherName> others,
                                  const std::vector<std::string_view>& names) {
    auto near = our_name(others, problem.name);
    if (!near) near = findings_.nearest(problem.name, names);
    report(code, at, fmt::format("Unknown {} '{}'.", what, name), did_you_mean(near, known_ids(names)));
    // `| length` for `len()` takes more than another name.
    if (near && std::ranges::find(names, *near) != names.end()) offer_part(at, problem.name, *near);
  };
  const auto sentence = [&] {
    std::string text = problem.detail;
    if (!text.empty()) text[0] = base::to_upper(text[0]);
    return text + ".";
  };
  switch (problem.code) {
    case Problem::unknown_root: break;  // the check of the name reports it
    case Problem::unknown_function: {
      std::vector<std::string_view> names;
      for (const PlaceholderRule& each : placeholder_rules())
        if (each.form == PlaceholderRule::Form::call) names.push_back(each.name);
      return report_unknown(Code::unknown_placeholder, "function", other_functions, names);
    }
    case Problem::unknown_filter: {
      std::vector<std::string_view> names;
      for (const text::FilterRule& each : text::filter_rules()) names.push_back(each.name);
      return report_unknown(Code::unknown_filter, "filter", other_filters, names);
    }
    case Problem::unknown_test: {
      const std::vector<std::string_view> names{"defined", "none", "empty", "text", "number", "list", "object"};
      return report_unknown(Code::unknown_filter, "test", other_tests, names);
    }
    case Problem::arguments: return report(Code::filter_arguments, at, sentence(), problem.hint);
    case Problem::date_format:
      return report(Code::date_format, at, fmt::format("The date format is invalid: {}.", problem.detail),
                    "Write, for example, YYYY-MM-DD, DD/MM/YYYY HH:mm or %Y%m%d.");
    case Problem::time_zone:
      return report(Code::time_zone, at, fmt::format("Unknown time zone '{}'.", name),
                    "Use a name from the IANA database, such as Europe/Helsinki.");
    case Problem::regex:
      return report(Code::regex_syntax, at, fmt::format("The regular expression is invalid: {}.", problem.detail),
                    "Use the syntax of RE2: https://github.com/google/re2/wiki/Syntax.");
    case Problem::regex_size:
      return report(Code::pattern_too_large, at, fmt::format("The pattern is too large: {}.", problem.detail),
                    hint_of_large_pattern);
    case Problem::dashed_id:
      report(Code::ambiguous_name, at, sentence(), problem.hint);
      return offer_part(at, "." + problem.name, fmt::format("['{}']", problem.name));
  }
}

void Reading::check_expression(const text::Expression& expression, Value at, const Scope& scope) {
  constexpr std::uint64_t cost_of_node = 3;
  if (!spend(cost_of_node * expression.nodes().size())) return;
  for (const text::Problem& problem : expression.problems()) {
    const bool is_name = !problem.name.empty() && at.string().substr(problem.offset).starts_with(problem.name);
    part_ = {problem.offset, is_name ? problem.offset + problem.name.size() : at.string().size()};
    report_problem(problem, at);
  }
  for (const text::Node& node : expression.nodes()) {
    part_ = {node.begin, node.end};
    if (const auto* path = std::get_if<text::PathNode>(&node.kind)) check_path(*path, at, scope);
    if (const auto* filter = std::get_if<text::FilterNode>(&node.kind)) {
      const bool is_date = filter->filter == text::FilterName::date || filter->filter == text::FilterName::date_parse;
      if (!is_date || filter->arguments.empty()) continue;
      const auto* const format = std::get_if<text::LiteralNode>(&expression.node(filter->arguments[0]).kind);
      if (format != nullptr && format->value.is(text::Value::Kind::text)) check_date_format(format->value.text(), at);
    }
  }
  part_.reset();
  if (!expression.problems().empty()) return;
  for (const text::IdleComparison& idle :
       text::idle_comparisons(expression, [this](const text::PathNode& path) { return kinds_of(path); })) {
    const auto [left, right] = std::pair(words_of(idle.left), words_of(idle.right));
    using enum text::Comparison;
    const bool is_order =
        idle.comparison != equal && idle.comparison != not_equal && idle.comparison != in && idle.comparison != not_in;
    report_from(idle.offset, Code::idle_comparison, at,
                idle.comparison == in || idle.comparison == not_in
                    ? fmt::format("'in' searches a list, an object or a text, but not {}.", right)
                : is_order ? fmt::format("The comparison has no result: {} and {} have no order.", left, right)
                           : fmt::format("The comparison always has the same result: {} never equals {}.", left, right),
                left == "a number" && right == "a text" ? "Write the number without quotes."
                : left == "a text" && right == "a number"
                    ? "Write the number in quotes, or convert the text with the filter 'number'."
                    : "Compare values of the same kind.");
  }
}

std::optional<text::Expression> Reading::read_expression(Value value, const Scope& scope) {
  if (!value.is(Kind::string)) return std::nullopt;
  const std::string_view written = value.string();
  if (!spend(10 + written.size() / 4)) return std::nullopt;
  if (written.find("{{") != std::string_view::npos || written.find("{%") != std::string_view::npos) {
    record_use(value, {});
    report(Code::expression_syntax, value, "An expression is written without braces.",
           "Write the expression itself, for example row.total > 0.");
    return std::nullopt;
  }
  auto parsed =
      with_context(scope, [&](const text::ParseContext& context) { return text::parse_expression(written, context); });
  if (!parsed) {
    record_use(value, {});
    report_from(
        parsed.error().offset, Code::expression_syntax, value,
        fmt::format("The expression is invalid at character {}: {}.", parsed.error().offset + 1, parsed.error().detail),
        "Write, for example, row.price | round(2), row.first ~ ' ' ~ row.last, or row.total > 0 and not row.is_test. "
        "To compute with metrics, use 'formula'.");
    return std::nullopt;
  }
  check_expression(*parsed, value, scope);
  return *std::move(parsed);
}

}  // namespace connectory::language
