#pragma once

// The current time. Wall time is for display and expiry. Steady time is for deadlines and rates, and never jumps. Tests
// use a ManualClock.
// Threads: every member may be called from any thread. Units: as the names say.

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace connectory::base {

// Milliseconds since 1970-01-01T00:00:00Z. The store keeps every point in time in this form.
struct WallTime {
  std::int64_t unix_ms = 0;
  friend auto operator<=>(const WallTime&, const WallTime&) = default;
};

// `2025-01-01T00:00:00+00:00`: ISO 8601 with offset, in seconds, as the API writes times (25 characters).
std::string to_iso8601(WallTime time);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual std::int64_t steady_ns() const = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime wall() const override;
  std::int64_t steady_ns() const override;
};

// Does not move until it is advanced.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime start) : wall_ms_(start.unix_ms) {}
  WallTime wall() const override { return {wall_ms_.load()}; }
  std::int64_t steady_ns() const override { return steady_ns_.load(); }
  void advance(std::chrono::milliseconds by) {
    wall_ms_ += by.count();
    steady_ns_ += std::chrono::nanoseconds(by).count();
  }

 private:
  std::atomic<std::int64_t> wall_ms_;
  std::atomic<std::int64_t> steady_ns_{1};
};

}  // namespace connectory::base
