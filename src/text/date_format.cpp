#include "text/date_format.h"

#include <algorithm>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"

namespace connectory::text {
namespace {

using enum DatePart;

struct Spelling {
  std::string_view text;
  DatePart part;
};

// If one token begins with another, the longer one comes first.
constexpr Spelling tokens[] = {
    {"YYYY", year},
    {"YY", year_short},
    {"MMMM", month_name},
    {"MMM", month_abbreviated},
    {"MM", month},
    {"M", month_short},
    {"DD", day},
    {"D", day_short},
    {"dddd", weekday_name},
    {"ddd", weekday_abbreviated},
    {"HH", hour},
    {"H", hour_short},
    {"hh", hour12},
    {"h", hour12_short},
    {"mm", minute},
    {"m", minute_short},
    {"ss", second},
    {"s", second_short},
    {"SSSSSS", microsecond},
    {"SSS", millisecond},
    {"A", half_day},
    {"a", half_day},
    {"ZZ", offset_plain},
    {"Z", offset},
    {"X", unix_seconds},
    {"x", unix_milliseconds},
    {"GGGG", iso_year},
    {"WW", iso_week},
    {"W", iso_week_short},
    {"E", weekday},
    // The spelling of Java and .NET.
    {"yyyy", year},
    {"yy", year_short},
    {"dd", day},
    {"d", day_short},
};

constexpr Spelling percent_letters[] = {
    {"Y", year},
    {"y", year_short},
    {"m", month},
    {"B", month_name},
    {"b", month_abbreviated},
    {"d", day},
    {"e", day_short},
    {"A", weekday_name},
    {"a", weekday_abbreviated},
    {"H", hour},
    {"I", hour12},
    {"M", minute},
    {"S", second},
    {"f", microsecond},
    {"p", half_day},
    {"z", offset_plain},
    {"Z", zone_name},
    {"s", unix_seconds},
    {"G", iso_year},
    {"V", iso_week},
    {"u", weekday},
};

constexpr Spelling single_letters[] = {
    {"Y", year},         {"y", year_short},
    {"m", month},        {"n", month_short},
    {"F", month_name},   {"M", month_abbreviated},
    {"d", day},          {"j", day_short},
    {"l", weekday_name}, {"D", weekday_abbreviated},
    {"H", hour},         {"G", hour_short},
    {"h", hour12},       {"g", hour12_short},
    {"i", minute},       {"s", second},
    {"v", millisecond},  {"u", microsecond},
    {"A", half_day},     {"a", half_day},
    {"P", offset},       {"O", offset_plain},
    {"T", zone_name},    {"e", zone_name},
    {"U", unix_seconds}, {"o", iso_year},
    {"W", iso_week},     {"N", weekday},
};

// In reading order.
constexpr DateToken all_tokens[] = {
    {year, "The year.", "YYYY", "%Y", "Y"},
    {year_short, "The last two digits of the year, from 1970 to 2069.", "YY", "%y", "y"},
    {month, "The month with two digits.", "MM", "%m", "m"},
    {month_short, "The month.", "M", "", "n"},
    {month_name, "The name of the month in English.", "MMMM", "%B", "F"},
    {month_abbreviated, "The first three letters of the month.", "MMM", "%b", "M"},
    {day, "The day of the month with two digits.", "DD", "%d", "d"},
    {day_short, "The day of the month.", "D", "%e", "j"},
    {weekday_name, "The name of the weekday in English.", "dddd", "%A", "l"},
    {weekday_abbreviated, "The first three letters of the weekday.", "ddd", "%a", "D"},
    {weekday, "The number of the weekday: 1 is Monday, 7 is Sunday.", "E", "%u", "N"},
    {iso_year, "The year to which the ISO week belongs.", "GGGG", "%G", "o"},
    {iso_week, "The ISO week with two digits.", "WW", "%V", "W"},
    {iso_week_short, "The ISO week.", "W", "", ""},
    {hour, "The hour from 00 to 23.", "HH", "%H", "H"},
    {hour_short, "The hour from 0 to 23.", "H", "", "G"},
    {hour12, "The hour from 01 to 12.", "hh", "%I", "h"},
    {hour12_short, "The hour from 1 to 12.", "h", "", "g"},
    {half_day, "AM or PM.", "A", "%p", "A"},
    {minute, "The minute with two digits.", "mm", "%M", "i"},
    {minute_short, "The minute.", "m", "", ""},
    {second, "The second with two digits.", "ss", "%S", "s"},
    {second_short, "The second.", "s", "", ""},
    {millisecond, "The milliseconds with three digits.", "SSS", "", "v"},
    {microsecond, "The microseconds with six digits.", "SSSSSS", "%f", "u"},
    {offset, "The offset from UTC with a colon.", "Z", "", "P"},
    {offset_plain, "The offset from UTC.", "ZZ", "%z", "O"},
    {zone_name, "The name of the time zone, or the offset if there is no name.", "", "%Z", "T"},
    {unix_seconds, "Unix seconds.", "X", "%s", "U"},
    {unix_milliseconds, "Unix milliseconds.", "x", "", ""},
};

const Spelling* find_prefix(std::span<const Spelling> spellings, std::string_view text) {
  const auto found = std::ranges::find_if(spellings, [&](const Spelling& s) { return text.starts_with(s.text); });
  return found == spellings.end() ? nullptr : &*found;
}

class Builder {
 public:
  void add(char c) {
    if (format_.parts.empty() || !std::holds_alternative<std::string>(format_.parts.back()))
      format_.parts.emplace_back(std::string());
    std::get<std::string>(format_.parts.back()) += c;
  }
  void add(DatePart part) {
    format_.parts.emplace_back(part);
    has_part_ = true;
  }
  base::Result<DateFormat, std::string> finish() {
    if (!has_part_) return std::unexpected<std::string>("it contains no part of a date, such as YYYY, MM or DD");
    return std::move(format_);
  }

