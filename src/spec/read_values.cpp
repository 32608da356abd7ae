// Values, texts with placeholders, paths: what every other part of a configuration is made of.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "base/nearest.h"
#include "spec/reading_impl.h"
#include "text/filters.h"
#include "text/time_zone.h"

namespace connectory::spec {

using json::Kind;

// ---- looking ---------------------------------------------------------------------------------------------------------

std::optional<json::Value> Reading::find(Object object, std::string_view key, Kind kind) {
  if (!object.is(Kind::object)) return std::nullopt;
  auto value = object.find(key);
  if (value && !value->is(kind)) return std::nullopt;
  return value;
}

std::optional<std::string_view> Reading::find_text(Object object, std::string_view key) {
  const auto value = find(object, key, Kind::string);
  return value ? std::optional(value->string()) : std::nullopt;
}

std::string Reading::text_or(Object object, std::string_view key, std::string_view otherwise) {
  return std::string(find_text(object, key).value_or(otherwise));
}

bool Reading::boolean_or(Object object, std::string_view key, bool otherwise) {
  const auto value = find(object, key, Kind::boolean);
  return value ? value->boolean() : otherwise;
}

std::optional<std::int64_t> Reading::find_integer(Object object, std::string_view key) {
  const auto value = find(object, key, Kind::number);
  if (!value) return std::nullopt;
  if (const auto integer = value->integer()) return integer;
  return static_cast<std::int64_t>(std::clamp(value->real(), -9e15, 9e15));  // 1e3 is a whole number too
}

Seconds Reading::seconds_or(Object object, std::string_view key, Seconds otherwise) {
  const auto value = find(object, key, Kind::number);
  return value ? Seconds(value->real()) : otherwise;
}

std::optional<Scalar> Reading::scalar_of(Value value) {
  switch (value.kind()) {
    case Kind::string: return Scalar{Scalar::Kind::text, std::string(value.string())};
    case Kind::number: return Scalar{Scalar::Kind::number, std::string(value.raw())};
    case Kind::boolean: return Scalar{Scalar::Kind::boolean, std::string(value.raw())};
    case Kind::null:
    case Kind::array:
    case Kind::object: return std::nullopt;
  }
  std::unreachable();
}

std::optional<Scalar> Reading::find_scalar(Object object, std::string_view key) {
  const auto value = object.find(key);
  return value ? scalar_of(*value) : std::nullopt;
}

std::vector<Scalar> Reading::scalars(Object object, std::string_view key) {
  std::vector<Scalar> result;
  if (const auto array = find(object, key, Kind::array))
    for (const Value element : array->elements())
      if (auto scalar = scalar_of(element)) result.push_back(*std::move(scalar));
  return result;
}

std::vector<std::string> Reading::texts(Object object, std::string_view key) {
  std::vector<std::string> result;
  if (const auto array = find(object, key, Kind::array))
    for (const Value element : array->elements())
      if (element.is(Kind::string)) result.emplace_back(element.string());
  return result;
}

std::vector<json::Value> Reading::objects(Object object, std::string_view key) {
  std::vector<Value> result;
  if (const auto array = find(object, key, Kind::array))
    for (const Value element : array->elements())
      if (element.is(Kind::object)) result.push_back(element);
  return result;
}

void Reading::check_ids(const std::vector<Object>& objects, std::string_view what) {
  std::set<std::string_view> seen;
  for (const Object& object : objects) {
    const auto id = find(object, "id", Kind::string);
    if (id && !seen.insert(id->string()).second)
      report(Code::duplicate_id, *id, fmt::format("There is another {} with the id '{}'.", what, id->string()),
             "Give each its own id.");
  }
}

// ---- placeholders ----------------------------------------------------------------------------------------------------

namespace {

std::string did_you_mean(const std::optional<std::string_view>& near) {
  return near ? fmt::format("Did you mean '{}'?", *near) : std::string();
}

template <class Container>
std::string known_ids(const Container& ids) {
  if (ids.empty()) return "There are none.";
  return fmt::format("Known: {}.", fmt::join(ids, ", "));
}

template <class Map>
std::vector<std::string_view> keys_of(const Map& map) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : map) keys.emplace_back(key);
  return keys;
}

