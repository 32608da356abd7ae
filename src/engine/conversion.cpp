#include "engine/conversion.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/number_text.h"
#include "text/moment.h"
#include "text/white_space.h"

namespace connectory::engine {
namespace {

using Kind = language::DataType::Kind;

constexpr Converted failed{Value::none(), true};

// The text of a number as JSON has it; empty if it is none.
std::string json_number(std::string_view text) {
  text = text::without_white_space(text);
  std::string made;
  constexpr std::string_view minus_sign = "\u2212";
  if (text.starts_with('-') || text.starts_with(minus_sign)) {
    made = "-";
    text.remove_prefix(text.starts_with('-') ? 1 : minus_sign.size());
  } else if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  const auto digits_end = [&](std::size_t from) {
    while (from < text.size() && base::is_digit(text[from])) ++from;
    return from;
  };
  const std::size_t whole_end = digits_end(0);
  if (whole_end == 0) return {};
  std::size_t end = whole_end;
  if (end < text.size() && text[end] == '.') {
    const std::size_t fraction_end = digits_end(end + 1);
    if (fraction_end == end + 1) return {};
    end = fraction_end;
  }
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t digits = end + 1;
    if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
    const std::size_t exponent_end = digits_end(digits);
    if (exponent_end == digits) return {};
    end = exponent_end;
  }
  if (end != text.size()) return {};
  const std::size_t zeros = std::min(text.find_first_not_of('0'), whole_end - 1);
  return made += text.substr(zeros);
}

Converted to_whole(const Value& value, Arena& arena) {
  const auto number = number_in(value, arena);
  if (!number) return failed;
  if (number->is(Value::Kind::integer)) return {*number};
  const std::string_view text = number->text();
  if (text.find_first_of(".eE") == std::string_view::npos) return {*number};  // more digits than 64 bits hold
  const auto decimal = number->decimal();
  if (!decimal || !decimal->is_whole()) return failed;
  return {value_of(*decimal, arena)};
}

Converted to_boolean(const Value& value) {
  if (value.is(Value::Kind::boolean)) return {value};
  if (value.is_number()) {
    const auto decimal = value.decimal();
    if (decimal && decimal->is_zero()) return {Value::boolean(false)};
    if (decimal && *decimal == text::Decimal(1)) return {Value::boolean(true)};
    return failed;
  }
  if (!value.is(Value::Kind::text)) return failed;
  const std::string word = base::to_lower(text::without_white_space(value.text()));
  constexpr std::array<std::string_view, 6> yes = {"true", "t", "yes", "y", "on", "1"};
  constexpr std::array<std::string_view, 6> no = {"false", "f", "no", "n", "off", "0"};
  if (std::ranges::find(yes, word) != yes.end()) return {Value::boolean(true)};
  if (std::ranges::find(no, word) != no.end()) return {Value::boolean(false)};
  return failed;
}

Converted to_moment(const Value& value, bool is_date, Arena& arena) {
  auto moment = value.is_moment()             ? std::optional(value.moment())
                : value.is(Value::Kind::text) ? text::parse_moment(text::without_white_space(value.text()))
                                              : std::nullopt;
  if (!moment) return failed;
  if (is_date) moment = text::day_of(*moment);
  moment->is_day = is_date;
  return {Value::text(arena.keep(text::to_text(*moment)))};
}

}  // namespace

std::string text_of(const Value& value, std::size_t bytes_max) {
  std::string text;
  if (value.is(Value::Kind::list))
    text::append_json(text, value, bytes_max);
  else
    text::append_text(text, value, bytes_max);
  return text;
}

std::optional<Value> number_in(const Value& value, Arena& arena) {
  if (value.is_number()) return value;
  if (!value.is(Value::Kind::text)) return std::nullopt;
  const std::string number = json_number(value.text());
  if (number.empty()) return std::nullopt;
  if (const auto whole = base::parse_number<std::int64_t>(number)) return Value::integer(*whole);
  return Value::decimal(arena.keep(number));
}

Value value_of(const text::Decimal& number, Arena& arena) {
  if (const auto whole = number.integer()) return Value::integer(*whole);
  return Value::decimal(arena.keep(number.text()));
}

Value with_percent_read(const Value& value, const language::DataType& type, Arena& arena) {
  if (!type.is_percentage || !value.is(Value::Kind::text)) return value;
  std::string_view text = text::without_white_space(value.text());
  if (!text.ends_with('%')) return value;
  text.remove_suffix(1);
  const auto number = number_in(Value::text(text), arena);
  const auto decimal = number ? number->decimal() : std::nullopt;
  const auto share = decimal ? divide(*decimal, text::Decimal(100)) : std::nullopt;
  return share ? value_of(*share, arena) : value;
}

Converted convert(const Value& value, const language::DataType& type, Arena& arena) {
  if (value.is_none()) return {Value::none()};
  const bool is_blank = value.is(Value::Kind::text) && text::without_white_space(value.text()).empty();
  switch (type.kind) {
    case Kind::text:
      if (type.text.starts_with("string.text.json")) {
        std::string json;
        text::append_json(json, value, base::limits::adapted_bytes_max);
        return {Value::text(arena.keep(json))};
      }
      if (value.is(Value::Kind::text)) return {value};
      return {Value::text(arena.keep(text_of(value, base::limits::adapted_bytes_max)))};
    case Kind::whole_number: return is_blank ? Converted{Value::none()} : to_whole(value, arena);
    case Kind::number: {
      if (is_blank) return {Value::none()};
      const auto number = number_in(value, arena);
      return number ? Converted{*number} : failed;
    }
    case Kind::boolean: return is_blank ? Converted{Value::none()} : to_boolean(value);
    case Kind::date:
    case Kind::time: return is_blank ? Converted{Value::none()} : to_moment(value, type.kind == Kind::date, arena);
  }
  std::unreachable();
}

}  // namespace connectory::engine