 private:
  DateFormat format_;
  bool has_part_ = false;
};

base::Result<DateFormat, std::string> parse_tokens(std::string_view text) {
  Builder builder;
  while (!text.empty()) {
    if (text.front() == '[') {
      const std::size_t end = text.find(']');
      if (end == std::string_view::npos) return std::unexpected<std::string>("'[' has no ']'");
      for (const char c : text.substr(1, end - 1)) builder.add(c);
      text.remove_prefix(end + 1);
    } else if (const Spelling* token = find_prefix(tokens, text)) {
      builder.add(token->part);
      text.remove_prefix(token->text.size());
    } else if (base::is_letter(text.front()) && text.front() != 'T') {
      return std::unexpected(
          fmt::format("'{}' is not a part of a date; put literal text in [square brackets]", text.front()));
    } else {
      builder.add(text.front());
      text.remove_prefix(1);
    }
  }
  return builder.finish();
}

base::Result<DateFormat, std::string> parse_letters(std::string_view text, char escape,
                                                    std::span<const Spelling> letters) {
  // `escape` precedes either a letter that is a part (%), or a letter that is literal (\).
  Builder builder;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_escaped = c == escape;
    if (is_escaped && ++at == text.size())
      return std::unexpected(
          fmt::format("'{}' is at the end, without a letter "
                      "after it",
                      escape));
    const char letter = text[at];
    const bool is_part = escape == '%' ? is_escaped && letter != '%' : !is_escaped && base::is_letter(letter);
    if (!is_part) {
      builder.add(letter);
    } else if (escape == '%' && letter == 'F') {  // strftime's short form of %Y-%m-%d
      builder.add(year);
      builder.add('-');
      builder.add(month);
      builder.add('-');
      builder.add(day);
    } else if (escape == '%' && letter == 'T') {  // %H:%M:%S
      builder.add(hour);
      builder.add(':');
      builder.add(minute);
      builder.add(':');
      builder.add(second);
    } else if (const Spelling* part = find_prefix(letters, text.substr(at, 1))) {
      builder.add(part->part);
    } else {
      return std::unexpected(fmt::format("'{}' is not a part of a date", letter));
    }
  }
  return builder.finish();
}

bool has_tokens(std::string_view text) {
  constexpr std::string_view marks[] = {"YY", "yy", "MM", "DD", "dd", "HH", "hh", "mm", "ss", "SSS", "GGGG"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

}  // namespace

std::span<const DateToken> date_tokens() { return all_tokens; }

base::Result<DateFormat, std::string> parse_date_format(std::string_view text) {
  if (text.size() > base::limits::date_format_bytes_max)
    return std::unexpected(fmt::format("a date format can have at most {} bytes", base::limits::date_format_bytes_max));
  if (text == "timestamp") return DateFormat{{unix_seconds}};
  if (text == "timestamp_ms") return DateFormat{{unix_milliseconds}};
  if (text.find('%') != std::string_view::npos) return parse_letters(text, '%', percent_letters);
  if (has_tokens(text) || text == "X" || text == "x") return parse_tokens(text);
  return parse_letters(text, '\\', single_letters);
}

}  // namespace connectory::text
