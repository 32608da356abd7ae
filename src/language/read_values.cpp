// Reads the building blocks of a configuration: values, strings with placeholders, paths.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/search.h"
#include "json/shown.h"
#include "language/reading_impl.h"
#include "text/time_zone.h"
#include "text/xpath.h"

namespace connectory::language {

using json::Kind;

bool is_token(std::string_view name) { return !name.empty() && std::ranges::all_of(name, base::is_token_character); }

// ---- lookup ---------------------------------------------------------------------------------------------------------

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
  if (const auto array = find(object, key, Kind::array); array && spend(2 * array->size()))
    for (const Value element : array->elements())
      if (auto scalar = scalar_of(element)) result.push_back(*std::move(scalar));
  return result;
}

std::vector<std::string> Reading::texts(Object object, std::string_view key) {
  std::vector<std::string> result;
  if (const auto array = find(object, key, Kind::array); array && spend(2 * array->size()))
    for (const Value element : array->elements())
      if (element.is(Kind::string)) result.emplace_back(element.string());
  return result;
}

std::vector<json::Value> Reading::objects(Object object, std::string_view key) {
  constexpr std::uint64_t cost_of_each = 5;  // the minimum; more expensive objects spend more
  std::vector<Value> result;
  if (const auto array = find(object, key, Kind::array); array && spend(cost_of_each * array->size()))
    for (const Value element : array->elements())
      if (element.is(Kind::object)) result.push_back(element);
  return result;
}

void Reading::check_ids(const std::vector<Object>& objects, std::string_view what) {
  std::set<std::string_view> seen;
  for (const Object& object : objects) {
    const auto id = find(object, "id", Kind::string);
    if (id && !seen.insert(id->string()).second)
      report(Code::duplicate_id, *id,
             fmt::format("The id '{1}' is used by more than one {0}.", what, json::shown(id->string())),
             "Give each a unique id.");
  }
}

// ---- paths and sources ----------------------------------------------------------------------------------------------

namespace {

const json::Path& root_path() {
  static const json::Path root = *json::Path::parse("$");
  return root;
}

}  // namespace

namespace {

// A suggestion for a path in a different dialect; empty if there is none.
std::string hint_of_path(std::string_view path, std::size_t offset) {
  constexpr std::size_t length_max = 60;
  if (path.size() > length_max) return {};
  if (!path.starts_with('$')) {
    std::string dotted = "$";
    if (path.starts_with('@'))
      return fmt::format("A path begins with $, which is the response or the row: ${}.", path.substr(1));
    if (!path.starts_with('/') && !path.starts_with('.') && !path.starts_with('[')) dotted += '.';
    for (const char c : path) dotted += c == '/' ? '.' : c;
    return fmt::format("A path begins with $, which is the response or the row: {}.", dotted);
  }
  offset = std::min(offset, path.size());
  if (const std::size_t empty = path.find("[]"); empty != std::string_view::npos)
    return fmt::format("Write [*] for all elements of an array: {}[*]{}.", path.substr(0, empty),
                       path.substr(empty + 2));
  if (path.ends_with("()")) {
    const std::size_t dot = path.find_last_of('.');
    return fmt::format(
        "Functions are only allowed in the filters of a path. Use the source 'expression' with the "
        "filter '{}'.",
        dot == std::string_view::npos ? "length" : path.substr(dot + 1, path.size() - dot - 3));
  }
  // If the name has a hyphen, a blank or a similar character, the whole step must be in quotes.
  const std::size_t begin = path.find_last_of(".]", offset == 0 ? 0 : offset - 1);
  if (begin != std::string_view::npos && path[begin] == '.' && offset < path.size()) {
    const std::size_t end = std::min(path.find_first_of(".[", begin + 1), path.size());
    const std::string_view step = path.substr(begin + 1, end - begin - 1);
    if (end > offset && step.find_first_of("'\\()?*\"") == std::string_view::npos && !step.empty())
      return fmt::format("Put a name with special characters in quotes: {}['{}']{}.", path.substr(0, begin), step,
                         path.substr(end));
  }
  return {};
}

}  // namespace

