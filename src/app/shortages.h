#pragma once

// Logs what the server has refused or closed because it lacked descriptors or memory. Each line gives the number since
// the last one, and there are no lines for limits::shortage_log_interval after a line.
// Ownership: all it refers to outlives it. Threads: one. Errors: none.

#include <cstdint>

#include "base/clock.h"
#include "base/log.h"
#include "net/server.h"

namespace connectory::app {

class Shortages {
 public:
  Shortages(const net::ServerCounters& counters, const base::Clock& clock, base::Log& log)
      : counters_(counters), clock_(clock), log_(log) {}

  // `had_no_memory`: whether an allocation has failed since the last call.
  void look(bool had_no_memory);

 private:
  struct Figures {
    std::int64_t shed = 0;
    std::int64_t given_up = 0;
    std::int64_t pressed_out = 0;
    std::int64_t without_room = 0;
    std::int64_t without_memory = 0;
    friend bool operator==(const Figures&, const Figures&) = default;
  };
  Figures read() const;

  const net::ServerCounters& counters_;
  const base::Clock& clock_;
  base::Log& log_;
  Figures said_;
  bool had_no_memory_ = false;
  std::int64_t next_ns_ = 0;  // when the next line may be written
};

}  // namespace connectory::app
