#pragma once

// How many requests a caller may make: a token bucket that holds an hour's worth and refills evenly. Its state is one
// point in time, so that a request costs one compare-and-swap.
// Threads: take() from any thread. Units: nanoseconds of steady time.
// Source: the generic cell rate algorithm (ITU-T I.371), which is a token bucket without a timer.

#include <atomic>
#include <cstdint>

namespace connectory::service {

class Bucket {
 public:
  explicit Bucket(std::int64_t per_hour) : interval_ns_(hour_ns / per_hour), per_hour_(per_hour) {}

  struct Taken {
    bool is_allowed;
    std::int64_t remaining;
    std::int64_t retry_after_s;  // if refused: 1 to 3600, the time for one request
  };

  Taken take(std::int64_t now_ns) {
    const std::int64_t capacity_ns = interval_ns_ * per_hour_;
    std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
    for (;;) {
      const std::int64_t start = full_at > now_ns ? full_at : now_ns;
      const std::int64_t next = start + interval_ns_;
      if (next - now_ns > capacity_ns) {
        const std::int64_t wait_ns = next - now_ns - capacity_ns;
        return {false, 0, (wait_ns + second_ns - 1) / second_ns};
      }
      if (full_at_ns_.compare_exchange_weak(full_at, next, std::memory_order_relaxed))
        return {true, (capacity_ns - (next - now_ns)) / interval_ns_, 0};
    }
  }

  // What take() would leave, without taking anything.
  std::int64_t remaining(std::int64_t now_ns) const {
    const std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
    const std::int64_t used_ns = full_at > now_ns ? full_at - now_ns : 0;
    return (interval_ns_ * per_hour_ - used_ns) / interval_ns_;
  }

  std::int64_t per_hour() const { return per_hour_; }
  bool is_full(std::int64_t now_ns) const { return full_at_ns_.load(std::memory_order_relaxed) <= now_ns; }

 private:
  static constexpr std::int64_t second_ns = 1'000'000'000;
  static constexpr std::int64_t hour_ns = 3600 * second_ns;

  // When the bucket will be full again if nothing more is used.
  std::atomic<std::int64_t> full_at_ns_{0};
  std::int64_t interval_ns_;
  std::int64_t per_hour_;
};

}  // namespace connectory::service