json::Path Reading::read_path(Value value) {
  if (!spend(20 + value.string().size() / 2)) return root_path();
  if (value.string().find("{{") != std::string_view::npos)
    report(Code::useless_part, value, "A path cannot have placeholders; the braces are read literally.",
           "Use the placeholder in the request, or select the value with an account filter or an operation.");
  auto path = json::Path::parse(value.string(), programs_);
  if (path) return *std::move(path);
  if (path.error().code == json::PathError::Code::too_costly) return root_path();  // the end of the budget is reported
  if (path.error().code == json::PathError::Code::pattern_too_large) {
    report_from(
        path.error().offset, Code::pattern_too_large, value,
        fmt::format("The pattern at character {} is too large: {}.", path.error().offset + 1, path.error().detail),
        hint_of_large_pattern);
    return root_path();
  }
  std::string hint = hint_of_path(value.string(), path.error().offset);
  if (hint.empty()) hint = "Write, for example, $.data.*, $.rows[0].name or $['first name'].";
  report_from(path.error().offset, Code::json_path_syntax, value,
              fmt::format("The JSONPath (RFC 9535) is invalid at character {}: {}.", path.error().offset + 1,
                          path.error().detail),
              std::move(hint));
  return root_path();
}

json::Path Reading::path_or(Object object, std::string_view key, std::string_view otherwise) {
  if (const auto value = find(object, key, Kind::string)) return read_path(*value);
  return *json::Path::parse(otherwise);
}

namespace {

// The prefixes of names in an XPath, outside of quotes: `atom` of //atom:entry, but not `child` of child::entry.
std::set<std::string_view> prefixes_of(std::string_view xpath) {
  std::set<std::string_view> prefixes;
  char quote = 0;
  std::size_t begin = 0;  // of the name that ends at `at`
  for (std::size_t at = 0; at < xpath.size(); ++at) {
    const char c = xpath[at];
    const bool is_in_name =
        base::is_alphanumeric(c) || c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 128;
    if (quote != 0) {
      if (c == quote) quote = 0;
      begin = at + 1;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ':' && at > begin && !xpath.substr(at).starts_with("::")) {
      prefixes.insert(xpath.substr(begin, at - begin));
      begin = at + 1;
    } else if (!is_in_name) {
      begin = at + 1;
    }
  }
  prefixes.erase("xml");  // always declared (Namespaces in XML 1.0, section 3)
  return prefixes;
}

}  // namespace

// The prefixes that the responses inside a part of the configuration declare.
Reading::Prefixes Reading::prefixes_declared_in(Value part) {
  Prefixes prefixes;
  if (!spend(part.raw().size() / 1000) || !base::contains_part(part.raw(), R"("namespaces")")) return prefixes;
  std::vector<Value> open = {part};
  while (!open.empty() && spend(1)) {
    const Value at = open.back();
    open.pop_back();
    for (const Value element : at.elements()) open.push_back(element);
    for (const json::Member member : at.members()) {
      if (member.name() == "xml")
        if (const auto namespaces = find(member.value, "namespaces", Kind::object))
          for (const json::Member each : namespaces->members()) prefixes.emplace(each.name());
      open.push_back(member.value);
    }
  }
  return prefixes;
}

void Reading::check_prefixes(Value xpath) {
  for (const std::string_view prefix : prefixes_of(xpath.string())) {
    if (prefixes_.contains(prefix)) continue;
    const auto near = findings_.nearest(prefix, prefixes_);
    report(Code::unknown_reference, xpath, fmt::format("Nothing declares the prefix '{}'.", json::shown(prefix)),
           did_you_mean(near, fmt::format("Declare it in 'namespaces' of 'xml' of the response, or write "
                                          "*[local-name()='...'] for a name in any namespace.")));
  }
}

text::XPath Reading::read_xpath(Value value) {
  if (!spend(30 + value.string().size())) return {};
  auto path = text::XPath::parse(value.string());
  if (!path)
    report_from(
        path.error().offset, Code::xpath_syntax, value,
        fmt::format("The XPath 1.0 is invalid at character {}: {}.", path.error().offset + 1, path.error().detail),
        value.string().starts_with('$')
            ? "For a path that begins with $, use the source jsonPath."
            : "Write, for example, //item, @id or count(item). Only the functions of XPath 1.0 are available.");
  else
    check_prefixes(value);
  return path ? *std::move(path) : text::XPath();
}

