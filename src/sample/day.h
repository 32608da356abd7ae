#pragma once

// Calendar days, as the sample API's parameters and rows write them: `2024-03-01`. Pure values; safe on every thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::sample {

using Day = std::chrono::sys_days;

// Absent: no such day, or none of the years 1970 to 2099.
std::optional<Day> parse_day(std::string_view text);
std::string to_text(Day day);

// Both ends included; never empty.
struct DayRange {
  Day first;
  Day last;
  std::int64_t days_count() const { return (last - first).count() + 1; }
};

}  // namespace connectory::sample
