#include <algorithm>
#include <cstddef>

#include <fmt/ranges.h>

#include "base/ascii.h"
#include "json/document.h"
#include "json/utf8.h"
#include "language/reference_impl.h"

namespace connectory::language {
namespace {

// JSON with line breaks and an indentation of two blanks per level. Short values stay on one line.
void indent_json(std::string& out, json::Value value, std::size_t depth) {
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
    indent_json(out, element, depth + 1);
    separator = ",\n";
  }
  for (const json::Member member : value.members()) {
    out += separator;
    out += margin;
    out += member.key.raw();
    out += ": ";
    indent_json(out, member.value, depth + 1);
    separator = ",\n";
  }
  out += '\n';
  out.append(2 * depth, ' ');
  out += is_array ? ']' : '}';
}

}  // namespace

std::string anchor_of(std::string_view title) {
  std::string result;
  for (const char c : title) {
    if (base::is_alphanumeric(c) || c == '_' || c == '-') result += base::to_lower(c);
    if (c == ' ') result += '-';
  }
  return result;
}

std::string escaped_cell(std::string_view text) {  // for a cell of a table
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

// A paragraph in lines of at most 120 columns. A code span and a link stay on one line, as tools/wrap_docs keeps them.
std::string wrapped_text(std::string_view text, std::size_t indentation) {
  const std::size_t columns_max = 120 - indentation;
  const std::string line_break = "\n" + std::string(indentation, ' ');
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
      result += fits ? " " : line_break;
      columns = fits ? columns + 1 : 0;
    }
    result += word;
    columns += width;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

void ReferencePage::line(std::string_view text) {
  out_ += text;
  out_ += '\n';
}

void ReferencePage::heading(std::string_view title) { format("\n## {}", title); }
void ReferencePage::topic(std::string_view title) { format("\n### {}", title); }

void ReferencePage::paragraph(std::string_view text) {
  line("");
  line(wrapped_text(text));
}

void ReferencePage::steps(std::initializer_list<Item> items) {
  line("");
  std::size_t number = 0;
  for (const Item& item : items) {
    const std::string mark = fmt::format("{}. ", ++number);
    format("{}{}", mark, wrapped_text(item.text, mark.size()));
  }
}

void ReferencePage::points(std::initializer_list<Item> items) {
  line("");
  for (const Item& item : items) format("- {}", wrapped_text(item.text, 2));
}

void ReferencePage::table(std::initializer_list<std::string_view> names,
                          std::initializer_list<std::vector<std::string_view>> rows) {
  format("\n| {} |", fmt::join(names, " | "));
  out_ += '|';
  for (std::size_t at = 0; at < names.size(); ++at) out_ += "---|";
  line("");
  for (const std::vector<std::string_view>& row : rows) {
    out_ += '|';
    for (const std::string_view cell : row) out_ += fmt::format(" {} |", escaped_cell(cell));
    line("");
  }
}

void ReferencePage::json(std::string_view language, std::string_view json) {
  const auto document = connectory::json::Document::parse(std::string(json));
  if (!document) return;
  std::string text;
  indent_json(text, document->root(), 0);
  code(language, text);
}

void ReferencePage::code(std::string_view language, std::string_view text) {
  format("\n```{}\n{}\n```", language, text);
}

}  // namespace connectory::language
