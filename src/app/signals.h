#pragma once

// SIGTERM and SIGINT as something to wait for. Made before any thread, which all inherit the mask that it sets.
// Threads: wait() from one at a time. Errors: none.

#include <chrono>
#include <thread>

namespace connectory::app {

class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Whether one came within the time.
  bool wait(std::chrono::milliseconds time) const;

 private:
  int handle_;
};

// A stop that takes its time: while this lives, another signal ends the process at once. The signals outlive it.
class Impatience {
 public:
  explicit Impatience(const StopSignals& signals);

 private:
  std::jthread thread_;
};

}  // namespace connectory::app
