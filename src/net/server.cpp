#include "net/server.h"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/guarded.h"
#include "net/request_parser.h"
#include "net/stream.h"

namespace connectory::net {
namespace {

namespace asio = boost::asio;
namespace limits = base::limits;
using Tcp = asio::ip::tcp;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, base::Executor>;
using Nanos = std::chrono::nanoseconds;

// How often deadlines are looked at: no deadline here is shorter than a second.
constexpr auto sweep_interval = std::chrono::milliseconds(100);
// At a stop, how long an idle connection may still bring the request that its client has just sent.
constexpr auto drain_grace = std::chrono::milliseconds(300);

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

// A connection as its worker's list knows it; it leaves the list by itself at its end.
struct Listed : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  Listed() = default;
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  virtual ~Listed() = default;
  virtual void check_deadline(std::int64_t now_ns) = 0;
};

struct Common {  // what all workers share; lives as long as the server
  ServerOptions options;
  Application& application;
  const base::Clock& clock;
  const TlsContext* tls;
  ServerCounters counters;
  std::atomic<bool> is_draining{false};
};

// Answers waiting to be sent, in order. Heads stand in one text, so that a write gathers few pieces.
struct Outbox {
  struct Entry {
    std::size_t head_begin;
    std::size_t head_end;
    std::variant<std::string, Shared, std::string_view> body;
  };
  std::string heads;
  std::vector<Entry> entries;
  std::size_t bytes = 0;

  void clear() {
    heads.clear();
    entries.clear();
    bytes = 0;
  }
};

class Worker {
 public:
  explicit Worker(Common& shared) : shared_(shared), loop_(1), sweep_(loop_.get_executor()) {}
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  void stop();  // ends the loop, whatever is under way, and joins
  void adopt(int handle, const Tcp& protocol);

  Common& shared() { return shared_; }
  base::Executor executor() { return loop_.get_executor(); }
  asio::io_context& loop() { return loop_; }
  std::int64_t now_ns() const { return shared_.clock.steady_ns(); }
  std::string_view date_line();

  std::string& tls_scratch() { return tls_scratch_; }
  Outbox& outbox() { return outbox_; }

 private:
  void sweep();

