#include "net/server.h"

#include <algorithm>
#include <fcntl.h>
#include <new>
#include <sys/socket.h>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "net/connection.h"
#include "net/status.h"

namespace connectory::net {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
namespace limits = base::limits;

// How often deadlines are checked. No deadline here is shorter than a second.
constexpr auto sweep_interval = std::chrono::milliseconds(100);

// For a connection above the maximum: refuses its client, as far as that is possible without waiting.
void shed(Common& common, const base::Descriptor& socket) {
  ++common.counters.connections_shed;
  if (common.tls == nullptr) {
    Request request;
    request.peer = peer_of(socket.get());
    const Response response = common.application.refuse(
        request, {Refusal::too_many_connections, "The server has too many connections; retry later"});
    const std::string_view body = response.body_text();
    const std::string text =
        fmt::format("HTTP/1.1 {} {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", response.status,
                    reason_of(response.status), response.headers, body.size(), body);
    // Sends as much as fits at once. An unlucky client may only see a closed connection.
    static_cast<void>(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  }
}

// One event loop on a thread of its own, and its connections.
class Worker {
 public:
  explicit Worker(Common& common) : loop_(1), bench_(common, loop_.get_executor()), sweep_(loop_.get_executor()) {}
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  void stop();  // ends the loop, whatever is in progress, and joins
  // Serves the connection. `IfFull`: what to do if the maximum number of connections is open.
  enum class IfFull : std::uint8_t { no, give_up_idle };
  // `others`: how many other workers to try if this one has no idle connection to close.
  void adopt(base::Descriptor socket, Counted counted, IfFull full, std::size_t others);
  void set_next(Worker& next) { next_ = &next; }  // the workers in a ring
  void give_up_idle();
  base::Executor executor() { return loop_.get_executor(); }

 private:
  void await_sweep();
  void sweep();
  void serve(base::Descriptor socket, Counted counted);
  void run();
  // Closes the connections that have been idle longest, and some more than are needed now, because searching all of
  // them is expensive. False if none is idle.
  bool close_idle();

  class Connections : public boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> {
   public:
    Connections() = default;
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;
    ~Connections() { clear_and_dispose(std::default_delete<Connection>()); }
  };

  Connections connections_;  // before the loop, whose coroutines use them until it is destroyed
  asio::io_context loop_;
  Workbench bench_;
  std::optional<asio::executor_work_guard<base::Executor>> keep_running_;
  Timer sweep_;
  bool is_sweep_awaited_ = false;
  Worker* next_ = nullptr;
  std::vector<std::pair<std::int64_t, Connection*>> slow_;  // of one sweep: connections with their bytes per second
  std::jthread thread_;
};

void Worker::start() {
  keep_running_.emplace(loop_.get_executor());
  thread_ = std::jthread([this] { run(); });
}

void Worker::stop() {
  keep_running_.reset();
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

// Connections that lack memory end; the others continue.
void Worker::run() {
  for (;;) {
    try {
      // Again after a failure, which may have ended either.
      bench_.readiness().begin();
      await_sweep();
      loop_.run();
      return;
    } catch (const std::bad_alloc&) {
      ++bench_.common().counters.requests_without_memory;
    }
  }
}

void Worker::adopt(base::Descriptor socket, Counted counted, IfFull full, std::size_t others) {
  asio::post(loop_, [this, socket = std::move(socket), counted = std::move(counted), full, others]() mutable {
    try {
      // A connection may have ended meanwhile. This one is counted.
      const bool has_room = full == IfFull::no || bench_.common().has_room_for_connection(1) || close_idle();
      if (has_room) return serve(std::move(socket), std::move(counted));
      if (others > 0) return next_->adopt(std::move(socket), std::move(counted), full, others - 1);
      shed(bench_.common(), socket);
    } catch (const std::bad_alloc&) {
      ++bench_.common().counters.requests_without_memory;
    }
  });
}

void Worker::give_up_idle() {
  asio::post(loop_, [this] { close_idle(); });
}

bool Worker::close_idle() {
  const std::int64_t now = bench_.now_ns();
  slow_.clear();
  for (Connection& connection : connections_)
    if (const auto since = connection.idle_since_ns(now)) slow_.emplace_back(*since, &connection);
  if (slow_.empty()) return false;
  const auto count =
      static_cast<std::ptrdiff_t>((slow_.size() + limits::idle_given_up_part - 1) / limits::idle_given_up_part);
  std::ranges::nth_element(slow_, slow_.begin() + count - 1);
  for (auto at = slow_.begin(); at != slow_.begin() + count; ++at) at->second->close_idle();
  return true;
}

void Worker::serve(base::Descriptor socket, Counted counted) {
  const int handle = socket.get();
  const TlsContext* tls = bench_.common().tls;
  auto connection = std::make_unique<Connection>(
      bench_, Stream(std::move(socket), tls == nullptr ? nullptr : tls->current(), bench_.tls_scratch()),
      std::move(counted));
  if (!bench_.readiness().watch(handle, *connection)) return;
  connections_.push_back(*connection.release());
}

void Worker::await_sweep() {
  if (is_sweep_awaited_) return;
  sweep_.expires_after(sweep_interval);
  sweep_.async_wait([this](boost::system::error_code failure) {
    is_sweep_awaited_ = false;
    if (failure) return;
    sweep();
    await_sweep();
  });
  is_sweep_awaited_ = true;
}

void Worker::sweep() {
  const std::int64_t now = bench_.now_ns();
  for (auto at = connections_.begin(); at != connections_.end();) (at++)->check_deadline(now);
  slow_.clear();
  for (Connection& connection : connections_)
    if (const auto rate = connection.pressed_rate(now)) slow_.emplace_back(*rate, &connection);
  std::ranges::sort(slow_);
  for (const auto& [rate, connection] : slow_) connection->give_way_if_pressed();
}

class HttpServer final : public Server {
 public:
  HttpServer(const ServerOptions& options, Listener listener, const TlsContext* tls, Application& application,
             const base::Clock& clock)
      : endpoint_(listener.endpoint()), protocol_(endpoint_.address.is_v6() ? Tcp::v6() : Tcp::v4()),
        common_{LiveOptions(options), application, clock, tls, {}, {}, HeldBytes(options.held)} {
    change(options);
    for (unsigned i = 0; i < std::max(1U, options.workers); ++i) workers_.push_back(std::make_unique<Worker>(common_));
    for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->set_next(*workers_[(i + 1) % workers_.size()]);
    acceptor_.emplace(workers_.front()->executor(), protocol_, listener.release());
    retry_.emplace(workers_.front()->executor());
  }
  ~HttpServer() override {
    for (auto& worker : workers_) worker->stop();
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  void serve();
  std::string url() const override;
  const ServerCounters& counters() const override { return common_.counters; }
  std::size_t held_bytes() const override { return common_.held.in_all(); }
  void change(const ServerOptions& options) override {
    common_.options.set(options);
    common_.held.change(options.held, options.proxies);
  }
  bool drain() override;

 private:
  using Acceptor = asio::basic_socket_acceptor<Tcp, base::Executor>;

  static base::Descriptor open_spare() { return base::Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }
  base::Descriptor accept() {
    return base::Descriptor(::accept4(acceptor_->native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  }
  void accept_when_ready();
  bool accept_waiting();  // false: out of descriptors
  void take(base::Descriptor socket);

  Endpoint endpoint_;
  Tcp protocol_;
  Common common_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<Acceptor> acceptor_;
  std::optional<Timer> retry_;
  std::size_t next_worker_ = 0;
  base::Descriptor spare_ = open_spare();  // a reserved descriptor, for when no other is left
};

void HttpServer::serve() {
  common_.application.begin_serving(url());
  accept_when_ready();
  for (auto& worker : workers_) worker->start();
}

std::string HttpServer::url() const {
  Endpoint reached = endpoint_;
  if (reached.address == asio::ip::address_v4::any()) reached.address = asio::ip::address_v4::loopback();
  if (reached.address == asio::ip::address_v6::any()) reached.address = asio::ip::address_v6::loopback();
  return fmt::format("{}://{}", common_.tls == nullptr ? "http" : "https", to_text(reached));
}

void HttpServer::accept_when_ready() {
  acceptor_->async_wait(asio::socket_base::wait_read, [this](boost::system::error_code failure) {
    if (failure) return;
    if (accept_waiting()) return accept_when_ready();
    // Out of descriptors: connections that are already open have priority. Try again when some may have closed.
    retry_->expires_after(sweep_interval);
    retry_->async_wait([this](boost::system::error_code cancelled) {
      if (!cancelled) accept_when_ready();
    });
  });
}

bool HttpServer::accept_waiting() {
  for (;;) {
    base::Descriptor socket = accept();
    if (socket.is_open()) {
      take(std::move(socket));
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EMFILE && errno != ENFILE) return errno != ENOMEM && errno != ENOBUFS;
    // There are fewer descriptors than at the start. One is reserved to refuse waiting clients; idle connections are
    // closed.
    if (!spare_.is_open()) return false;
    spare_.close();
    socket = accept();
    const bool is_accepted = socket.is_open();
    if (is_accepted) {
      ++common_.counters.connections_accepted;
      shed(common_, socket);
      socket.close();
    }
    spare_ = open_spare();
    for (auto& worker : workers_) worker->give_up_idle();
    if (!is_accepted) return false;
  }
}

void HttpServer::take(base::Descriptor socket) {
  ++common_.counters.connections_accepted;
  if (!common_.has_room_for_connection(limits::connections_slack)) return shed(common_, socket);
  const auto full = common_.has_room_for_connection() ? Worker::IfFull::no : Worker::IfFull::give_up_idle;
  Worker& worker = *workers_[next_worker_++ % workers_.size()];
  try {
    worker.adopt(std::move(socket), count_in(common_.counters.connections_open), full, workers_.size() - 1);
  } catch (const std::bad_alloc&) {
    ++common_.counters.requests_without_memory;
  }
}

bool HttpServer::drain() {
  common_.is_draining = true;
  std::atomic<bool> stopped_accepting = false;
  asio::post(workers_.front()->executor(), [this, &stopped_accepting] {
    accept_waiting();  // the kernel has already accepted connections in the queue
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    retry_->cancel();
    stopped_accepting = true;
    stopped_accepting.notify_all();
  });
  stopped_accepting.wait(false);
  const auto until = std::chrono::steady_clock::now() + common_.options.drain_timeout.load();
  while (common_.counters.connections_open > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return common_.counters.connections_open == 0;
}

}  // namespace

std::unique_ptr<Server> Server::start(const ServerOptions& options, Listener listener, const TlsContext* tls,
                                      Application& application, const base::Clock& clock) {
  auto server = std::make_unique<HttpServer>(options, std::move(listener), tls, application, clock);
  server->serve();
  return server;
}

}  // namespace connectory::net
