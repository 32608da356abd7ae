#pragma once

// Calendar days in the form of the sample API's parameters and rows: `2024-03-01`. Threads: pure values.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::sample {

using Day = std::chrono::sys_days;

// Absent if it is not a day, or not in the years 1970 to 2099.
std::optional<Day> parse_day(std::string_view text);
std::string to_text(Day day);

// Includes both ends; never empty.
struct DayRange {
  Day first;
  Day last;
  std::int64_t days_count() const { return (last - first).count() + 1; }
};

}  // namespace connectory::sample
