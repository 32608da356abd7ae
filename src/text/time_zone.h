#pragma once

// The time zones of the system's IANA database.
// Threads: any. Errors: null for an unknown name; without the database, only UTC is known.

#include <cstdint>
#include <string_view>

namespace connectory::text {

class TimeZone {
 public:
  virtual ~TimeZone() = default;
  virtual std::string_view name() const = 0;
  virtual std::int64_t offset_seconds(std::int64_t unix_seconds) const = 0;
  // The point in time at which clocks of the zone show this local time.
  virtual std::int64_t to_unix(std::int64_t local_seconds) const = 0;
};

// `Europe/Helsinki`, `UTC`. The zone lives as long as the program.
const TimeZone* find_time_zone(std::string_view name);

inline bool is_time_zone(std::string_view name) { return find_time_zone(name) != nullptr; }

}  // namespace connectory::text
