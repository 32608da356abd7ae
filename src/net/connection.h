#pragma once

// One client's connection: reads requests, passes each to the application, and sends the answers in order. What needs no
// waiting is done when the socket is ready, without a coroutine: one exists only while a body is received, an answer is
// made, or a client reads slowly.
// Ownership: its worker's list; it deletes itself when it ends. Threads: its worker's loop.
// Errors: none; a failure ends the connection, after an answer if the client can still understand one.
// Source: RFC 9112, sections 9.3 (persistence, pipelining) and 9.6 (tear-down).

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/intrusive/list.hpp>

#include "net/held_bytes.h"
#include "net/http.h"
#include "net/outbox.h"
#include "net/readiness.h"
#include "net/request_parser.h"
#include "net/server.h"
#include "net/stream.h"

namespace connectory::net {

// The server's options that can change while it runs.
class LiveOptions {
 public:
  explicit LiveOptions(const ServerOptions& options) { set(options); }
  void set(const ServerOptions& options);

  std::atomic<std::size_t> connections_max;
  std::atomic<std::chrono::milliseconds> head_timeout;
  std::atomic<std::chrono::milliseconds> body_timeout;
  std::atomic<std::chrono::milliseconds> write_timeout;
  std::atomic<std::chrono::milliseconds> idle_timeout;
  std::atomic<std::chrono::milliseconds> drain_timeout;
};

using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, base::Executor>;

// One of the things that a counter counts, until it is destroyed.
struct Uncount {
  void operator()(std::atomic<std::int64_t>* counter) const { --*counter; }
};
using Counted = std::unique_ptr<std::atomic<std::int64_t>, Uncount>;
inline Counted count_in(std::atomic<std::int64_t>& counter) {
  ++counter;
  return Counted(&counter);
}

// State that all workers share; lives as long as the server.
struct Common {
  LiveOptions options;
  Application& application;
  const base::Clock& clock;
  const TlsContext* tls;
  ServerCounters counters;
  std::atomic<bool> is_draining{false};
  HeldBytes held;

  // `slack`: how many connections above the maximum are allowed.
  bool has_room_for_connection(std::int64_t slack = 0) const {
    return counters.connections_open < static_cast<std::int64_t>(options.connections_max.load()) + slack;
  }
};

// The parts of its worker that a connection uses.
class Workbench {
 public:
  // `loop`: the worker's.
  Workbench(Common& common, base::Executor loop) : common_(common), loop_(loop), readiness_(loop) {}
  Common& common() { return common_; }
  base::Executor loop() const { return loop_; }
  Readiness& readiness() { return readiness_; }
  std::int64_t now_ns() const { return common_.clock.steady_ns(); }
  std::string_view date_line();
  // Filled and sent without a wait in between, so one is enough for all connections of the worker.
  Outbox& outbox() { return outbox_; }
  std::vector<iovec>& pieces() { return pieces_; }
  std::string& tls_scratch() { return tls_scratch_; }

 private:
  Common& common_;
  base::Executor loop_;
  Readiness readiness_;
  Outbox outbox_;
  std::vector<iovec> pieces_;
  std::string tls_scratch_;
  std::string date_line_;
  std::int64_t date_second_ = -1;
};

using ListHook = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

class Connection final : public ListHook, public BodySource, public Readiness::Watcher {
 public:
  // `counted`: among the open connections.
  Connection(Workbench& bench, Stream stream, Counted counted);
  ~Connection() override = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Each of these four may end the connection.
  void on_ready(std::uint32_t events) override;
  void check_deadline(std::int64_t now_ns);
  void give_way_if_pressed();  // if memory is still scarce
  void close_idle();
  // If memory is scarce and is held for this connection's client: the bytes per second that it reads or sends.
  // Absent: the connection can stay.
  std::optional<std::int64_t> pressed_rate(std::int64_t now_ns) const;
  // Since when it could be closed: it is idle, or its client has not completed a head for a while. Absent: in use.
  std::optional<std::int64_t> idle_since_ns(std::int64_t now_ns) const;

  base::Task<base::Result<std::string, Refused>> read_body(std::size_t bytes_max) override;

