#include "net/parameterized_value.h"

#include <optional>

#include "base/ascii.h"

namespace connectory::net {
namespace {

std::string_view take_token(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, base::is_token_character);
  const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(token.size());
  return token;
}

// `text` begins after the opening quote. A backslash escapes a quote or itself. Before any other character it is an
// ordinary character, because old browsers send file names with whole Windows paths.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  while (!text.empty()) {
    const char byte = text.front();
    text.remove_prefix(1);
    if (byte == '"') return value;
    const bool is_escape = byte == '\\' && !text.empty() && (text.front() == '"' || text.front() == '\\');
    value.push_back(is_escape ? text.front() : byte);
    if (is_escape) text.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace

base::Result<ParameterizedValue, std::string_view> parse_parameterized(std::string_view text) {
  ParameterizedValue parsed;
  parsed.value = base::trimmed(text.substr(0, text.find(';')));
  text.remove_prefix(std::min(text.find(';'), text.size()));
  while (!text.empty()) {
    text = base::trimmed(text.substr(1));  // after the semicolon
    if (text.empty() || text.starts_with(';')) continue;
    ParameterizedValue::Parameter parameter{base::to_lower(take_token(text)), {}};
    if (parameter.name.empty() || !text.starts_with('='))
      return std::unexpected("a parameter must be a name, '=' and a value");
    text.remove_prefix(1);
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      auto value = take_quoted(text);
      if (!value) return std::unexpected("a quoted value has no closing quote");
      parameter.value = *std::move(value);
    } else {
      parameter.value = take_token(text);
      if (parameter.value.empty())
        return std::unexpected("a value with characters that a token cannot have must be quoted");
    }
    text = base::trimmed(text);
    if (!text.empty() && !text.starts_with(';')) return std::unexpected("parameters must be separated by ';'");
    if (parsed.find(parameter.name) != nullptr) return std::unexpected("a parameter appears twice");
    parsed.parameters.push_back(std::move(parameter));
  }
  return parsed;
}

}  // namespace connectory::net
