// Reads templates: texts with placeholders, and JSON with such texts.

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

// `{account.id}`, `${account.id}`, `<account.id>`: placeholders of other languages, which no API expects literally; and
// statements and closing braces that nothing opens.
void Reading::check_literal(std::string_view text, Value at, bool is_json) {
  if (text.find("{%") != std::string_view::npos && text.find("%}") != std::string_view::npos)
    return report(Code::literal_placeholder, at, "'{% ... %}' is not supported and is sent literally.",
                  "Use an expression: {{ a if condition else b }}.");
  if (!is_json && text.find("}}") != std::string_view::npos && text.find('{') == std::string_view::npos)
    return report(Code::literal_placeholder, at, "'}}' has no '{{' before it and is sent literally.",
                  "Write {{ name }} for a placeholder, or remove the braces.");
  for (std::size_t open = text.find_first_of("{<"); open != std::string_view::npos;
       open = text.find_first_of("{<", open + 1)) {
    constexpr std::size_t length_max = 200;  // longer than any name; bounds the work for a text with many braces
    const std::size_t length = text.substr(open, length_max).find(text[open] == '{' ? '}' : '>');
    if (length == std::string_view::npos) continue;
    const std::size_t close = open + length;
    constexpr std::uint64_t cost = 10;
    if (!spend(cost)) return;
    const auto expression = text::parse_expression(text.substr(open + 1, close - open - 1));
    const auto* const path = expression ? expression->path() : nullptr;
    if (path == nullptr || path->steps.empty() || find_placeholder(*path) == nullptr) continue;
    const std::string_view written = text.substr(open, close - open + 1);
    report(Code::literal_placeholder, at,
           fmt::format("'{}' is not a placeholder and is sent literally.", json::shown(written)),
           fmt::format("Write {{{{ {} }}}}.", json::shown(name_of(*path))));
    const bool has_dollar = open > 0 && text[open - 1] == '$';  // `${account.id}`
    return offer_part(at, has_dollar ? text.substr(open - 1, written.size() + 1) : written,
                      fmt::format("{{{{ {} }}}}", name_of(*path)));
  }
}

text::Template Reading::read_template(Value value, const Scope& scope) {
  if (!value.is(Kind::string)) {  // a number or a boolean is read as its text
    text::Template constant;
    if (const auto scalar = scalar_of(value)) constant.parts.emplace_back(scalar->text);
    return constant;
  }
  if (!spend(5 + value.string().size() / 16)) return {};
  auto parsed = with_context(
      scope, [&](const text::ParseContext& context) { return text::parse_template(value.string(), context); });
  if (!parsed) {
    record_use(value, {});
    report_from(
        parsed.error().offset, Code::template_syntax, value,
        fmt::format("The placeholder is invalid at character {}: {}.", parsed.error().offset + 1,
                    parsed.error().detail),
        "A placeholder contains an expression, such as {{ name }}, {{ name | filter }} or {{ a if b else c }}.");
    return {};
  }
  if (value.string().contains("{{")) record_use(value, "{{");
  for (const auto& part : parsed->parts) {
    constexpr std::uint64_t cost = 5;
    if (!spend(cost)) return {};
    if (const auto* expression = std::get_if<text::Expression>(&part)) check_expression(*expression, value, scope);
    if (const auto* text = std::get_if<std::string>(&part)) check_literal(*text, value, false);
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
