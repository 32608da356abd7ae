#include "language/reference.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "json/utf8.h"
#include "language/findings.h"
#include "language/language.h"
#include "language/placeholders.h"
#include "text/filters.h"
#include "text/moment.h"

namespace connectory::language {
namespace {

// JSON with line breaks and an indentation of two blanks per level. Short values stay on one line.
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

// A paragraph in lines of at most 120 columns. A code span and a link stay on one line, as tools/wrap_docs keeps them.
std::string wrapped(std::string_view text) {
  constexpr std::size_t columns_max = 120;
  std::string result;
  std::size_t columns = 0;
  while (!text.empty()) {
    std::size_t end = 0;
    bool is_in_code = false;
    bool is_in_link = false;
    for (; end < text.size() && (text[end] != ' ' || is_in_code || is_in_link); ++end) {
      if (text[end] == '`') is_in_code = !is_in_code;
      if (text[end] == '[') is_in_link = !is_in_code;
      if (text[end] == ')') is_in_link = false;
    }
    const std::string_view word = text.substr(0, end);
    const std::size_t width = json::count_code_points(word);
    if (columns > 0) {
      const bool fits = columns + 1 + width <= columns_max;
      result += fits ? ' ' : '\n';
      columns = fits ? columns + 1 : 0;
    }
    result += word;
    columns += width;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string heading_of(const Component& component) { return std::string(component.title); }

std::string_view words_of(Syntax syntax) {
  switch (syntax) {
    case Syntax::plain:
    case Syntax::by_source: return "string";
    case Syntax::template_: return "string with [placeholders](#placeholders)";
    case Syntax::json_template: return "anything, with [placeholders](#placeholders)";
    case Syntax::expression: return "[expression](#expressions)";
    case Syntax::json_path: return "JSONPath";
    case Syntax::path_or_name: return "JSONPath, or name of a member";
    case Syntax::member_path: return "member";
    case Syntax::regex: return "regular expression";
    case Syntax::date_format: return "[date format](#dates-and-times)";
    case Syntax::time_zone: return "time zone, or string with [placeholders](#placeholders)";
    case Syntax::duration: return "ISO 8601 duration";
    case Syntax::formula: return "formula";
    case Syntax::data_type: return "[data type](#data-types)";
  }
  std::unreachable();
}

std::string_view words_of(Reference reference) {
  switch (reference) {
    case Reference::none: return "";
    case Reference::report_type: return "report type";
    case Reference::field: return "field";
    case Reference::user_input: return "user input";
    case Reference::signer: return "signer";
  }
  std::unreachable();
}

std::string words_of(const Type& type) {
  switch (type.form) {
    case Type::Form::any: return std::string(type.syntax == Syntax::json_template ? words_of(type.syntax) : "anything");
    case Type::Form::boolean: return "true or false";
    case Type::Form::integer: return fmt::format("whole number, {} to {}", type.minimum, type.maximum);
    case Type::Form::number:
      return type.has_range() ? fmt::format("number, {} to {}", type.minimum, type.maximum) : "number";
    case Type::Form::string:
      if (type.syntax != Syntax::plain) return std::string(words_of(type.syntax));
      if (type.refers_to != Reference::none) return fmt::format("id of a {}", words_of(type.refers_to));
      return type.rule == TextRule::any         ? "string"
             : type.rule == TextRule::not_empty ? "string, not empty"
                                                : fmt::format("string: {}", words_of(type.rule));
    case Type::Form::choice: {
      std::vector<std::string> values;
      for (const Choice& choice : type.choices) values.push_back(fmt::format("`{}`", choice.value));
      return fmt::format("{}", fmt::join(values, ", "));
    }
    case Type::Form::array: return fmt::format("array of {}", words_of(type.parts[0]));
    case Type::Form::map: return fmt::format("object with any keys; values: {}", words_of(type.parts[0]));
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
    line("");
    paragraph(
        "A connector is one JSON or YAML document. This page lists all its keys. `connectory schema` prints them as a JSON "
        "Schema for editors, and `connectory validate FILE` checks a document. Keys marked ● have the spelling of existing "
        "connectors; keys marked ○ are additions of Connectory. Keys in **bold** are required. This page is generated by "
        "`connectory schema --reference`.");
    line("");
    contents();
    for (const Component& component : language().components()) section(component);
    expressions();
    placeholders();
    filters();
    dates();
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

  void paragraph(std::string_view text) { line(wrapped(text)); }

  void contents() {
    std::vector<std::string> links;
    for (const Component& component : language().components())
      links.push_back(fmt::format("[{}](#{})", component.title, anchor(heading_of(component))));
    for (const std::string_view title : {"Expressions", "Placeholders", "Filters", "Dates and times", "Findings"})
      links.push_back(fmt::format("[{}](#{})", title, anchor(title)));
    paragraph(fmt::format("{}", fmt::join(links, " · ")));
  }

  void keys(const std::vector<Key>& keys) {
    if (keys.empty()) return;
    line("\n| Key | Value | Description |\n|---|---|---|");
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
    format("\n## {}\n", component.title);
    std::string description(component.description);
    if (component.is_open) description += " An unknown key is a warning here, and an error everywhere else.";
    paragraph(description);
    keys(component.keys);
    if (component.variants.empty()) return example(component.name, component.example_json);
    line("");
    paragraph(fmt::format("The key `{}` selects the kind{}:", component.tag,
                          component.nested.empty()
                              ? ""
                              : fmt::format(". Write the keys of the kind in `{}`{}", component.nested,
                                            component.may_be_flat ? " or next to it" : "")));
    for (const Variant& variant : component.variants) {
      line("");
      paragraph(fmt::format("**`{}`** {} {}: {}", variant.value, variant.origin == Origin::reference ? "●" : "○",
                            variant.title, variant.description));
      keys(variant.keys);
      example(component.name, variant.example_json);
    }
  }

  void expressions() {
    line("\n## Expressions\n");
    paragraph(
        "URLs, values of headers and parameters, bodies and static values are texts that can contain placeholders, "
        "written `{{ expression }}`. The source `expression` and conditions contain an expression without braces. "
        "Expressions are those of [Jinja](https://jinja.palletsprojects.com/en/3.1.x/templates/#expressions) with the "
        "same precedence, but without statements, methods and keyword arguments. Try them with `connectory expression "
        "TEXT --with context.json` and `connectory template TEXT --with context.json`.");
    line("\n| Part | Examples | Meaning |\n|---|---|---|");
    struct Part {
      std::string_view part, examples, meaning;
    };
    constexpr Part parts[] = {
        {"literals", "`'text'`, `\"text\"`, `12`, `1.5`, `true`, `false`, `none`, `[1, 'a']`, `{'key': 1}`",
         "In strings, `\\\\` is a backslash, `\\\"` and `\\'` are quotes, and `\\n`, `\\r` and `\\t` are control characters."},
        {"members",
         "`row.user.name`, `row['full name']`, `row.tags[0]`, `row.tags[-1]`, `row.tags[1:3]`, `row[settings.column]`",
         "A member that does not exist is `none`. Write a name with special characters in brackets and quotes. Indexes "
         "count from 0, and negative ones from the end. A slice ends before its second index."},
        {"conditions", "`a if condition else b`", "Without `else`, the value is `none` if the condition is false."},
        {"`or`, `and`, `not`", "`row.name or 'unknown'`, `not row.is_test`",
         "`or` and `and` give one of their operands. `none`, `false`, `0`, and empty texts, lists and objects are false; "
         "everything else is true."},
        {"comparisons", "`==`, `!=`, `<`, `<=`, `>`, `>=`, `1 < row.n < 5`",
         "A number never equals a text: `17 == '17'` is false. Values of different kinds have no order: the result is "
         "`none`. Dates and times are compared as points in time, also with texts in ISO 8601."},
        {"`in`, `not in`", "`'a' in row.tags`", "An element of a list, a member of an object, or a part of a text."},
        {"tests", "`is none`, `is defined`, `is empty`, `is text`, `is number`, `is list`, `is object`, `is not none`",
         "`is defined` is false only for a member that does not exist, or an input that was left empty. `is empty` is true "
         "for `none` and for empty texts, lists and objects, but not for `0` and `false`."},
        {"`~`", "`row.first ~ ' ' ~ row.last`",
         "Joins texts. `none` is empty, a list is joined with commas, and an object is JSON. As in Jinja, it binds more "
         "tightly than `+`."},
        {"`+ - * / // %`", "`row.cost / 1000`, `(row.a + row.b) * 2`",
         "Exact decimals with up to 34 digits; `//` rounds down. Texts are not numbers: convert them with the filter "
         "`number`. The result of an operation on something else, or of a division by zero, is `none`. `+` also joins two texts or two lists."},
        {"filters", "`row.name | trim | lower`, `(row.a + row.b) | round(2)`",
         "A filter applies to the operand directly before it, so put a calculation in parentheses. `-1 | abs` is `1`."},
        {"functions", "`now()`, `today()`, `min(row.a, row.b)`", "The table of placeholders lists them."},
    };
    for (const Part& part : parts) format("| {} | {} | {} |", part.part, escaped(part.examples), escaped(part.meaning));
    line("");
    paragraph(
        "Numbers that come from a response keep their text, such as `1.50` or a number with 20 digits, until they are "
        "calculated with. A text that is one placeholder and nothing else keeps the kind of its value in a JSON body: "
        "`\"{{ row.id }}\"` becomes a number if it is one. The lists of the query (`query.fields`, `query.metrics`, "
        "`query.dimensions`) become texts with commas there; `{{ query.fields | list }}` becomes an array. Everywhere else, "
        "values become texts as with `~`.");
    line("");
    paragraph(
        "An operation without a result, such as arithmetic with `none`, is counted in the warnings of the query. An "
        "expression can have up to 4,096 characters and 32 nested levels; its evaluation can take up to 10,000 steps "
        "and make up to 1 MiB of text. A placeholder ends at the first `}}` outside of quotes and brackets. Write literal "
        "braces as `{{ '{{' }}`.");
    line("");
    paragraph(
        "A stored secret, a `password` input, a token or a signature must not be a part of a value that callers can read: "
        "a field, a label or property of an account, the label of a user, or the message of a rule. The finding "
        "`SECRET_EXPOSED` reports it.");
  }

  void dates() {
    line("\n## Dates and times\n");
    paragraph(
        "A date format has one of three notations, which are recognized by their content and cannot be mixed. In the first "
        "one, other letters must be in [square brackets]: `GGGG-[W]WW`. The words `timestamp` and `timestamp_ms` are Unix "
        "seconds and milliseconds. The examples are for Friday, 2 January 2026, at 15:04:05.006 in Helsinki.");
    line("\n| Token | strftime | PHP | Example | Meaning |\n|---|---|---|---|---|");
    const text::Moment moment{.unix_us = 1'767'359'045'006'000, .offset_minutes = 120};
    const auto code = [](std::string_view token) { return token.empty() ? std::string() : fmt::format("`{}`", token); };
    for (const text::DateToken& token : text::date_tokens())
      format("| {} | {} | {} | `{}` | {} |", code(token.token), code(token.percent), code(token.letter),
             text::format_moment(moment, text::DateFormat{{token.part}}, text::find_time_zone("Europe/Helsinki")),
             token.summary);
  }

  void placeholders() {
    line("\n## Placeholders\n");
    paragraph(
        "These names and functions exist. If a placeholder cannot be resolved, the run stops before any request is "
        "sent.");
    line("\n| Placeholder | Description | Example | Available |\n|---|---|---|---|");
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
    paragraph(
        "Filters follow a placeholder: `{{ name | filter | filter(argument) }}`. Each filter changes the result of the "
        "previous one.");
    line("\n| Filter | Description | Example | Result |\n|---|---|---|---|");
    for (const text::FilterRule& rule : text::filter_rules()) {
      std::vector<std::string> arguments;
      for (const text::FilterArgument& argument : rule.arguments)
        arguments.push_back(argument.is_required ? std::string(argument.name) : fmt::format("[{}]", argument.name));
      const std::string name =
          arguments.empty() ? std::string(rule.name) : fmt::format("{}({})", rule.name, fmt::join(arguments, ", "));
      format("| `{}` | {} | `{}` | `{}` |", name, rule.summary, escaped(rule.example), escaped(rule.example_result));
    }
  }

  void findings() {
    line("\n## Findings\n");
    paragraph(
        "These are the findings that a check of a document can report. A document with errors cannot be saved; a document "
        "with only warnings can.");
    line("\n| Code | Level | Stage | Description |\n|---|---|---|---|");
    for (const CodeRule& rule : code_rules())
      format("| `{}` | {} | {} | {} |", rule.name, name_of(rule.level), name_of(rule.stage), rule.summary);
  }

  std::string out_;
};

}  // namespace

std::string reference() { return ReferenceWriter().write(); }

}  // namespace connectory::language