bool looks_like_stored_placeholder(std::string_view id) {
  constexpr std::string_view prefix = "sec_";
  constexpr std::size_t digits = 9;
  return id.starts_with(prefix) && id.size() == prefix.size() + digits &&
         id.find_first_not_of("0123456789abcdef", prefix.size()) == std::string_view::npos;
}

}  // namespace

void Reading::use_input(std::string_view id, Value at) {
  used_inputs_.emplace(id);
  if (names_.inputs.contains(id)) return;
  const auto known = keys_of(names_.inputs);
  std::string hint = did_you_mean(base::nearest(id, known));
  if (hint.empty()) hint = known_ids(known);
  report(Code::unknown_reference, at, fmt::format("There is no user input '{}'.", id), std::move(hint));
}

void Reading::use_secret(std::string_view id, Value at) {
  if (const auto declared = names_.declared_secrets.find(id); declared != names_.declared_secrets.end()) {
    if (!declared->second.empty()) stored_secrets_.emplace(declared->second, at);
    return;
  }
  // Not declared: a stored secret by its name or its placeholder. One letter off a declared id is a slip all the same.
  if (!looks_like_stored_placeholder(id)) {
    const auto known = keys_of(names_.declared_secrets);
    if (const auto near = base::nearest(id, known))
      return report(Code::unknown_reference, at, fmt::format("The secret '{}' is not declared.", id),
                    did_you_mean(near));
  }
  stored_secrets_.emplace(std::string(id), at);
}

void Reading::check_family(const text::Name& name, Value at, const Scope& scope) {
  const std::string& family = name.steps[0];
  const std::string& id = name.steps[1];
  if (family == "secrets") return use_secret(id, at);
  if (family == "user_input") return use_input(id, at);
  const std::set<std::string, std::less<>>* known = nullptr;
  std::string_view what;
  if (family == "settings") {
    static const std::set<std::string, std::less<>> no_settings;
    known = scope.settings != nullptr ? scope.settings : &no_settings;
    what = "setting";
    if (scope.used_settings != nullptr) scope.used_settings->insert(id);
  } else if (family == "user") {
    known = &names_.user_properties;
    what = "property of the data source user";
  } else {
    known = &names_.account_properties;
    what = "property of the account";
  }
  if (known->contains(id)) return;
  std::vector<std::string_view> names(known->begin(), known->end());
  std::string hint = did_you_mean(base::nearest(id, names));
  if (hint.empty())
    if (const auto near = nearest_placeholder(name, scope.known)) hint = did_you_mean(near);
  if (hint.empty()) hint = known_ids(names);
  report(Code::unknown_placeholder, at, fmt::format("'{}': there is no {} '{}'.", name.text(), what, id),
         std::move(hint));
}

void Reading::check_name(const text::Name& name, Value at, const Scope& scope) {
  const PlaceholderRule* const rule = find_placeholder(name);
  if (rule == nullptr) {
    std::string hint = did_you_mean(nearest_placeholder(name, scope.known));
    report(Code::unknown_placeholder, at, fmt::format("'{}' is no placeholder.", name.text()), std::move(hint));
    return;
  }
  const bool is_resolved = rule->needs == Knowledge::user ? names_.has_authentication && has(scope.known, rule->needs)
                                                          : has(scope.known, rule->needs);
  if (!is_resolved) {
    report(Code::unknown_placeholder, at, fmt::format("'{}' cannot be resolved here.", name.text()),
           fmt::format("It can stand {}.", place_of(rule->needs)));
    return;
  }
  if (rule->form == PlaceholderRule::Form::family) check_family(name, at, scope);
}