ValueSource Reading::read_source(Object object, const Scope& scope) {
  const std::string_view source = find_text(object, "source").value_or("static");
  const auto value = object.find("value");
  const bool is_text = value && value->is(Kind::string);
  if (source == "body") return BodyText{};
  if (!value || !scalar_of(*value)) return StaticText{};
  if (source == "static") return StaticText{read_template(*value, scope)};
  if (!is_text && source != "column") {
    report(Code::source_value, *value,
           fmt::format("The value of the source '{}' must be a string.", json::shown(source)), "Put it in quotes.");
    return StaticText{};
  }
  const std::string text = scalar_of(*value)->text;
  if (source == "userInput") {
    return InputValue{use_input(text, *value)};
  }
  if (source == "jsonPath") return PathValue{read_path(*value)};
  if (source == "encrypted") {
    return std::visit([](const auto& secret) { return ValueSource(secret); }, use_secret(text, *value));
  }
  if (source == "xPath") return XPathValue{read_xpath(*value)};
  if (source == "column") {
    if (!value->is(Kind::number)) return ColumnValue{text};
    if (const auto number = value->integer(); number && *number >= 1)
      return ColumnValue{static_cast<std::size_t>(*number - 1)};
    report(Code::bad_value, *value, "A column number must be a whole number from 1.",
           "Write 1 for the first "
           "column, or a column name.");
    return ColumnValue{};
  }
  if (source == "header") {
    if (!is_token(text))
      report(Code::header_syntax, *value, "This is not a valid header name.",
             "Use letters, digits and '-', as in X-Next-Page.");
    return HeaderValue{text};
  }
  if (source != "expression") return StaticText{};  // reported by the first level
  // With braces it is a text with placeholders, which earlier versions accepted here.
  if (text.find("{{") != std::string::npos) return StaticText{read_template(*value, scope)};
  auto expression = read_expression(*value, scope);
  return expression ? ValueSource(ExpressionValue{*std::move(expression)}) : StaticText{};
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
  for (const Object& each : found) {
    if (!spend(20)) break;
    properties.push_back({text_or(each, "id", ""), read_source(each, scope), boolean_or(each, "secret", false)});
    const auto* const constant = std::get_if<StaticText>(&properties.back().value);
    if (properties.back().is_secret && constant != nullptr && constant->text.is_constant() && each.find("value"))
      report(
          Code::secret_in_configuration, *each.find("value"),
          fmt::format("The secret property '{}' is written into the configuration.", json::shown(properties.back().id)),
          "Store it as a secret and write {{ secrets.<name> }}, or remove 'secret'.");
  }
  return properties;
}

// ---- patterns, formats, zones ---------------------------------------------------------------------------------------

std::optional<Regex> Reading::find_regex(Object object, std::string_view key) {
  const auto value = find(object, key, Kind::string);
  if (!value) return std::nullopt;
  json::RegexOutcome program = programs_.compile(value->string());
  if (program) return Regex{std::string(value->string()), *std::move(program)};
  const auto looks_around = [&] {
    return std::ranges::any_of(std::array{"(?<=", "(?<!", "(?=", "(?!"}, [&](std::string_view part) {
      return value->string().find(part) != std::string_view::npos;
    });
  };
  switch (program.error().code) {
    case json::RegexRefusal::Code::syntax:
      report(Code::regex_syntax, *value,
             fmt::format("The regular expression is invalid: {}.", json::shown(program.error().detail)),
             looks_around() ? "RE2 does not support look-ahead and look-behind. Put the part to extract in a group."
                            : "Use the syntax of RE2: https://github.com/google/re2/wiki/Syntax.");
      break;
    case json::RegexRefusal::Code::too_long:
    case json::RegexRefusal::Code::too_large:
      report(Code::pattern_too_large, *value, fmt::format("The pattern is too large: {}.", program.error().detail),
             hint_of_large_pattern);
      break;
    case json::RegexRefusal::Code::too_costly: break;  // the end of the budget is reported
  }
  return Regex{std::string(value->string()), nullptr};
}

text::DateFormat Reading::read_date_format(Value value) {
  if (!spend(20)) return {};
  auto format = text::parse_date_format(value.string());
  if (format) {
    check_date_format(value.string(), value);
    return *std::move(format);
  }
  report(Code::date_format, value, fmt::format("The date format is invalid: {}.", format.error()),
         "Write, for example, YYYY-MM-DD, DD/MM/YYYY HH:mm or %Y%m%d.");
  return {};
}

