#include <algorithm>
#include <array>

#include "json/yaml_scalar_impl.h"

namespace connectory::json {
namespace {

constexpr std::string_view decimal_digits = "0123456789";

template <std::size_t count>
bool is_one_of(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::ranges::find(words, text) != words.end();
}

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

// The parts of [-+]? digits [. digits] [eE [-+]? digits]; all are empty if the text is not such a number.
struct NumberParts {
  bool is_number = false;
  bool is_negative = false;
  std::string_view whole;  // may be empty if there is a fraction
  bool has_point = false;
  std::string_view fraction;  // without the point
  std::string_view exponent;  // with the e
};

std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, std::min(text.find_first_not_of(decimal_digits), text.size()));
  text.remove_prefix(digits.size());
  return digits;
}

NumberParts parts_of(std::string_view text) {
  NumberParts parts;
  parts.is_negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  parts.whole = take_digits(text);
  parts.has_point = text.starts_with('.');
  if (parts.has_point) {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return parts;
  if (text.starts_with('e') || text.starts_with('E')) {
    parts.exponent = text;
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (take_digits(text).empty()) return parts;
  }
  parts.is_number = text.empty();
  return parts;
}

}  // namespace

YamlScalar core_type_of(std::string_view text) {
  static constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
  static constexpr std::array<std::string_view, 6> booleans{"true", "True", "TRUE", "false", "False", "FALSE"};
  static constexpr std::array<std::string_view, 3> infinities{".inf", ".Inf", ".INF"};
  static constexpr std::array<std::string_view, 3> not_numbers{".nan", ".NaN", ".NAN"};
  if (is_one_of(text, nulls)) return YamlScalar::null;
  if (is_one_of(text, booleans)) return YamlScalar::boolean;
  if (is_one_of(text, not_numbers)) return YamlScalar::not_a_number;
  const bool is_signed = text.starts_with('-') || text.starts_with('+');
  if (is_one_of(is_signed ? text.substr(1) : text, infinities)) return YamlScalar::infinity;
  if (text.starts_with("0o") && consists_of(text.substr(2), "01234567")) return YamlScalar::octal;
  if (text.starts_with("0x") && consists_of(text.substr(2), "0123456789abcdefABCDEF")) return YamlScalar::hexadecimal;
  const NumberParts parts = parts_of(text);
  if (!parts.is_number) return YamlScalar::text;
  return parts.has_point || !parts.exponent.empty() ? YamlScalar::decimal : YamlScalar::integer;
}

std::string json_number_of(std::string_view text) {
  const NumberParts parts = parts_of(text);
  std::string_view whole = parts.whole;
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  std::string out = parts.is_negative ? "-" : "";
  out += whole.empty() ? "0" : whole;
  if (parts.has_point) (out += '.') += parts.fraction.empty() ? "0" : parts.fraction;
  return out += parts.exponent;
}

}  // namespace connectory::json