  Common& shared_;
  // Filled and sent without a wait in between, so one serves all connections of the worker.
  Outbox outbox_;
  std::string tls_scratch_;
  std::string date_line_;
  std::int64_t date_second_ = -1;
  boost::intrusive::list<Listed, boost::intrusive::constant_time_size<false>> connections_;
  // Behind all that connections use: its end is theirs.
  asio::io_context loop_;
  std::optional<asio::executor_work_guard<base::Executor>> keep_running_;
  Timer sweep_;
  std::jthread thread_;
};

class Connection final : public Listed, public BodySource {
 public:
  Connection(Worker& worker, Stream stream)
      : worker_(worker), shared_(worker.shared()), stream_(std::move(stream)),
        buffer_(limits::read_buffer_bytes, '\0') {
    ++shared_.counters.connections_open;
  }
  ~Connection() override { --shared_.counters.connections_open; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  base::Task<void> run();
  void check_deadline(std::int64_t now_ns) override;

  base::Task<base::Result<std::string, Refused>> read_body(std::size_t bytes_max) override;

 private:
  enum class Waiting : std::uint8_t { handshake, idle, head, body, write, answer, linger };
  enum class Next : std::uint8_t { another, close };

  std::string_view unread() const { return std::string_view(buffer_).substr(begin_, end_ - begin_); }

  base::Task<void> serve();
  base::Task<bool> read_more();
  base::Task<Next> serve_one();
  Next refuse(Refused refused);
  base::Task<bool> flush();
  base::Task<bool> flush_rest(std::size_t entry, std::size_t sent);
  base::Task<void> linger();
  base::Task<bool> drop_body();
  // Reads and takes body bytes until the message ends.
  base::Task<base::Result<void, Refused>> take_body(std::string* body, std::size_t bytes_max);
  void put(Response response, bool close);
  void wait_for(Waiting waiting, std::chrono::milliseconds timeout) {
    waiting_ = waiting;
    deadline_ns_ = worker_.now_ns() + Nanos(timeout).count();
  }

  Worker& worker_;
  Common& shared_;
  Stream stream_;
  std::string buffer_;  // received bytes are [begin_, end_)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  HeadScanner scanner_;
  RequestParser parser_;
  std::vector<Header> headers_;
  Request request_;
  std::int64_t deadline_ns_ = 0;
  std::int64_t idle_since_ns_ = 0;
  Waiting waiting_ = Waiting::handshake;
  bool timed_out_ = false;
  bool must_continue_ = false;  // 100 Continue is owed before the body comes
};

// ---- Worker ----------------------------------------------------------------------------------------------------------

void Worker::start() {
  keep_running_.emplace(loop_.get_executor());
  outbox_.heads.reserve(limits::read_buffer_bytes);
  sweep();
  thread_ = std::jthread([this] { loop_.run(); });
}

void Worker::stop() {
  keep_running_.reset();
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

std::string_view Worker::date_line() {
  const std::int64_t second = shared_.clock.wall().unix_ms / 1000;
  if (second != date_second_) {
    date_second_ = second;
    date_line_ = fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(static_cast<std::time_t>(second)));
  }
  return date_line_;
}

base::Task<void> run_connection(std::shared_ptr<Connection> connection) { co_await connection->run(); }

void Worker::adopt(int handle, const Tcp& protocol) {
  asio::post(loop_, [this, handle, protocol] {
    Stream::Socket socket(loop_.get_executor());
    boost::system::error_code failure;
    socket.assign(protocol, handle, failure);
    if (failure) {
      ::close(handle);
      return;
    }
    auto connection = std::make_shared<Connection>(
        *this, Stream(std::move(socket), shared_.tls == nullptr ? nullptr : shared_.tls->current(), tls_scratch_));
    connections_.push_back(*connection);
    asio::co_spawn(loop_.get_executor(), run_connection(std::move(connection)), asio::detached);
  });
}

void Worker::sweep() {
  const std::int64_t now = now_ns();
  for (auto at = connections_.begin(); at != connections_.end();) (at++)->check_deadline(now);
  sweep_.expires_after(sweep_interval);
  sweep_.async_wait([this](boost::system::error_code failure) {
    if (!failure) sweep();
  });
}

// ---- Connection ------------------------------------------------------------------------------------------------------

void Connection::check_deadline(std::int64_t now_ns) {
  if (waiting_ == Waiting::idle && shared_.is_draining) {
    const bool had_grace = now_ns - idle_since_ns_ > Nanos(drain_grace).count();
    if (had_grace && !stream_.has_input()) stream_.cancel();
    return;
  }
  if (waiting_ == Waiting::answer || now_ns < deadline_ns_) return;
  timed_out_ = true;
  stream_.cancel();
}

base::Task<void> Connection::run() {
  wait_for(Waiting::handshake, limits::handshake_timeout);
  const bool is_open = co_await stream_.handshake();
  if (is_open) co_await serve();
}

base::Task<void> Connection::serve() {
  for (;;) {
    // A stray CRLF between requests is passed over (RFC 9112, section 2.2).
    while (scanner_.head_bytes() == 0 && unread().starts_with("\r\n")) {
      begin_ += 2;
      scanner_.reset();
    }
    Next next = Next::another;
    switch (scanner_.scan(unread())) {
      case HeadScanner::State::complete: next = co_await serve_one(); break;
      case HeadScanner::State::malformed: next = refuse({Refusal::malformed, scanner_.rule()}); break;
      case HeadScanner::State::incomplete: {
        const bool sent = co_await flush();
        if (!sent) co_return;
        if (unread().size() >= limits::request_head_bytes_max) {
          const bool has_line = unread().contains('\n');
          next = refuse(has_line ? Refused{Refusal::head_too_large, "the head is too large"}
                                 : Refused{Refusal::target_too_long, "the request target is too long"});
          break;
        }
        const bool is_idle = unread().empty();
        if (is_idle) {
          idle_since_ns_ = worker_.now_ns();
          wait_for(Waiting::idle, shared_.options.idle_timeout);
        } else if (waiting_ != Waiting::head) {
          wait_for(Waiting::head, shared_.options.head_timeout);  // for the head as a whole, not for each piece
        }
        const bool received = co_await read_more();
        if (received) break;
        if (timed_out_ && !is_idle) {
          timed_out_ = false;
          next = refuse({Refusal::timeout, "the head did not arrive in time"});
          break;
        }
        co_return;
      }
    }
    if (next == Next::close) {
      const bool sent = co_await flush();
      if (sent) co_await linger();
      co_return;
    }
  }
}

base::Task<bool> Connection::read_more() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size()) {
    if (begin_ > 0) {
      std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
      end_ -= begin_;
      begin_ = 0;
    } else {
      buffer_.resize(std::min(buffer_.size() * 2, limits::request_head_bytes_max));
    }
  }
  const std::size_t bytes = co_await stream_.read_some(buffer_.data() + end_, buffer_.size() - end_);
  end_ += bytes;
  co_return bytes > 0;
}