void Reading::check_filter(const text::Filter& filter, Value at, const Scope& scope) {
  const text::FilterRule* const rule = text::find_filter(filter.name);
  if (rule == nullptr) {
    std::vector<std::string_view> names;
    for (const text::FilterRule& each : text::filter_rules()) names.push_back(each.name);
    return report(Code::unknown_filter, at, fmt::format("There is no filter '{}'.", filter.name),
                  did_you_mean(base::nearest(filter.name, names)));
  }
  const auto needed =
      static_cast<std::size_t>(std::ranges::count_if(rule->arguments, &text::FilterArgument::is_required));
  const std::size_t given = filter.arguments.size();
  if (given < needed || given > rule->arguments.size())
    return report(Code::filter_arguments, at,
                  needed == rule->arguments.size() ? fmt::format("The filter '{}' takes {} argument{}, not {}.",
                                                                 rule->name, needed, needed == 1 ? "" : "s", given)
                                                   : fmt::format("The filter '{}' takes {} to {} arguments, not {}.",
                                                                 rule->name, needed, rule->arguments.size(), given),
                  fmt::format("For example: {{{{ {} }}}}.", rule->example));
  for (std::size_t index = 0; index < given; ++index) {
    const text::Operand& argument = filter.arguments[index];
    if (const auto* name = std::get_if<text::Name>(&argument)) {
      check_name(*name, at, scope);
      continue;
    }
    const auto& literal = std::get<text::Literal>(argument).value;
    const auto* const word = std::get_if<std::string>(&literal);
    const text::FilterArgument& wanted = rule->arguments[index];
    const auto refuse = [&](std::string_view what) {
      report(Code::filter_arguments, at,
             fmt::format("'{}' of the filter '{}' must be {}.", wanted.name, rule->name, what),
             fmt::format("For example: {{{{ {} }}}}.", rule->example));
    };
    switch (wanted.kind) {
      case text::FilterArgument::Kind::any: break;
      case text::FilterArgument::Kind::text:
        if (word == nullptr) refuse("a text in quotes");
        break;
      case text::FilterArgument::Kind::whole_number:
        if (const double* number = std::get_if<double>(&literal);
            number == nullptr || *number != static_cast<double>(static_cast<std::int64_t>(*number)))
          refuse("a whole number");
        break;
      case text::FilterArgument::Kind::date_format:
        if (word == nullptr) {
          refuse("a date format in quotes");
        } else if (const auto format = text::parse_date_format(*word); !format) {
          report(Code::date_format, at, fmt::format("This date format cannot be read: {}.", format.error()));
        }
        break;
      case text::FilterArgument::Kind::time_zone:
        if (word == nullptr) {
          refuse("a time zone in quotes");
        } else if (!text::is_time_zone(*word)) {
          report(Code::time_zone, at, fmt::format("There is no time zone '{}'.", word->substr(0, 60)),
                 "Use a name of the IANA database, such as Europe/Helsinki.");
        }
        break;
    }
  }
}

void Reading::check_expression(const text::Expression& expression, Value at, const Scope& scope) {
  if (const auto* name = std::get_if<text::Name>(&expression.subject)) check_name(*name, at, scope);
  for (const text::Filter& filter : expression.filters) check_filter(filter, at, scope);
}

text::Template Reading::read_template(Value value, const Scope& scope) {
  if (!value.is(Kind::string)) {  // a plain number or truth value means its text
    text::Template constant;
    if (const auto scalar = scalar_of(value)) constant.parts.emplace_back(scalar->text);
    return constant;
  }
  auto parsed = text::parse_template(value.string());
  if (!parsed) {
    report(Code::template_syntax, value,
           fmt::format("The placeholder is not well formed at character {}: {}.", parsed.error().offset + 1,
                       parsed.error().detail),
           "A placeholder is {{ name }}, with filters behind bars: {{ name | filter }}.");
    return {};
  }
  for (const auto& part : parsed->parts)
    if (const auto* expression = std::get_if<text::Expression>(&part)) check_expression(*expression, value, scope);
  return *std::move(parsed);
}