 private:
  enum class Waiting : std::uint8_t { handshake, idle, head, body, room, write, answer, linger };
  enum class Next : std::uint8_t { another, close, reset, gone, wait };
  enum class Flushed : std::uint8_t { sent, blocked, failed };
  // How the connection continues: at the next event of its socket, in a coroutine, or not at all.
  enum class Step : std::uint8_t { rest, work, end };
  // What the coroutine begins with, after it has sent `rest_`.
  enum class Work : std::uint8_t { send, serve, answer, linger, reset };

  std::string_view unread() const { return std::string_view(buffer_).substr(begin_, end_ - begin_); }

  // Serves requests until something has to be waited for. The worker's outbox is empty when it returns.
  Step advance(Next next);
  Step advance_with_memory(Next next);
  Step leave_for(Work work);
  void proceed(Step step);  // may end the connection
  base::Task<Step> work();
  void expire();  // the client has had its time
  void wake();
  // Until the socket has an event, check_deadline() wakes it, or the time is over, which is false.
  base::Task<bool> wait_for_event();
  base::Task<std::size_t> read_some(char* into, std::size_t bytes_max);  // 0: the connection is over
  void await_head();
  void skip_empty_lines();
  void make_room();
  void take_behind();
  // Answers the request whose head has arrived; `wait` if the answer, or the rest of the request, takes time.
  Next serve_now();
  base::Task<Next> serve_waiting();
  Next put(Response response, bool close);
  // Sends an answer whose body is produced while it is sent.
  base::Task<Next> produce(Response response, bool close);  // `gone`: the client has left, or did not get all of it
  bool is_last(const Response& response, bool close) const;
  // Forgets the previous request, whose views now point to other bytes.
  void begin_request();
  Next refuse(Refused refused);  // the request, as far as its head was read
  Next refuse_without_room();
  Next refuse_without_memory();
  Next refuse_unread(Refused refused);  // the bytes in the buffer, which are not a valid head
  Flushed flush_now();
  // What the client has not read yet becomes the connection's own.
  void keep_rest();
  base::Task<bool> flush();
  base::Task<bool> flush_rest();
  base::Task<bool> send_rest();
  base::Task<void> linger();
  base::Task<bool> drop_body();
  // Reads and consumes body bytes until the message ends.
  base::Task<base::Result<void, Refused>> take_body(std::string* body, std::size_t bytes_max);
  void wait_for(Waiting waiting, std::chrono::milliseconds timeout);
  // For the next bytes of an answer or a body: they must arrive in time, and all of them at the minimum rate.
  void wait_for_flow(Waiting waiting, std::chrono::milliseconds timeout);
  void begin_flow() { flow_ = {bench_.now_ns(), 0}; }
  // Too much is held already: waits briefly until some of it has been released.
  base::Task<bool> wait_for_room();
  bool has_room() const { return holding_.room() < HeldBytes::Room::none; }
  bool has_room_for_large() const { return holding_.room() < HeldBytes::Room::little; }
  void note_held();

  Workbench& bench_;
  Common& common_;
  Counted counted_;
  Stream stream_;
  std::string buffer_;  // received bytes are [begin_, end_)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string behind_;  // bytes after a body; kept until the answer no longer needs the head before it
  HeadScanner scanner_;
  RequestParser parser_;
  std::vector<Header> headers_;
  Request request_;
  Answer answer_;
  std::unique_ptr<Outbox> rest_;  // what a slow client has not read yet, or a piece of a body that is being produced
  struct Flow {
    std::int64_t began_ns = 0;
    std::int64_t bytes = 0;
  };
  Flow flow_;  // of the piece of an answer or a body in transfer
  Holding holding_;
  std::size_t body_bytes_ = 0;  // of the request's body, until its answer has been made
  Timer* waiter_ = nullptr;     // of wait_for_event()
  std::int64_t deadline_ns_ = 0;
  std::int64_t idle_since_ns_ = 0;
  std::stop_source departure_;
  Waiting waiting_ = Waiting::handshake;
  Work work_ = Work::send;
  bool is_working_ = false;  // a coroutine has the connection
  bool timed_out_ = false;
  bool must_continue_ = false;  // 100 Continue must be sent before the body comes
};

}  // namespace connectory::net