base::Task<Connection::Next> Connection::serve_one() {
  const std::string_view head = unread().substr(0, scanner_.head_bytes());
  request_ = Request{};
  request_.peer = stream_.peer();
  request_.is_secure = stream_.is_secure();
  request_.arrived_ns = worker_.now_ns();
  request_.body = this;
  const auto parsed = parser_.parse_head(head, request_, headers_);
  if (!parsed) co_return refuse(parsed.error());
  // The head's bytes stay where they are until the answer has been made: the request's views point into them.
  begin_ += head.size();
  scanner_.reset();
  must_continue_ = parser_.expects_continue() && request_.has_body;
  waiting_ = Waiting::answer;

  Answer answer = shared_.application.handle(request_);
  Response response;
  if (auto* ready = std::get_if<Response>(&answer)) {
    response = std::move(*ready);
  } else {
    // Earlier answers of a pipeline do not wait for this one.
    const bool sent = co_await flush();
    waiting_ = Waiting::answer;
    auto task = std::get<base::Task<Response>>(std::move(answer));
    response = co_await std::move(task);
    if (!sent) co_return Next::close;
  }

  bool close = !parser_.keep_alive() || shared_.is_draining.load(std::memory_order_relaxed);
  if (!parser_.is_done()) {
    // A body that nobody asked for: a small one is dropped, so that the connection can go on.
    const bool is_small = parser_.content_length().value_or(UINT64_MAX) <= limits::discarded_body_bytes_max;
    bool dropped = false;
    if (is_small && !must_continue_) {
      const bool sent = co_await flush();  // nothing of ours may stand in the worker's outbox over a wait
      dropped = sent && co_await drop_body();
    }
    close = close || !dropped;
  }
  put(std::move(response), close);
  if (close) co_return Next::close;
  const Outbox& outbox = worker_.outbox();
  if (outbox.bytes > limits::gathered_answers_bytes || outbox.entries.size() >= limits::gathered_answers_max) {
    const bool sent = co_await flush();
    if (!sent) co_return Next::close;
  }
  co_return Next::another;
}

Connection::Next Connection::refuse(Refused refused) {
  request_.peer = stream_.peer();
  put(shared_.application.refuse(request_, refused), true);
  return Next::close;
}

base::Task<base::Result<std::string, Refused>> Connection::read_body(std::size_t bytes_max) {
  std::string body;
  if (parser_.is_done()) co_return body;
  const std::uint64_t announced = parser_.content_length().value_or(0);
  if (announced > bytes_max) co_return std::unexpected(Refused{Refusal::body_too_large, "the body is too large"});
  if (must_continue_) {
    must_continue_ = false;
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    Outbox& outbox = worker_.outbox();
    outbox.entries.push_back({outbox.heads.size(), outbox.heads.size() + go_on.size(), std::string_view()});
    outbox.heads.append(go_on);
    const bool sent = co_await flush();
    if (!sent) co_return std::unexpected(Refused{Refusal::timeout, "the client is gone"});
  }
  body.reserve(std::min<std::size_t>(announced, limits::discarded_body_bytes_max));
  const auto taken = co_await take_body(&body, bytes_max);
  waiting_ = Waiting::answer;
  if (!taken) co_return std::unexpected(taken.error());
  co_return body;
}

base::Task<base::Result<void, Refused>> Connection::take_body(std::string* body, std::size_t bytes_max) {
  const std::size_t body_begin = begin_;  // the head before it must stay
  const auto used = parser_.parse_body(unread(), body, bytes_max);
  if (!used) co_return std::unexpected(used.error());
  begin_ += *used;
  if (parser_.is_done()) co_return base::Result<void, Refused>();
  begin_ = end_ = body_begin;
  std::string piece(std::clamp<std::size_t>(parser_.content_length().value_or(0), limits::read_buffer_bytes,
                                            limits::inline_work_bytes_max),
                    '\0');
  while (!parser_.is_done()) {
    wait_for(Waiting::body, shared_.options.body_timeout);
    const std::size_t bytes = co_await stream_.read_some(piece.data(), piece.size());
    if (bytes == 0) {
      timed_out_ = false;
      co_return std::unexpected(Refused{Refusal::timeout, "the body did not arrive whole, or not in time"});
    }
    const std::string_view received = std::string_view(piece).substr(0, bytes);
    const auto taken = parser_.parse_body(received, body, bytes_max);
    if (!taken) co_return std::unexpected(taken.error());
    const std::string_view rest = received.substr(*taken);
    if (rest.empty()) continue;
    // What follows is the next request; it goes behind the head, which still serves this one.
    buffer_.resize(std::max(buffer_.size(), body_begin + rest.size()));
    std::ranges::copy(rest, buffer_.begin() + static_cast<std::ptrdiff_t>(body_begin));
    end_ = body_begin + rest.size();
  }
  co_return base::Result<void, Refused>();
}