std::optional<text::Template> Reading::find_template(Object object, std::string_view key, const Scope& scope) {
  const auto value = object.find(key);
  if (!value || !scalar_of(*value)) return std::nullopt;
  return read_template(*value, scope);
}

text::Template Reading::template_or_empty(Object object, std::string_view key, const Scope& scope) {
  return find_template(object, key, scope).value_or(text::Template{});
}

JsonTemplate Reading::read_json_template(Value value, const Scope& scope) {
  JsonTemplate result{.json = std::string(value.raw()), .texts = {}};
  const std::size_t start = value.offset();
  const auto visit = [&](const auto& self, Value at) -> void {
    if (at.is(Kind::string) && at.string().find("{{") != std::string_view::npos) {
      text::Template parsed = read_template(at, scope);
      const bool is_whole = parsed.parts.size() == 1;
      const std::size_t begin = at.offset() - start;
      result.texts.push_back({begin, begin + at.raw().size(), std::move(parsed), is_whole});
    }
    for (const Value element : at.elements()) self(self, element);
    for (const json::Member member : at.members()) self(self, member.value);
  };
  visit(visit, value);
  return result;
}

// ---- paths and sources -----------------------------------------------------------------------------------------------

namespace {

const json::Path& root_path() {
  static const json::Path root = *json::Path::parse("$");
  return root;
}

}  // namespace

json::Path Reading::read_path(Value value) {
  if (value.string().find("{{") != std::string_view::npos)
    report(Code::useless_part, value, "A path has no placeholders: the braces are read as they stand.",
           "Ask the API for what is wanted, or pick it with an account filter or an operation.");
  auto path = json::Path::parse(value.string());
  if (path) return *std::move(path);
  std::string hint;
  if (!value.string().starts_with('$'))
    hint = fmt::format("A path begins with $, the answer or the row: $.{}.", value.string().substr(0, 60));
  report(
      Code::json_path_syntax, value,
      fmt::format("This is no JSONPath (RFC 9535), at character {}: {}.", path.error().offset + 1, path.error().detail),
      std::move(hint));
  return root_path();
}

json::Path Reading::path_or(Object object, std::string_view key, std::string_view otherwise) {
  if (const auto value = find(object, key, Kind::string)) return read_path(*value);
  return *json::Path::parse(otherwise);
}

ValueSource Reading::read_source(Object object, const Scope& scope) {
  const std::string_view source = find_text(object, "source").value_or("static");
  const auto value = object.find("value");
  const bool is_text = value && value->is(Kind::string);
  if (!value || !scalar_of(*value)) return StaticText{};
  if (source == "static") return StaticText{read_template(*value, scope)};
  if (!is_text && source != "column") {
    report(Code::source_value, *value, fmt::format("The value of a source '{}' must be a text.", source));
    return StaticText{};
  }
  const std::string text = scalar_of(*value)->text;
  if (source == "userInput") {
    use_input(text, *value);
    return InputValue{text};
  }
  if (source == "jsonPath") return PathValue{read_path(*value)};
  if (source == "encrypted") {
    use_secret(text, *value);
    return SecretValue{text};
  }
  if (source == "xPath") return XPathValue{text};
  if (source == "column") return ColumnValue{text};
  if (source == "header") return HeaderValue{text};
  if (source != "expression") return StaticText{};  // reported as no choice
  if (text.find("{{") != std::string::npos) return ExpressionValue{read_template(*value, scope)};
  auto parsed = text::parse_expression(text);
  if (!parsed) {
    report(Code::expression_syntax, *value,
           fmt::format("The expression is not well formed at character {}: {}.", parsed.error().offset + 1,
                       parsed.error().detail));
    return StaticText{};
  }
  check_expression(*parsed, *value, scope);
  ExpressionValue expression;
  expression.text.parts.emplace_back(*std::move(parsed));
  return expression;
}

std::optional<ValueSource> Reading::find_source(Object object, std::string_view key, const Scope& scope) {
  const auto value = find(object, key, Kind::object);
  return value ? std::optional(read_source(*value, scope)) : std::nullopt;
}

