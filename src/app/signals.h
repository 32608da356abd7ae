#pragma once

// SIGTERM, SIGINT and SIGHUP as something to wait for. Made before any thread, which all inherit the mask that it sets. What
// comes before somebody waits is kept; several of one kind may come as one.
// Threads: wait() from one at a time. Errors: none.

#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

namespace connectory::app {

class Signals {
 public:
  enum class Came : std::uint8_t { nothing, stop, hang_up };  // hang_up: SIGHUP

  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // What came within the time.
  Came wait(std::chrono::milliseconds time) const;

 private:
  int handle_;
};

// A stop that takes its time: while this lives, another signal to stop ends the process at once. The signals outlive it.
class Impatience {
 public:
  // `hang_up`: called for each SIGHUP, on a thread of its own.
  explicit Impatience(const Signals& signals, std::function<void()> hang_up = [] {});

 private:
  std::jthread thread_;
};

}  // namespace connectory::app