base::Task<bool> Connection::drop_body() {
  const auto dropped = co_await take_body(nullptr, limits::discarded_body_bytes_max);
  co_return dropped.has_value();
}

void Connection::put(Response response, bool close) {
  Outbox& outbox = worker_.outbox();
  const std::size_t begin = outbox.heads.size();
  const bool bodiless = has_no_body(response.status);
  const std::size_t body_bytes = bodiless ? 0 : response.body_text().size();
  const fmt::format_int status(response.status);
  outbox.heads.append("HTTP/1.1 ")
      .append(status.data(), status.size())
      .append(" ")
      .append(reason_of(response.status))
      .append("\r\n");
  outbox.heads.append(worker_.date_line()).append(response.headers);
  if (!bodiless) {
    const fmt::format_int length(body_bytes);
    outbox.heads.append("Content-Length: ").append(length.data(), length.size()).append("\r\n");
  }
  outbox.heads.append(close ? "Connection: close\r\n\r\n" : "\r\n");
  outbox.bytes += outbox.heads.size() - begin + body_bytes;
  if (bodiless || request_.method == Method::head) response.body = std::string_view();
  outbox.entries.push_back({begin, outbox.heads.size(), std::move(response.body)});
}

std::string_view body_of(const Outbox::Entry& entry) {
  struct View {
    std::string_view operator()(const std::string& text) const { return text; }
    std::string_view operator()(const Shared& text) const {
      return text ? std::string_view(*text) : std::string_view();
    }
    std::string_view operator()(std::string_view text) const { return text; }
  };
  return std::visit(View{}, entry.body);
}

// The unsent pieces of `outbox`, of which `sent` bytes of entry `entry` and everything before are gone.
void gather(const Outbox& outbox, std::size_t entry, std::size_t sent, std::vector<iovec>& pieces) {
  pieces.clear();
  const auto add = [&](std::string_view bytes) {
    const std::size_t skipped = std::min(sent, bytes.size());
    sent -= skipped;
    bytes.remove_prefix(skipped);
    if (!bytes.empty()) pieces.push_back({const_cast<char*>(bytes.data()), bytes.size()});
  };
  for (; entry < outbox.entries.size() && pieces.size() < limits::gathered_answers_max * 2; ++entry) {
    const Outbox::Entry& answer = outbox.entries[entry];
    add(std::string_view(outbox.heads).substr(answer.head_begin, answer.head_end - answer.head_begin));
    add(body_of(answer));
  }
}

// Moves (entry, sent) on by `bytes`.
void advance(const Outbox& outbox, std::size_t& entry, std::size_t& sent, std::size_t bytes) {
  sent += bytes;
  while (entry < outbox.entries.size()) {
    const Outbox::Entry& answer = outbox.entries[entry];
    const std::size_t size = answer.head_end - answer.head_begin + body_of(answer).size();
    if (sent < size) return;
    sent -= size;
    ++entry;
  }
}

base::Task<bool> Connection::flush() {
  Outbox& outbox = worker_.outbox();
  if (outbox.entries.empty()) co_return true;
  thread_local std::vector<iovec> pieces;
  std::size_t entry = 0;
  std::size_t sent = 0;
  for (;;) {
    gather(outbox, entry, sent, pieces);
    if (pieces.empty()) break;
    const Stream::Written written = stream_.try_write(pieces);
    if (written.outcome == Stream::Write::failed) {
      outbox.clear();
      co_return false;
    }
    if (written.outcome == Stream::Write::would_block) co_return co_await flush_rest(entry, sent);
    advance(outbox, entry, sent, written.bytes);
  }
  outbox.clear();
  co_return true;
}

