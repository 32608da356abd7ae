#include "text/time.h"

#include <algorithm>
#include <sstream>

#include <date/date.h>
#include <fmt/format.h>

#include "base/ascii.h"

namespace connectory::text {
namespace {

// Whether `text` matches `shape`, in which 0 means any digit, and everything else means itself.
bool has_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape,
                            [](char c, char wanted) { return wanted == '0' ? base::is_digit(c) : c == wanted; });
}

// Removes the first `length` characters of `rest` and returns them; fewer if there are not as many.
std::string_view take(std::string_view& rest, std::size_t length) {
  const std::string_view taken = rest.substr(0, length);
  rest.remove_prefix(taken.size());
  return taken;
}

// The milliseconds that the digits of a fraction represent. There may be any number of digits.
std::int64_t milliseconds_of(std::string_view digits, Rounding rounding) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  const bool is_between = digits.size() > 3 && digits.find_first_not_of('0', 3) != std::string_view::npos;
  return ms + (is_between && rounding == Rounding::up ? 1 : 0);
}

// `Z`, `+01:00`, `+0100`, `+01` or nothing, converted to the form `+0100`; absent for any other text.
std::optional<std::string> parse_offset(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return "+0000";
  std::string digits(text.substr(1));
  if (has_shape(digits, "00:00")) digits.erase(2, 1);
  if (has_shape(digits, "00")) digits += "00";
  if (!has_shape(digits, "0000") || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  if (digits.substr(0, 2) > "23" || digits.substr(2) > "59") return std::nullopt;
  return text[0] + digits;
}

}  // namespace

std::optional<base::WallTime> parse_time(std::string_view text, Rounding rounding) {
  const std::string_view day = take(text, 10);
  if (!has_shape(day, "0000-00-00")) return std::nullopt;
  std::string time = "00:00:00";
  std::string_view fraction;
  if (!text.empty()) {
    if (const char divider = take(text, 1)[0]; divider != 'T' && divider != 't' && divider != ' ') return std::nullopt;
    time = take(text, 5);
    if (!text.starts_with(':')) {
      time += ":00";
    } else {
      time += take(text, 3);
      if (text.starts_with('.') || text.starts_with(',')) {
        text.remove_prefix(1);
        const auto end = std::ranges::find_if_not(text, base::is_digit);
        fraction = take(text, static_cast<std::size_t>(end - text.begin()));
        if (fraction.empty()) return std::nullopt;
      }
    }
    if (!has_shape(time, "00:00:00")) return std::nullopt;
  }
  const auto offset = parse_offset(text);
  if (!offset) return std::nullopt;

  // The form is valid, so the library reads all of it. It only checks the calendar.
  std::istringstream in(fmt::format("{}T{}{}", day, time, *offset));
  in.imbue(std::locale::classic());
  date::sys_seconds seconds;
  in >> date::parse("%FT%T%z", seconds);
  if (in.fail()) return std::nullopt;
  return base::WallTime{seconds.time_since_epoch().count() * 1000 + milliseconds_of(fraction, rounding)};
}

std::string to_iso8601_ms(base::WallTime time) {
  std::string text = base::to_iso8601(time);
  const std::int64_t ms = (time.unix_ms % 1000 + 1000) % 1000;
  text.insert(text.size() - std::string_view("+00:00").size(), fmt::format(".{:03}", ms));
  return text;
}

}  // namespace connectory::text
