#include "base/clock.h"

#include <ctime>

#include <fmt/chrono.h>

namespace connectory::base {

std::string to_iso8601(WallTime time) {
  // Rounds towards the past, so that times before 1970 get the right second too.
  std::int64_t seconds = time.unix_ms / 1000;
  if (time.unix_ms % 1000 < 0) --seconds;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}+00:00", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

WallTime SystemClock::wall() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

std::int64_t SystemClock::steady_ns() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace connectory::base
