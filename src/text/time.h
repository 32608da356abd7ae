#pragma once

// Points in time as people and programs write them: ISO 8601 in, ISO 8601 out.
// Taken: `2025-01-31` (midnight UTC); `2025-01-31T12:30`, with seconds, with a fraction of a second of any length, and with
// an offset: `Z`, `+01:00`, `+0100`, `+01`. A time without an offset is UTC, as a date is. A blank may stand for the T
// (RFC 3339, section 5.6). Not taken: what no calendar has, 24:00, leap seconds, week and ordinal dates.
// Threads: pure. Units: milliseconds; finer fractions are rounded as told. Errors: absent where the text is no such time;
// `time_rule` says what was expected.
// Source: ISO 8601; the calendar is Howard Hinnant's date.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace connectory::text {

enum class Rounding : std::uint8_t { down, up };

std::optional<base::WallTime> parse_time(std::string_view text, Rounding rounding = Rounding::down);

// For messages: `before` + time_rule.
inline constexpr std::string_view time_rule =
    "must be an ISO 8601 time with offset, such as 2025-01-31T12:30:00.250+01:00 or 2025-01-31T11:30:00Z, or a date such as 2025-01-31 (midnight UTC)";

// `2025-01-31T11:30:00.250+00:00`: 29 characters, where whole seconds would not tell two points apart.
std::string to_iso8601_ms(base::WallTime time);

}  // namespace connectory::text
