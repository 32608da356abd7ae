// Checks placeholders: each must exist and be available where it is used.

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"
#include "text/filters.h"

namespace connectory::language {

using json::Kind;

namespace {

template <class Container>
std::string known_ids(const Container& ids) {
  if (std::ranges::empty(ids)) return "None are declared.";
  return fmt::format("Known: {}.", listed(ids));
}

}  // namespace

void Reading::use_input(std::string_view id, Value at) {
  used_inputs_.emplace(id);
  if (names_.inputs.contains(id) || !names_.are_inputs_known) return;
  if (findings_.is_full()) return report(Code::unknown_reference, at, {});
  const auto known = names_.inputs | std::views::keys;
  std::string hint = did_you_mean(findings_.nearest(id, known));
  if (id.starts_with("{{")) {  // braces around an id that is written without them
    const std::size_t begin = id.find_last_of(" .{", id.find_last_not_of(" }")) + 1;
    const std::string_view bare = id.substr(begin, id.find_first_of(" }", begin) - begin);
    if (names_.inputs.contains(bare)) hint = fmt::format("Write '{}', without braces.", json::shown(bare));
  }
  if (hint.empty()) hint = known_ids(known);
  report(Code::unknown_reference, at, fmt::format("Unknown user input '{}'.", json::shown(id)), std::move(hint));
}

void Reading::use_secret(std::string_view id, Value at) {
  if (const auto declared = names_.declared_secrets.find(id); declared != names_.declared_secrets.end()) {
    used_declared_secrets_.emplace(id);
    if (!declared->second.empty()) stored_secrets_.emplace(declared->second, at);
    return;
  }
  // It is not declared, so it is the name or placeholder of a stored secret. An id that nearly matches a declared one
  // is a typing mistake.
  if (!is_secret_placeholder(id)) {
    const auto known = names_.declared_secrets | std::views::keys;
    if (const auto near = findings_.nearest(id, known))
      return report(Code::unknown_reference, at, fmt::format("The secret '{}' is not declared.", json::shown(id)),
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
  if (family == "user" && !names_.are_user_properties_known) return;
  if (family == "account" && !names_.are_account_properties_known) return;
  if (findings_.is_full()) return report(Code::unknown_placeholder, at, {});
  std::string hint = did_you_mean(findings_.nearest(id, *known));
  if (hint.empty())
    if (const auto near = nearest_placeholder(name, scope.known)) hint = did_you_mean(near);
  if (hint.empty()) hint = known_ids(*known);
  report(Code::unknown_placeholder, at,
         fmt::format("'{}': unknown {} '{}'.", json::shown(name.text()), what, json::shown(id)), std::move(hint));
}

void Reading::check_name(const text::Name& name, Value at, const Scope& scope) {
  constexpr std::uint64_t cost = 10;
  if (!spend(cost)) return;
  const PlaceholderRule* const rule = find_placeholder(name);
  if (rule == nullptr) {
    if (findings_.is_full()) return report(Code::unknown_placeholder, at, {});
    std::string hint = did_you_mean(nearest_placeholder(name, scope.known));
    if (const std::string& first = name.steps[0];
        name.steps.size() == 1 && !name.is_call) {  // an id without its family
      if (names_.inputs.contains(first)) hint = fmt::format("Did you mean 'user_input.{}'?", json::shown(first));
      if (scope.settings != nullptr && scope.settings->contains(first))
        hint = fmt::format("Did you mean 'settings.{}'?", json::shown(first));
      if (scope.settings != nullptr && names_.account_properties.contains(first))
        hint = fmt::format("Did you mean 'account.{}'?", json::shown(first));
      if (names_.declared_secrets.contains(first)) hint = fmt::format("Did you mean 'secrets.{}'?", json::shown(first));
    }
    if (hint.empty() && name.steps.size() == 2 && !name.is_call) {  // a family in another spelling
      std::vector<std::string_view> families;
      for (const PlaceholderRule& each : placeholder_rules())
        if (each.form == PlaceholderRule::Form::family || each.form == PlaceholderRule::Form::free_form)
          families.push_back(each.name);
      if (const auto near = findings_.nearest(name.steps[0], families); near && *near != name.steps[0])
        hint = fmt::format("Did you mean '{}.{}'?", *near, name.steps[1]);
    }
    if (hint.empty()) hint = "docs/language.md lists all placeholders, under 'Placeholders'.";
    report(Code::unknown_placeholder, at, fmt::format("Unknown placeholder '{}'.", json::shown(name.text())),
           std::move(hint));
    return;
  }
  if (name.text() == "user.access_token" && has(scope.known, Knowledge::user) && !names_.has_access_token) {
    report(Code::unknown_placeholder, at, "'user.access_token' has no value, because this login has no access token.",
           "Add 'accessToken' to 'userInfo' of 'dataSourceUser', or use {{ user_input.<id> }}.");
    return;
  }
  const bool is_resolved = rule->needs == Knowledge::user ? names_.has_authentication && has(scope.known, rule->needs)
                                                          : has(scope.known, rule->needs);
  if (!is_resolved) {
    report(Code::unknown_placeholder, at, fmt::format("'{}' cannot be resolved here.", json::shown(name.text())),
           rule->needs == Knowledge::user && !names_.has_authentication
               ? "Add 'authentication': without it, no user is connected."
               : fmt::format("It is only available {}.", place_of(rule->needs)));
    return;
  }
  if (rule->form == PlaceholderRule::Form::family) check_family(name, at, scope);
  if (rule->needs == Knowledge::row && scope.row_names != nullptr) scope.row_names->emplace(name.steps[1], at);
}

void Reading::check_filter(const text::Filter& filter, Value at, const Scope& scope) {
  if (!spend(5)) return;
  const text::FilterRule* const rule = text::find_filter(filter.name);
  if (rule == nullptr) {
    std::vector<std::string_view> names;
    for (const text::FilterRule& each : text::filter_rules()) names.push_back(each.name);
    return report(Code::unknown_filter, at, fmt::format("Unknown filter '{}'.", json::shown(filter.name)),
                  did_you_mean(findings_.nearest(filter.name, names), known_ids(names)));
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
        if (word == nullptr) refuse("a string in quotes");
        break;
      case text::FilterArgument::Kind::whole_number:
        if (const double* number = std::get_if<double>(&literal);
            number == nullptr || *number != static_cast<double>(static_cast<std::int64_t>(*number)))
          refuse("a whole number");
        break;
      case text::FilterArgument::Kind::date_format:
        if (word == nullptr) {
          refuse("a date format in quotes");
        } else if (const auto format = text::parse_date_format(*word); spend(20) && !format) {
          report(Code::date_format, at, fmt::format("The date format is invalid: {}.", format.error()),
                 "Write, for example, YYYY-MM-DD, DD/MM/YYYY HH:mm or %Y%m%d.");
        } else {
          check_date_format(*word, at);
        }
        break;
      case text::FilterArgument::Kind::time_zone:
        if (word == nullptr) {
          refuse("a time zone in quotes");
        } else {
          check_zone(*word, at);
        }
        break;
    }
  }
}

void Reading::check_expression(const text::Expression& expression, Value at, const Scope& scope) {
  if (const auto* name = std::get_if<text::Name>(&expression.subject)) check_name(*name, at, scope);
  for (const text::Filter& filter : expression.filters) check_filter(filter, at, scope);
}

// `{account.id}`, `${account.id}`, `<account.id>`: placeholders of other languages, which no API expects literally.
void Reading::check_literal(std::string_view text, Value at) {
  for (std::size_t open = text.find_first_of("{<"); open != std::string_view::npos;
       open = text.find_first_of("{<", open + 1)) {
    constexpr std::size_t length_max = 200;  // longer than any name; bounds the work for a text with many braces
    const std::size_t length = text.substr(open, length_max).find(text[open] == '{' ? '}' : '>');
    if (length == std::string_view::npos) continue;
    const std::size_t close = open + length;
    constexpr std::uint64_t cost = 10;
    if (!spend(cost)) return;
    const auto expression = text::parse_expression(text.substr(open + 1, close - open - 1));
    const auto* const name = expression ? std::get_if<text::Name>(&expression->subject) : nullptr;
    if (name == nullptr || name->steps.size() < 2 || find_placeholder(*name) == nullptr) continue;
    return report(Code::literal_placeholder, at,
                  fmt::format("'{}' is not a placeholder and is sent literally.",
                              json::shown(text.substr(open, close - open + 1))),
                  fmt::format("Write {{{{ {} }}}}.", json::shown(name->text())));
  }
}

text::Template Reading::read_template(Value value, const Scope& scope) {
  if (!value.is(Kind::string)) {  // a number or a boolean is read as its text
    text::Template constant;
    if (const auto scalar = scalar_of(value)) constant.parts.emplace_back(scalar->text);
    return constant;
  }
  if (!spend(5 + value.string().size() / 16)) return {};
  auto parsed = text::parse_template(value.string());
  if (!parsed) {
    report(Code::template_syntax, value,
           fmt::format("The placeholder is invalid at character {}: {}.", parsed.error().offset + 1,
                       parsed.error().detail),
           "A placeholder is {{ name }}. A filter follows a bar: {{ name | filter }}.");
    return {};
  }
  for (const auto& part : parsed->parts) {
    constexpr std::uint64_t cost = 5;
    if (!spend(cost)) return {};
    if (const auto* expression = std::get_if<text::Expression>(&part)) check_expression(*expression, value, scope);
    if (const auto* text = std::get_if<std::string>(&part)) check_literal(*text, value);
  }
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
    if (!spend(1)) return;
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

}  // namespace connectory::language