// The client reads slower than we write: what is left becomes the connection's own, and it waits.
base::Task<bool> Connection::flush_rest(std::size_t entry, std::size_t sent) {
  Outbox rest;
  std::swap(rest, worker_.outbox());
  std::vector<iovec> pieces;
  while (entry < rest.entries.size()) {
    wait_for(Waiting::write, shared_.options.write_timeout);
    const bool is_writable = co_await stream_.wait_writable();
    if (!is_writable) co_return false;
    gather(rest, entry, sent, pieces);
    if (pieces.empty()) break;
    const Stream::Written written = stream_.try_write(pieces);
    if (written.outcome == Stream::Write::failed) co_return false;
    advance(rest, entry, sent, written.bytes);
  }
  co_return true;
}

// A connection closed while the client still sends would reset it, and the client might never read why it was refused.
base::Task<void> Connection::linger() {
  stream_.shut_down_write();
  wait_for(Waiting::linger, limits::linger_timeout);
  buffer_.resize(limits::read_buffer_bytes);
  while (!timed_out_) {
    const std::size_t bytes = co_await stream_.read_some(buffer_.data(), buffer_.size());
    if (bytes == 0) co_return;
  }
}

// ---- Server ----------------------------------------------------------------------------------------------------------

class HttpServer final : public Server {
 public:
  HttpServer(const ServerOptions& options, const TlsContext* tls, Application& application, const base::Clock& clock)
      : shared_{options, application, clock, tls, {}, {}} {
    for (unsigned i = 0; i < std::max(1U, options.workers); ++i) workers_.push_back(std::make_unique<Worker>(shared_));
    acceptor_.emplace(workers_.front()->executor());
    retry_.emplace(workers_.front()->executor());
  }
  ~HttpServer() override {
    for (auto& worker : workers_) worker->stop();
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  base::Result<void, StartFailure> listen();
  Endpoint endpoint() const override { return endpoint_; }
  const ServerCounters& counters() const override { return shared_.counters; }
  base::Executor executor() override { return workers_.front()->executor(); }
  bool drain() override;

 private:
  using Acceptor = asio::basic_socket_acceptor<Tcp, base::Executor>;
  using Peer = asio::basic_stream_socket<Tcp, base::Executor>;

  void accept_when_ready();
  bool accept_waiting();  // false: out of descriptors
  void shed(int handle);

  Common shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<Acceptor> acceptor_;
  std::optional<Timer> retry_;
  Endpoint endpoint_{};
  std::size_t next_worker_ = 0;
};

base::Result<void, Server::StartFailure> HttpServer::listen() {
  const Tcp::endpoint where(shared_.options.listen.address, shared_.options.listen.port);
  boost::system::error_code failure;
  acceptor_->open(where.protocol(), failure);
  if (!failure) acceptor_->set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) acceptor_->bind(where, failure);
  if (!failure) acceptor_->listen(4096, failure);
  if (!failure) acceptor_->native_non_blocking(true, failure);
  if (failure) {
    StartError error = StartError::other;
    if (failure == asio::error::address_in_use) error = StartError::address_in_use;
    if (failure == boost::system::errc::address_not_available) error = StartError::address_not_available;
    if (failure == asio::error::access_denied) error = StartError::not_permitted;
    return std::unexpected(StartFailure{error, failure.message()});
  }
  const Tcp::endpoint got = acceptor_->local_endpoint();
  endpoint_ = {got.address(), got.port()};
  accept_when_ready();
  for (auto& worker : workers_) worker->start();
  return {};
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
    ++shared_.counters.connections_accepted;
    if (shared_.counters.connections_open >= static_cast<std::int64_t>(shared_.options.connections_max)) {
      shed(handle);
      continue;
    }
    Worker& worker = *workers_[next_worker_++ % workers_.size()];
    worker.adopt(handle, shared_.options.listen.address.is_v6() ? Tcp::v6() : Tcp::v4());
  }
}

void HttpServer::shed(int handle) {
  ++shared_.counters.connections_shed;
  if (shared_.tls == nullptr) {
    const Response response = shared_.application.refuse(
        Request{}, {Refusal::too_many_connections, "the server has as many connections as it may"});
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
  shared_.is_draining = true;
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
  const auto until = std::chrono::steady_clock::now() + shared_.options.drain_timeout;
  while (shared_.counters.connections_open > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return shared_.counters.connections_open == 0;
}

}  // namespace

base::Result<std::unique_ptr<Server>, Server::StartFailure> Server::start(const ServerOptions& options,
                                                                          const TlsContext* tls,
                                                                          Application& application,
                                                                          const base::Clock& clock) {
  auto server = std::make_unique<HttpServer>(options, tls, application, clock);
  if (auto listening = server->listen(); !listening) return std::unexpected(listening.error());
  return server;
}

}  // namespace connectory::net
