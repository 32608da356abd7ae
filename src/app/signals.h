#pragma once

// Waits for SIGTERM, SIGINT and SIGHUP. Create it before any thread, because threads inherit the signal mask that it
// sets. Signals that arrive before wait() are kept; several of one kind may be merged.
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

  // The signal that arrived within the time.
  Came wait(std::chrono::milliseconds time) const;

 private:
  int handle_;
};

// For a stop that takes some time. While this object exists, a second signal to stop ends the process at once. The
// signals outlive it.
class Impatience {
 public:
  // `hang_up`: called for each SIGHUP, on a separate thread.
  explicit Impatience(const Signals& signals, std::function<void()> hang_up = [] {});

 private:
  std::jthread thread_;
};

}  // namespace connectory::app
