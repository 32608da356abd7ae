#pragma once

// Days and points in time: as ISO 8601, in the formats of APIs (text/date_format.h), in time zones, and moved by
// ISO 8601 durations.
// Threads: pure, apart from the database of time zones, which is read once. Units: microseconds since 1970-01-01T00:00:00Z.
// Range: years 0 to 9999. Errors: absent.
// Source: ISO 8601; the calendar and the zones are Howard Hinnant's date.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/date_format.h"
#include "text/time_zone.h"

namespace connectory::text {

struct Moment {
  std::int64_t unix_us = 0;
  std::int16_t offset_minutes = 0;  // from UTC, in which it is written
  bool is_day = false;              // a calendar day, written without a time

  // By the point in time; a day is its midnight.
  friend std::strong_ordering operator<=>(const Moment& left, const Moment& right) {
    return left.unix_us <=> right.unix_us;
  }
  friend bool operator==(const Moment& left, const Moment& right) { return left.unix_us == right.unix_us; }
};

// `2024-01-31`, or a time as text/time.h accepts it. Finer fractions than microseconds are cut off.
std::optional<Moment> parse_moment(std::string_view text);
// `2024-01-31`, `2024-01-31T12:30:00+02:00`, and with a fraction if there is one.
std::string to_text(const Moment& moment);

// In its own offset, or in the zone.
std::string format_moment(const Moment& moment, const DateFormat& format, const TimeZone* zone = nullptr);
// Accepts what format_moment() writes, and parts with fewer digits if no digit follows. Names are in English, in any
// case. Parts that the format does not have: the first month and day, midnight, and the zone, or UTC without one. A time
// that a change of clocks repeats is the first; one that it skips is moved by the change.
std::optional<Moment> parse_moment(std::string_view text, const DateFormat& format, const TimeZone* zone = nullptr);

// `P1D`, `-P1M`, `P1Y2M3DT4H5M6S`, `P2W`, `PT0.5S`.
struct Duration {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t microseconds = 0;
  bool has_time = false;  // hours, minutes or seconds were written, even 0
};
std::optional<Duration> parse_duration(std::string_view text);

// Months first, to the last day of the month if it is shorter, then days, then the time. A day stays a day unless the
// duration has a time. Absent outside of the range of years.
std::optional<Moment> add(const Moment& moment, const Duration& duration);
std::optional<Moment> add_days(const Moment& moment, std::int64_t days);

std::int64_t whole_unix_seconds(const Moment& moment);  // the last one that has begun
Moment day_of(const Moment& moment);                    // in its own offset

}  // namespace connectory::text
