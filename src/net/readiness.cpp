#include "net/readiness.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <sys/epoll.h>
#include <system_error>

namespace connectory::net {
namespace {

// Everything that can end a wait, reported when it changes (edge-triggered).
constexpr std::uint32_t watched_events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;

// How many sockets are handled before the loop's other work has its turn.
constexpr std::size_t batch_max = 64;

int new_epoll() {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) throw std::system_error(errno, std::system_category(), "epoll_create1");
  return epoll;
}

}  // namespace

Readiness::Readiness(base::Executor loop) : epoll_(loop, new_epoll()) {}

void Readiness::begin() {
  if (is_waiting_) return;
  epoll_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](boost::system::error_code failure) {
    is_waiting_ = false;
    if (failure) return;
    report();
    begin();
  });
  is_waiting_ = true;
}

bool Readiness::watch(int socket, Watcher& watcher) {
  epoll_event event{.events = watched_events, .data = {.ptr = &watcher}};
  return ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, socket, &event) == 0;
}

void Readiness::report_again(int socket, Watcher& watcher) {
  epoll_event event{.events = watched_events, .data = {.ptr = &watcher}};
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_MOD, socket, &event);
}

void Readiness::report() {
  std::array<epoll_event, batch_max> events{};
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  const auto reported = std::span(events).first(static_cast<std::size_t>(std::max(0, count)));
  for (const epoll_event& event : reported) static_cast<Watcher*>(event.data.ptr)->on_ready(event.events);
}

}  // namespace connectory::net
