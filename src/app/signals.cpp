#include "app/signals.h"

#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/command_line.h"

namespace connectory::app {

StopSignals::StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  handle_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

StopSignals::~StopSignals() { ::close(handle_); }

bool StopSignals::wait(std::chrono::milliseconds time) const {
  pollfd waited{handle_, POLLIN, 0};
  if (::poll(&waited, 1, static_cast<int>(time.count())) <= 0) return false;
  signalfd_siginfo info{};
  return ::read(handle_, &info, sizeof info) == sizeof info;
}

Impatience::Impatience(const StopSignals& signals)
    : thread_([&signals](const std::stop_token& stop) {
        while (!stop.stop_requested())
          if (signals.wait(std::chrono::milliseconds(50))) ::_exit(static_cast<int>(cli::Exit::failure));
      }) {}

}  // namespace connectory::app
