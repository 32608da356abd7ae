#pragma once

// How an API writes dates and times. There are three notations, which are recognised by their content and cannot be
// mixed:
//   YYYY-MM-DDTHH:mm:ss   letters by the number (date_tokens() lists them); other text is literal, and letters are
//                         literal in [square brackets]
//   %Y-%m-%dT%H:%M:%S     strftime's (POSIX)
//   Y-m-d\TH:i:s          one letter for each part (d j m n Y y M F D l H G h g i s v u A a P O T U); letters after a backslash are literal
// There are also two words: `timestamp` (Unix seconds) and `timestamp_ms`.
// Threads: values. Errors: a sentence that says what is wrong. Source: connector language, `convert_date` and the
// filter `date`.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace connectory::text {

enum class DatePart : std::uint8_t {
  year,         // 2024
  year_short,   // 24: 1970 to 2069
  month,        // 01
  month_short,  // 1
  month_name,   // January
  month_abbreviated,
  day,
  day_short,
  weekday_name,
  weekday_abbreviated,
  weekday,         // 1 for Monday to 7 for Sunday
  iso_year,        // 2026: the year of the ISO week
  iso_week,        // 05
  iso_week_short,  // 5
  hour,
  hour_short,
  hour12,
  hour12_short,
  minute,
  minute_short,
  second,
  second_short,
  millisecond,
  microsecond,
  half_day,      // AM, PM
  offset,        // +02:00
  offset_plain,  // +0200
  zone_name,     // Europe/Helsinki, UTC
  unix_seconds,
  unix_milliseconds,
};

struct DateFormat {
  std::vector<std::variant<std::string, DatePart>> parts;
};

base::Result<DateFormat, std::string> parse_date_format(std::string_view text);

// The spellings of the parts, for docs/language.md. A part that a notation cannot write has an empty spelling there.
struct DateToken {
  DatePart part;
  std::string_view summary;
  std::string_view token, percent, letter;  // in the three notations
};
std::span<const DateToken> date_tokens();

}  // namespace connectory::text
