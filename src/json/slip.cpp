#include "json/slip.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.h"

namespace connectory::json {
namespace {

bool is_word(char c) { return base::is_letter(c) || c == '_'; }

struct Opened {
  char bracket;
  std::size_t line;    // from 1
  std::size_t indent;  // of its line
};

// The bracket that is not closed: the first one whose partner has a different indentation, otherwise the innermost one.
std::string left_open(std::string_view text) {
  std::vector<Opened> open;
  std::size_t line = 1;
  std::size_t indent = 0;
  bool is_at_start = true;
  bool is_in_text = false;
  const auto say = [](const Opened& opened) {
    return fmt::format("the '{}' of line {} is not closed", opened.bracket, opened.line);
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      if (is_in_text) return fmt::format("the string that begins on line {} has no closing quote", line);
      ++line;
      indent = 0;
      is_at_start = true;
    } else if (is_in_text) {
      if (c == '\\') ++at;
      if (c == '"') is_in_text = false;
    } else if (base::is_space(c)) {
      indent += is_at_start ? 1 : 0;
    } else {
      if (c == '"') is_in_text = true;
      if (c == '{' || c == '[') open.push_back({c, line, indent});
      if ((c == '}' || c == ']') && !open.empty()) {
        const Opened last = open.back();
        const bool fits = (last.bracket == '{') == (c == '}');
        if (!fits || (is_at_start && last.indent != indent)) return say(last);
        open.pop_back();
      }
      is_at_start = false;
    }
  }
  return open.empty() ? std::string() : say(open.back());
}

char last_before(std::string_view text, std::size_t offset) {
  while (offset > 0 && base::is_space(text[offset - 1])) --offset;
  return offset == 0 ? '\0' : text[offset - 1];
}

}  // namespace

std::string slip_at(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return left_open(text);
  const char c = text[offset];
  const char before = last_before(text, offset);
  if (c == '\'') return "write strings and keys in double quotes";
  if (c == '/' || c == '#') return "JSON has no comments, but YAML has";
  if ((c == '}' || c == ']') && before == ',') return fmt::format("there is a comma before the '{}'", c);
  if ((c == '}' || c == ']') && before != ':') return left_open(text);
  if (c == '\n' || c == '\r' || c == '\t')
    return R"(a line break or tab in a string is written \n or \t; or a closing quote is missing)";
  const bool is_after_value = before == '"' || before == '}' || before == ']' || base::is_digit(before);
  if (is_after_value && (c == '"' || c == '{' || c == '[')) return "a ',' or ':' is missing before it";
  if (before == '"' && is_word(c)) return R"(a quote inside a string is written \")";
  for (const std::string_view word : {"True", "False", "None", "TRUE", "FALSE", "NULL", "NaN", "undefined"})
    for (std::size_t back = 0; back < word.size() && back <= offset; ++back)
      if (text.substr(offset - back).starts_with(word)) return "JSON uses true, false and null, in lower case";
  if (is_word(c) && (before == '{' || before == ',')) return "write keys in double quotes";
  return {};
}

}  // namespace connectory::json
