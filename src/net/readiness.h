#pragma once

// Which sockets of an event loop can be read or written. Asks epoll(7) directly, because Asio tries to read before it waits, and
// after each answer that read finds nothing: half of all reads of a server whose clients wait for answers. Each socket is
// registered once and reported when its state changes, as many in one call as have changed.
// Ownership: the loop outlives it, and the watchers exist as long as their sockets are open and the loop runs. Threads:
// the loop's only. Errors: the constructor throws std::system_error if the system cannot create an epoll instance.

#include <cstdint>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "base/task.h"

namespace connectory::net {

class Readiness {
 public:
  class Watcher {
   public:
    // `events`: EPOLLIN and others. May destroy the watcher, but no other one.
    virtual void on_ready(std::uint32_t events) = 0;

   protected:
    ~Watcher() = default;
  };

  explicit Readiness(base::Executor loop);
  ~Readiness() = default;
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // Asks the loop to wait for events, unless it does already.
  void begin();
  // The watcher of a socket, which is reported until it is closed. False: the system cannot watch more sockets.
  bool watch(int socket, Watcher& watcher);
  // Reports the socket again after the others, if it still is ready: for a watcher that leaves bytes unread.
  void report_again(int socket, Watcher& watcher);

 private:
  void report();

  boost::asio::posix::basic_stream_descriptor<base::Executor> epoll_;
  bool is_waiting_ = false;
};

}  // namespace connectory::net