std::vector<Property> Reading::read_properties(Object object, const Scope& scope) {
  const std::vector<Object> found = objects(object, "properties");
  check_ids(found, "property");
  std::vector<Property> properties;
  properties.reserve(found.size());
  for (const Object& each : found) properties.push_back({text_or(each, "id", ""), read_source(each, scope)});
  return properties;
}

// ---- patterns, formats, zones ----------------------------------------------------------------------------------------

std::optional<Regex> Reading::find_regex(Object object, std::string_view key) {
  const auto value = find(object, key, Kind::string);
  if (!value) return std::nullopt;
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(1 << 20);  // a megabyte of automaton: a pattern that needs more is no pattern for a field
  const re2::RE2 compiled(re2::StringPiece(value->string().data(), value->string().size()), options);
  if (!compiled.ok())
    report(Code::regex_syntax, *value, fmt::format("This is no regular expression: {}.", compiled.error()),
           "The syntax is RE2's.");
  return Regex{std::string(value->string())};
}

text::DateFormat Reading::read_date_format(Value value) {
  auto format = text::parse_date_format(value.string());
  if (format) return *std::move(format);
  report(Code::date_format, value, fmt::format("This date format cannot be read: {}.", format.error()),
         "For example YYYY-MM-DD, DD/MM/YYYY HH:mm or %Y%m%d.");
  return {};
}

void Reading::check_zone(Value value) {
  if (!text::is_time_zone(value.string()))
    report(Code::time_zone, value, fmt::format("There is no time zone '{}'.", value.string().substr(0, 60)),
           "Use a name of the IANA database, such as Europe/Helsinki.");
}

std::vector<Option> Reading::read_options(Object object) {
  std::vector<Option> options;
  std::set<std::string> seen;
  for (const Object& each : objects(object, "options")) {
    const auto value = find_scalar(each, "value");
    if (!value) continue;
    if (!seen.insert(value->text).second)
      report(Code::duplicate_id, *each.find("value"),
             fmt::format("There is another option with the value '{}'.", value->text.substr(0, 60)));
    options.push_back({*value, text_or(each, "label", value->text)});
  }
  return options;
}

// ---- texts that look like secrets ------------------------------------------------------------------------------------

void Reading::check_secret_text(Value at, std::string_view name, const text::Template& text) {
  if (!text.is_constant() || text.parts.empty()) return;
  std::string_view value = std::get<std::string>(text.parts.front());
  for (const std::string_view scheme : {"Bearer ", "Basic ", "Token ", "bearer ", "token "})
    if (value.starts_with(scheme)) value.remove_prefix(scheme.size());
  constexpr std::string_view marks[] = {"sk_live_",   "sk-",        "ghp_", "github_pat_", "xoxb-",  "xoxp-", "AKIA",
                                        "eyJhbGciOi", "-----BEGIN", "AIza", "glpat-",      "shpat_", "SG."};
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  constexpr std::string_view words[] = {"secret",     "password",      "passwd",      "token",
                                        "api_key",    "apikey",        "api-key",     "access_key",
                                        "access-key", "authorization", "private_key", "credential"};
  constexpr std::string_view not_secret[] = {"token_type", "tokentype", "token_url"};
  constexpr std::size_t length_min = 8;
  const bool has_mark = std::ranges::any_of(marks, [&](std::string_view mark) { return value.starts_with(mark); });
  const bool has_name =
      std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; }) &&
      std::ranges::none_of(not_secret, [&](std::string_view word) { return lower == word; });
  const bool is_word = value.size() >= length_min && value.find(' ') == std::string_view::npos;
  if ((has_mark && value.size() >= length_min) || (has_name && is_word))
    report(Code::secret_like_text, at,
           fmt::format("The text of '{}' looks like a secret; whoever reads the configuration reads it.", name),
           "Store it as a secret and write {{ secrets.<name> }}, or ask for it with a user input.");
}

}  // namespace connectory::spec
