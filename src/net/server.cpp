#include "net/server.h"

#include <algorithm>
#include <sys/socket.h>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "net/connection.h"
#include "net/status.h"

namespace connectory::net {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, base::Executor>;

// How often deadlines are looked at: no deadline here is shorter than a second.
constexpr auto sweep_interval = std::chrono::milliseconds(100);

// One event loop on a thread of its own, and the connections that live on it.
class Worker {
 public:
  explicit Worker(Common& common) : bench_(common), loop_(1), sweep_(loop_.get_executor()) {}
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  void stop();  // ends the loop, whatever is under way, and joins
  void adopt(int handle, const Tcp& protocol);
  base::Executor executor() { return loop_.get_executor(); }

 private:
  void sweep();

  Workbench bench_;
  boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> connections_;
  // Behind all that connections use: its end is theirs.
  asio::io_context loop_;
  std::optional<asio::executor_work_guard<base::Executor>> keep_running_;
  Timer sweep_;
  std::jthread thread_;
};

void Worker::start() {
  keep_running_.emplace(loop_.get_executor());
  sweep();
  thread_ = std::jthread([this] { loop_.run(); });
}

void Worker::stop() {
  keep_running_.reset();
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

void Worker::adopt(int handle, const Tcp& protocol) {
  asio::post(loop_, [this, handle, protocol] {
    Stream::Socket socket(loop_.get_executor());
    boost::system::error_code failure;
    socket.assign(protocol, handle, failure);
    if (failure) {
      ::close(handle);
      return;
    }
    const TlsContext* tls = bench_.common().tls;
    auto connection = std::make_shared<Connection>(
        bench_, Stream(std::move(socket), tls == nullptr ? nullptr : tls->current(), bench_.tls_scratch()));
    connections_.push_back(*connection);
    asio::co_spawn(loop_.get_executor(), Connection::run(std::move(connection)), asio::detached);
  });
}

void Worker::sweep() {
  const std::int64_t now = bench_.now_ns();
  for (auto at = connections_.begin(); at != connections_.end();) (at++)->check_deadline(now);
  sweep_.expires_after(sweep_interval);
  sweep_.async_wait([this](boost::system::error_code failure) {
    if (!failure) sweep();
  });
}

class HttpServer final : public Server {
 public:
  HttpServer(const ServerOptions& options, Listener listener, const TlsContext* tls, Application& application,
             const base::Clock& clock)
      : endpoint_(listener.endpoint()), protocol_(endpoint_.address.is_v6() ? Tcp::v6() : Tcp::v4()),
        common_{LiveOptions(options), application, clock, tls, {}, {}} {
    for (unsigned i = 0; i < std::max(1U, options.workers); ++i) workers_.push_back(std::make_unique<Worker>(common_));
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
  void change(const ServerOptions& options) override { common_.options.set(options); }
  bool drain() override;

 private:
  using Acceptor = asio::basic_socket_acceptor<Tcp, base::Executor>;
  using Peer = asio::basic_stream_socket<Tcp, base::Executor>;

  void accept_when_ready();
  bool accept_waiting();  // false: out of descriptors
  void shed(int handle);

  Endpoint endpoint_;
  Tcp protocol_;
  Common common_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<Acceptor> acceptor_;
  std::optional<Timer> retry_;
  std::size_t next_worker_ = 0;
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
    // Out of descriptors: connections already open come first; look again when some may have closed.
    retry_->expires_after(sweep_interval);
    retry_->async_wait([this](boost::system::error_code cancelled) {
      if (!cancelled) accept_when_ready();
    });
  });
}

bool HttpServer::accept_waiting() {
  for (;;) {
    const int handle = ::accept4(acceptor_->native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (handle < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS;
    }
    ++common_.counters.connections_accepted;
    if (common_.counters.connections_open >= static_cast<std::int64_t>(common_.options.connections_max.load())) {
      shed(handle);
      continue;
    }
    Worker& worker = *workers_[next_worker_++ % workers_.size()];
    worker.adopt(handle, protocol_);
  }
}

void HttpServer::shed(int handle) {
  ++common_.counters.connections_shed;
  if (common_.tls == nullptr) {
    Request request;
    Tcp::endpoint from;
    auto size = static_cast<socklen_t>(from.capacity());
    if (::getpeername(handle, from.data(), &size) == 0) request.peer = unmapped(from.address());
    const Response response = common_.application.refuse(
        request, {Refusal::too_many_connections, "the server has as many connections as it may"});
    const std::string_view body = response.body_text();
    const std::string text =
        fmt::format("HTTP/1.1 {} {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", response.status,
                    reason_of(response.status), response.headers, body.size(), body);
    // As much as fits at once; a client this unlucky may see only a closed connection.
    static_cast<void>(::send(handle, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  }
  ::close(handle);
}

bool HttpServer::drain() {
  common_.is_draining = true;
  std::atomic<bool> stopped_accepting = false;
  asio::post(workers_.front()->executor(), [this, &stopped_accepting] {
    accept_waiting();  // who is in the queue has already been promised an answer by the kernel
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
