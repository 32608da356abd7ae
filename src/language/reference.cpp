#include "language/reference.h"

#include <cctype>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "language/findings.h"
#include "language/language.h"
#include "language/placeholders.h"
#include "text/filters.h"

namespace connectory::language {
namespace {

// JSON with line breaks and two blanks a level; what is short stays on its line.
void indent(std::string& out, json::Value value, std::size_t depth) {
  constexpr std::size_t width = 100;
  const bool is_short = value.raw().size() + 2 * depth < width;
  if (value.size() == 0 || is_short) {
    bool is_in_text = false;
    for (std::size_t at = 0; at < value.raw().size(); ++at) {
      const char c = value.raw()[at];
      if (c == '"' && (at == 0 || value.raw()[at - 1] != '\\')) is_in_text = !is_in_text;
      out += c;
      if (!is_in_text && (c == ',' || c == ':')) out += ' ';
    }
    return;
  }
  const std::string margin(2 * (depth + 1), ' ');
  const bool is_array = value.is(json::Kind::array);
  out += is_array ? '[' : '{';
  std::string_view separator = "\n";
  for (const json::Value element : value.elements()) {
    out += separator;
    out += margin;
    indent(out, element, depth + 1);
    separator = ",\n";
  }
  for (const json::Member member : value.members()) {
    out += separator;
    out += margin;
    out += member.key.raw();
    out += ": ";
    indent(out, member.value, depth + 1);
    separator = ",\n";
  }
  out += '\n';
  out.append(2 * depth, ' ');
  out += is_array ? ']' : '}';
}

std::string anchor(std::string_view title) {
  std::string result;
  for (const char c : title) {
    if (base::is_alphanumeric(c) || c == '_' || c == '-') result += base::to_lower(c);
    if (c == ' ') result += '-';
  }
  return result;
}

std::string escaped(std::string_view text) {  // for a cell of a table
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string heading_of(const Component& component) { return std::string(component.title); }

std::string words_of(const Type& type) {
  switch (type.form) {
    case Type::Form::any: return "anything";
    case Type::Form::boolean: return "true or false";
    case Type::Form::integer: return fmt::format("whole number, {} to {}", type.minimum, type.maximum);
    case Type::Form::number:
      return type.has_range() ? fmt::format("number, {} to {}", type.minimum, type.maximum) : "number";
    case Type::Form::string:
      return type.rule == TextRule::any         ? "string"
             : type.rule == TextRule::not_empty ? "string, not empty"
                                                : fmt::format("string: {}", words_of(type.rule));
    case Type::Form::choice: {
      std::vector<std::string> values;
      for (const Choice& choice : type.choices) values.push_back(fmt::format("`{}`", choice.value));
      return fmt::format("{}", fmt::join(values, ", "));
    }
    case Type::Form::array: return fmt::format("array of {}", words_of(type.parts[0]));
    case Type::Form::map: return fmt::format("object: any key to {}", words_of(type.parts[0]));
    case Type::Form::component: {
      const Component& component = language().component(type.component);
      return fmt::format("[{}](#{})", component.title, anchor(heading_of(component)));
    }
    case Type::Form::one_of: {
      std::vector<std::string> parts;
      for (const Type& part : type.parts) parts.push_back(words_of(part));
      return fmt::format("{}", fmt::join(parts, ", or "));
    }
  }
  std::unreachable();
}

class ReferenceWriter {
 public:
  std::string write() {
    line("# The connector language");
    line(
        "A connector is one JSON or YAML document. This page lists every key of it; `connectory schema` prints the same as JSON Schema for");
    line(
        "editors, and `connectory validate FILE` checks a document. A key marked ● is spelled as in existing connectors; ○ marks what");
    line(
        "Connectory adds. Keys in **bold** are required. This page is made from the program's own tables: `connectory schema --reference`.");
    line("");
    contents();
    for (const Component& component : language().components()) section(component);
    placeholders();
    filters();
    findings();
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }
  template <class... Args>
  void format(fmt::format_string<Args...> pattern, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), pattern, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void contents() {
    std::vector<std::string> links;
    for (const Component& component : language().components())
      links.push_back(fmt::format("[{}](#{})", component.title, anchor(heading_of(component))));
    for (const std::string_view title : {"Placeholders", "Filters", "Findings"})
      links.push_back(fmt::format("[{}](#{})", title, anchor(title)));
    format("{}", fmt::join(links, " · "));
  }

  void keys(const std::vector<Key>& keys) {
    if (keys.empty()) return;
    line("\n| key | value | what |\n|---|---|---|");
    for (const Key& key : keys) {
      std::string what(key.description);
      for (const Choice& choice : key.type.choices)
        if (!choice.description.empty()) what += fmt::format(" `{}`: {}", choice.value, choice.description);
      if (!key.default_json.empty()) what += fmt::format(" Default: `{}`.", key.default_json);
      const std::string name = key.is_required ? fmt::format("**`{}`**", key.name) : fmt::format("`{}`", key.name);
      format("| {} {} | {} | {} |", name, key.origin == Origin::reference ? "●" : "○", escaped(words_of(key.type)),
             escaped(what));
    }
  }

  void example(std::string_view component, std::string_view json) {
    const auto document = json::Document::parse(std::string(json));
    if (!document) return;
    format("\n```json {}", component);
    indent(out_, document->root(), 0);
    line("\n```");
  }

  void section(const Component& component) {
    format("\n## {}\n\n{}", component.title, component.description);
    if (component.is_open) line("An unknown key here is a warning; everywhere else it is an error.");
    keys(component.keys);
    if (component.variants.empty()) return example(component.name, component.example_json);
    format("\n`{}` says which kind it is{}:", component.tag,
           component.nested.empty() ? ""
                                    : fmt::format("; the keys of the kind stand in `{}`{}", component.nested,
                                                  component.may_be_flat ? " or beside it" : ""));
    for (const Variant& variant : component.variants) {
      format("\n**`{}`** {} {}: {}", variant.value, variant.origin == Origin::reference ? "●" : "○", variant.title,
             variant.description);
      keys(variant.keys);
      example(component.name, variant.example_json);
    }
  }

  void placeholders() {
    line("\n## Placeholders\n");
    line(
        "`{{ name }}` stands in URLs, in values of headers and parameters, in bodies and in static values. A placeholder that cannot be");
    line(
        "resolved stops the run before any request leaves. A name with odd characters is written `row['Campaign name']`.");
    line("\n| placeholder | what | for example | where |\n|---|---|---|---|");
    for (const PlaceholderRule& rule : placeholder_rules()) {
      std::string name(rule.name);
      if (rule.form == PlaceholderRule::Form::call) name += "()";
      if (rule.form == PlaceholderRule::Form::family) name += ".<id>";
      if (rule.form == PlaceholderRule::Form::free_form) name += ".<path>";
      format("| `{}` | {} | `{}` | {} |", name, rule.summary, escaped(rule.example), place_of(rule.needs));
    }
  }

  void filters() {
    line("\n## Filters\n");
    line("`{{ name | filter | filter(argument) }}`: each works on what the one before it made.");
    line("\n| filter | what | for example | gives |\n|---|---|---|---|");
    for (const text::FilterRule& rule : text::filter_rules()) {
      std::vector<std::string> arguments;
      for (const text::FilterArgument& argument : rule.arguments)
        arguments.push_back(argument.is_required ? std::string(argument.name) : fmt::format("[{}]", argument.name));
      const std::string name =
          arguments.empty() ? std::string(rule.name) : fmt::format("{}({})", rule.name, fmt::join(arguments, ", "));
      format("| `{}` | {} | `{}` | `{}` |", name, rule.summary, escaped(rule.example), escaped(rule.result));
    }
  }

  void findings() {
    line("\n## Findings\n");
    line("What checking a document can say. An error keeps it from being saved; a warning does not.");
    line("\n| code | level | stage | what |\n|---|---|---|---|");
    for (const CodeRule& rule : code_rules())
      format("| `{}` | {} | {} | {} |", rule.name, name_of(rule.level), name_of(rule.stage), rule.summary);
  }

  std::string out_;
};

}  // namespace

std::string reference() { return ReferenceWriter().write(); }

}  // namespace connectory::language
