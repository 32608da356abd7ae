#include "app/signals.h"

#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

#include "cli/command_line.h"

namespace connectory::app {

Signals::Signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  handle_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

Signals::~Signals() { ::close(handle_); }

Signals::Came Signals::wait(std::chrono::milliseconds time) const {
  pollfd waited{handle_, POLLIN, 0};
  if (::poll(&waited, 1, static_cast<int>(time.count())) <= 0) return Came::nothing;
  signalfd_siginfo info{};
  if (::read(handle_, &info, sizeof info) != sizeof info) return Came::nothing;
  return info.ssi_signo == SIGHUP ? Came::hang_up : Came::stop;
}

Impatience::Impatience(const Signals& signals, std::function<void()> hang_up)
    : thread_([&signals, hang_up = std::move(hang_up)](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          switch (signals.wait(std::chrono::milliseconds(50))) {
            case Signals::Came::nothing: break;
            case Signals::Came::stop: ::_exit(static_cast<int>(cli::Exit::failure));
            case Signals::Came::hang_up: hang_up();
          }
        }
      }) {}

}  // namespace connectory::app
