#pragma once

// The HTTP server. Each worker thread has one event loop, and each connection stays with one worker. Requests
// that a client pipelines are answered together in one write.
// Ownership: the application outlives the server. Threads: start, change, drain and the destructor from one thread; counters
// from any. Errors: none; everything that can fail has been done by the Listener.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "net/held_bytes.h"
#include "net/http.h"
#include "net/listener.h"
#include "net/tls.h"

namespace connectory::net {

struct ServerOptions {
  unsigned workers = 1;
  std::size_t connections_max = 10'000;
  std::chrono::milliseconds head_timeout = base::limits::head_timeout;
  std::chrono::milliseconds body_timeout = base::limits::body_timeout;
  std::chrono::milliseconds write_timeout = base::limits::write_timeout;
  std::chrono::milliseconds idle_timeout = base::limits::idle_timeout;
  std::chrono::milliseconds drain_timeout = base::limits::drain_timeout;
  HeldBytes::Bounds held;             // bounds on memory held for clients
  std::vector<AddressRange> proxies;  // addresses used by many clients
};

struct ServerCounters {
  std::atomic<std::int64_t> connections_open{0};
  std::atomic<std::int64_t> connections_accepted{0};
  std::atomic<std::int64_t> connections_shed{0};
  // Closed while an answer or a body was in transfer, because the client was slow and memory was scarce.
  std::atomic<std::int64_t> connections_pressed_out{0};
  // Idle ones, closed to make room for new ones.
  std::atomic<std::int64_t> connections_given_up{0};
  std::atomic<std::int64_t> requests_without_memory{0};  // answered with 503: an allocation failed
  std::atomic<std::int64_t> requests_without_room{0};    // answered with 503: too much was held already
};

class Server {
 public:
  // The server is serving when this returns. `tls`: null for plain HTTP; outlives the server.
  static std::unique_ptr<Server> start(const ServerOptions& options, Listener listener, const TlsContext* tls,
                                       Application& application, const base::Clock& clock);
  virtual ~Server() = default;

  // The URL at which this machine reaches it: `http://127.0.0.1:8080`, even if it listens on all addresses.
  virtual std::string url() const = 0;
  virtual const ServerCounters& counters() const = 0;
  // Bytes held for clients: answers that they have not read, and bodies being received.
  virtual std::size_t held_bytes() const = 0;
  // Applies all options except the workers. Waits that have begun keep their time-out, and open connections stay.
  virtual void change(const ServerOptions& options) = 0;
  // Accepts no new connections, lets requests in progress finish, and returns when all connections are closed or the
  // drain time-out has passed. Returns whether nothing was cut off.
  virtual bool drain() = 0;
};

}  // namespace connectory::net