void Reading::check_date_format(std::string_view text, Value at) {
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (has("%") || has("\\")) return;  // in the formats of strftime and PHP, letters have other meanings
  const bool has_hour = has("H") || has("h");
  const bool has_month = has("MM") || text.find('M') != std::string_view::npos;
  if (has("mm") && !has_month && !has_hour && (has("YY") || has("yy")))
    report(Code::doubtful_date_format, at, "'mm' means minutes.", "MM is the month: YYYY-MM-DD.");
  else if (has(":MM") && has_hour)
    report(Code::doubtful_date_format, at, "':MM' means the month, but it follows an hour.",
           "Write mm for minutes: "
           "HH:mm.");
  else if (has("'"))
    report(Code::doubtful_date_format, at, "The quotes are read as a part of the date.",
           "Put literal text in square brackets: YYYY-MM-DD[T]HH:mm.");
}

void Reading::check_zone(std::string_view name, Value at) {
  // The first lookup reads the whole database.
  constexpr std::uint64_t cost_of_database = 300'000;
  constexpr std::uint64_t cost = 60;
  if (!budget_.has_room(cost_of_database) || !spend(cost)) return;
  if (!text::is_time_zone(name))
    report(Code::time_zone, at, fmt::format("Unknown time zone '{}'.", json::shown(name)),
           "Use a name from the IANA database, such as Europe/Helsinki.");
}

std::optional<Zone> Reading::find_zone(Object object, std::string_view key, const Scope& scope) {
  const auto value = find(object, key, Kind::string);
  if (!value) return std::nullopt;
  if (value->string().find("{{") != std::string_view::npos) return read_template(*value, scope);
  check_zone(value->string(), *value);
  return text::find_time_zone(value->string());  // null only in a model that is discarded because of errors
}

std::string hint_of_options(const std::vector<Option>& options) {
  return fmt::format("The options are: {}.", listed(options | std::views::transform([](const Option& option) {
                                                      return std::string_view(option.value.text);
                                                    })));
}

// A constant that looks as if its author expected placeholders in it.
void Reading::check_no_template(Object object, std::string_view key) {
  const auto value = find(object, key, Kind::string);
  if (value && value->string().contains("{{") && value->string().contains("}}"))
    report(Code::literal_placeholder, *value,
           fmt::format("'{}' has no placeholders; the braces are used as text.", key),
           "Write a constant, or use the placeholder in the request, for example with the filter 'default'.");
}

std::vector<Option> Reading::read_options(Object object) {
  std::vector<Option> options;
  std::set<std::string> seen;
  for (const Object& each : objects(object, "options")) {
    const auto value = find_scalar(each, "value");
    if (!value) continue;
    if (!spend(10)) break;
    if (!seen.insert(value->text).second)
      report(Code::duplicate_id, *each.find("value"),
             fmt::format("The value '{}' is used by more than one option.", json::shown(value->text)));
    check_no_template(each, "value");
    options.push_back({*value, text_or(each, "label", value->text)});
  }
  return options;
}

// ---- texts that look like secrets -----------------------------------------------------------------------------------

bool Reading::looks_like_secret(std::string_view name, const text::Template& text) {
  if (!text.is_constant() || text.parts.empty()) return false;
  std::string_view value = std::get<std::string>(text.parts.front());
  for (const std::string_view scheme : {"Bearer ", "Basic ", "Token ", "bearer ", "token "})
    if (value.starts_with(scheme)) value.remove_prefix(scheme.size());
  constexpr std::string_view marks[] = {"sk_live_",   "sk-",        "ghp_", "github_pat_", "xoxb-",  "xoxp-", "AKIA",
                                        "eyJhbGciOi", "-----BEGIN", "AIza", "glpat-",      "shpat_", "SG."};
  const std::string lower = base::to_lower(name);
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
  return (has_mark && value.size() >= length_min) || (has_name && is_word);
}

void Reading::check_secret_text(Value at, std::string_view name, const text::Template& text) {
  if (looks_like_secret(name, text))
    report(Code::secret_like_text, at,
           fmt::format("The text of '{}' looks like a secret. Everyone who can read the configuration can see it.",
                       json::shown(name)),
           "Store it as a secret and write {{ secrets.<name> }}, or use a user input.");
}

}  // namespace connectory::language
