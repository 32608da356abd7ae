#pragma once

// Parses and formats points in time in ISO 8601. Accepted: `2025-01-31` (midnight UTC); `2025-01-31T12:30`, also with
// seconds, with a fraction of a second of any length, and with an offset: `Z`, `+01:00`, `+0100`, `+01`. Times without
// an offset are in UTC. A space may replace the T (RFC 3339, section 5.6). Refused: days that do not exist, 24:00, leap
// seconds, week dates and ordinal dates.
// Threads: pure. Units: milliseconds; `rounding` applies to finer fractions. Errors: absent if the text is not a time;
// `time_rule` describes what is expected.
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

// `2025-01-31T11:30:00.250+00:00`, 29 characters. For times that whole seconds would not distinguish.
std::string to_iso8601_ms(base::WallTime time);

}  // namespace connectory::text
