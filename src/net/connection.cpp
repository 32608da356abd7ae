#include "net/connection.h"

#include <algorithm>
#include <new>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/limits.h"
#include "net/status.h"

namespace connectory::net {
namespace {

namespace limits = base::limits;
using Nanos = std::chrono::nanoseconds;

// How long, at a stop, an idle connection may still deliver a request that its client has just sent.
constexpr auto drain_grace = std::chrono::milliseconds(300);

constexpr auto outcome_of = boost::asio::as_tuple(base::use_task);

// If memory is scarce, a client's rate counts only after a second; if little is left, after two rounds of the sweep.
constexpr auto scarce_grace = std::chrono::seconds(1);
constexpr auto little_room_grace = std::chrono::milliseconds(200);

// How often a client that sends as fast as we read is read before others have their turn.
constexpr int reads_in_turn_max = 4;

}  // namespace

void LiveOptions::set(const ServerOptions& options) {
  connections_max = options.connections_max;
  head_timeout = options.head_timeout;
  body_timeout = options.body_timeout;
  write_timeout = options.write_timeout;
  idle_timeout = options.idle_timeout;
  drain_timeout = options.drain_timeout;
}

std::string_view Workbench::date_line() {
  const std::int64_t second = common_.clock.wall().unix_ms / 1000;
  if (second != date_second_) {
    date_second_ = second;
    date_line_ = fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(static_cast<std::time_t>(second)));
  }
  return date_line_;
}

Connection::Connection(Workbench& bench, Stream stream, Counted counted)
    : bench_(bench), common_(bench.common()), counted_(std::move(counted)), stream_(std::move(stream)),
      buffer_(limits::read_buffer_bytes, '\0'), holding_(common_.held, stream_.peer()) {
  begin_flow();
  wait_for(Waiting::handshake, limits::handshake_timeout);
}

void Connection::wait_for(Waiting waiting, std::chrono::milliseconds timeout) {
  waiting_ = waiting;
  deadline_ns_ = bench_.now_ns() + Nanos(timeout).count();
}

void Connection::wait_for_flow(Waiting waiting, std::chrono::milliseconds timeout) {
  wait_for(waiting, timeout);
  const std::int64_t all_ns = flow_.bytes * (1'000'000'000 / limits::client_bytes_per_second_min);
  deadline_ns_ = std::min(deadline_ns_, flow_.began_ns + Nanos(timeout).count() + all_ns);
}

void Connection::note_held() {
  const std::size_t long_head = buffer_.size() - std::min(buffer_.size(), limits::read_buffer_bytes);
  holding_.set(long_head + body_bytes_ + (rest_ == nullptr ? 0 : rest_->bytes()));
}

void Connection::wake() {
  if (waiter_ != nullptr) waiter_->cancel();
}

base::Task<bool> Connection::wait_for_event() {
  if (timed_out_) co_return false;
  Timer timer(bench_.loop(), Timer::time_point::max());
  waiter_ = &timer;
  const auto [ignored] = co_await timer.async_wait(outcome_of);
  static_cast<void>(ignored);
  waiter_ = nullptr;
  co_return !timed_out_;
}

base::Task<std::size_t> Connection::read_some(char* into, std::size_t bytes_max) {
  for (;;) {
    if (stream_.is_readable()) {
      const Stream::Moved moved = stream_.try_read(into, bytes_max);
      if (moved.outcome == Stream::Outcome::ended) co_return 0;
      if (moved.outcome == Stream::Outcome::some) {
        // A client that sends as fast as we read must not keep the loop to itself.
        if (stream_.is_readable()) {
          auto giving_way = base::give_way();
          co_await std::move(giving_way);
        }
        co_return moved.bytes;
      }
    }
    const bool is_in_time = co_await wait_for_event();
    if (!is_in_time) co_return 0;
  }
}

base::Task<bool> Connection::wait_for_room() {
  wait_for(Waiting::room, limits::room_timeout);
  while (!has_room() && bench_.now_ns() < deadline_ns_) {
    const bool is_in_time = co_await wait_for_event();
    if (!is_in_time) break;
  }
  co_return has_room();
}

std::optional<std::int64_t> Connection::pressed_rate(std::int64_t now_ns) const {
  const bool is_clients_turn = waiting_ == Waiting::write || waiting_ == Waiting::body || waiting_ == Waiting::head;
  if (holding_.bytes() == 0 || !is_clients_turn) return std::nullopt;
  if (!holding_.is_pressed()) return std::nullopt;
  const std::int64_t took_ns = now_ns - flow_.began_ns;
  const std::int64_t grace_ns = Nanos(has_room_for_large() ? scarce_grace : little_room_grace).count();
  if (took_ns < grace_ns) return std::nullopt;
  const std::int64_t rate = flow_.bytes * 1000 / std::max<std::int64_t>(1, took_ns / 1'000'000);
  return rate < limits::pressed_bytes_per_second_min ? std::optional(rate) : std::nullopt;
}

void Connection::expire() {
  if (is_working_) {
    timed_out_ = true;
    wake();
    return;
  }
  if (waiting_ != Waiting::head) {
    delete this;
    return;
  }
  Next next = Next::gone;
  try {
    next = refuse_unread({Refusal::timeout, "The head did not arrive in time"});
  } catch (const std::bad_alloc&) {
    next = refuse_without_memory();
  }
  proceed(advance(next));
}

void Connection::give_way_if_pressed() {
  if (!holding_.is_pressed()) return;
  holding_.set(0);  // its memory is released at once, so that others can stay
  ++common_.counters.connections_pressed_out;
  expire();
}

std::optional<std::int64_t> Connection::idle_since_ns(std::int64_t now_ns) const {
  if (waiting_ == Waiting::idle) return idle_since_ns_;
  const bool is_beginning = waiting_ == Waiting::head || waiting_ == Waiting::handshake;
  if (is_beginning && now_ns - flow_.began_ns >= Nanos(limits::beginning_grace).count()) return flow_.began_ns;
  return std::nullopt;
}

void Connection::close_idle() {
  ++common_.counters.connections_given_up;
  expire();
}

void Connection::check_deadline(std::int64_t now_ns) {
  if (waiting_ == Waiting::room) {
    if (has_room() || now_ns >= deadline_ns_) wake();
    return;
  }
  if (waiting_ == Waiting::idle && common_.is_draining) {
    const bool had_grace = now_ns - idle_since_ns_ > Nanos(drain_grace).count();
    if (had_grace && !stream_.has_input()) expire();
    return;
  }
  if (waiting_ == Waiting::answer) {
    if (stream_.is_ended_by_peer()) departure_.request_stop();
    return;
  }
  if (now_ns >= deadline_ns_) expire();
}

void Connection::on_ready(std::uint32_t events) {
  stream_.note_ready(events);
  if (is_working_) return wake();
  proceed(advance(Next::another));
}

void Connection::proceed(Step step) {
  if (step == Step::rest) return;
  if (step == Step::end) {
    delete this;
    return;
  }
  is_working_ = true;
  try {
    boost::asio::co_spawn(bench_.loop(), work(), [this](const std::exception_ptr& failure, Step last) {
      if (failure != nullptr) bench_.outbox().clear();
      if (failure != nullptr || last == Step::end) delete this;
    });
  } catch (const std::bad_alloc&) {
    ++common_.counters.requests_without_memory;
    delete this;
  }
}

Connection::Step Connection::advance(Next next) {
  try {
    return advance_with_memory(next);
  } catch (const std::bad_alloc&) {
    next = refuse_without_memory();
  }
  try {
    return advance_with_memory(next);
  } catch (const std::bad_alloc&) {
    bench_.outbox().clear();
    return Step::end;
  }
}

Connection::Step Connection::advance_with_memory(Next next) {
  if (waiting_ == Waiting::handshake && stream_.is_secure()) {
    const Stream::Outcome outcome = stream_.shake_hands();
    if (outcome != Stream::Outcome::some) return outcome == Stream::Outcome::ended ? Step::end : Step::rest;
  }
  for (int reads = 0;;) {
    switch (next) {
      case Next::another: break;
      case Next::wait: return leave_for(Work::answer);
      case Next::close: return leave_for(Work::linger);
      case Next::reset: return leave_for(Work::reset);
      case Next::gone: bench_.outbox().clear(); return Step::end;
    }
    take_behind();
    skip_empty_lines();
    const HeadScanner::State state = scanner_.scan(unread());
    if (state == HeadScanner::State::complete) {
      // Sent before more is produced, so that a client that does not read gets no further.
      const Outbox& outbox = bench_.outbox();
      const bool is_first_sent = outbox.is_full() || (!outbox.is_empty() && !has_room_for_large());
      const Flushed flushed = is_first_sent ? flush_now() : Flushed::sent;
      if (flushed == Flushed::failed) return Step::end;
      if (flushed == Flushed::blocked || !has_room()) return leave_for(Work::serve);
      next = serve_now();
    } else if (state == HeadScanner::State::malformed) {
      next = refuse_unread({Refusal::malformed, scanner_.rule()});
    } else if (unread().size() >= limits::request_head_bytes_max) {
      const bool has_line = unread().contains('\n');
      next = refuse_unread(has_line ? Refused{Refusal::head_too_large, "The head is too large"}
                                    : Refused{Refusal::target_too_long, "The request target is too long"});
    } else {
      await_head();  // before the answers are sent: a client that has read its answer counts as idle
      const Flushed flushed = flush_now();
      if (flushed == Flushed::failed) return Step::end;
      if (flushed == Flushed::blocked) return leave_for(Work::send);
      if (!stream_.is_readable()) return Step::rest;
      if (++reads > reads_in_turn_max) {
        bench_.readiness().report_again(stream_.socket(), *this);
        return Step::rest;
      }
      const Stream::Moved moved = stream_.try_read(buffer_.data() + end_, buffer_.size() - end_);
      if (moved.outcome == Stream::Outcome::ended) return Step::end;
      end_ += moved.bytes;
      flow_.bytes += static_cast<std::int64_t>(moved.bytes);
    }
  }
}

// The worker's outbox is this connection's only until it waits.
Connection::Step Connection::leave_for(Work work) {
  const Flushed flushed = flush_now();
  if (flushed == Flushed::failed) return Step::end;
  if (flushed == Flushed::blocked) keep_rest();
  work_ = work;
  waiting_ = Waiting::answer;
  return Step::work;
}

base::Task<Connection::Step> Connection::work() {
  for (;;) {
    Next next = Next::another;
    bool has_memory = true;
    try {
      if (rest_ != nullptr) {
        const bool sent = co_await flush_rest();
        if (!sent) co_return Step::end;
      }
      switch (work_) {
        case Work::send: break;
        case Work::serve: {
          const bool has_room = co_await wait_for_room();
          if (has_room) {
            next = serve_now();
          } else {
            begin_request();
            next = refuse_without_room();
          }
          break;
        }
        case Work::answer: next = co_await serve_waiting(); break;
        case Work::linger: co_await linger(); co_return Step::end;
        case Work::reset: stream_.reset(); co_return Step::end;
      }
    } catch (const std::bad_alloc&) {
      has_memory = false;
    }
    if (!has_memory) next = refuse_without_memory();
    const Step step = advance(next);
    if (step == Step::work) continue;
    is_working_ = false;
    co_return step;
  }
}

// What the connection waits for before it reads on: a request, or the rest of its head.
void Connection::await_head() {
  make_room();
  if (unread().empty()) {
    const std::chrono::milliseconds timeout = common_.options.idle_timeout;
    wait_for(Waiting::idle, timeout);
    idle_since_ns_ = deadline_ns_ - Nanos(timeout).count();
  } else if (waiting_ != Waiting::head) {
    begin_flow();
    wait_for(Waiting::head, common_.options.head_timeout);  // for the head as a whole, not for each piece
  }
}

// A stray CRLF between requests is skipped (RFC 9112, section 2.2). The scanner has not seen it, or only its first half.
void Connection::skip_empty_lines() {
  while (unread().starts_with("\r\n")) begin_ += 2;
}

void Connection::make_room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (buffer_.size() > limits::read_buffer_bytes) {  // shrinks after a long head: an idle connection keeps little
      std::string(limits::read_buffer_bytes, '\0').swap(buffer_);
      note_held();
    }
  }
  if (end_ < buffer_.size()) return;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    end_ -= begin_;
    begin_ = 0;
    buffer_.resize(buffer_.capacity());
  } else {
    buffer_.resize(std::min(buffer_.size() * 2, limits::request_head_bytes_max));
    note_held();
  }
}

void Connection::take_behind() {
  if (behind_.empty()) return;
  buffer_.resize(std::max(buffer_.size(), end_ + behind_.size()));
  std::ranges::copy(behind_, buffer_.begin() + static_cast<std::ptrdiff_t>(end_));
  end_ += behind_.size();
  std::string().swap(behind_);
}

void Connection::begin_request() {
  request_ = Request{};
  request_.peer = stream_.peer();
  request_.is_secure = stream_.is_secure();
  request_.arrived_ns = bench_.now_ns();
  request_.body = this;
  request_.departure = &departure_;
}

Connection::Next Connection::serve_now() {
  const std::string_view head = unread().substr(0, scanner_.head_bytes());
  begin_request();
  const auto parsed = parser_.parse_head(head, request_, headers_);
  if (!parsed) return refuse(parsed.error());
  // The bytes of the head are not moved until the answer has been produced, because the request's views point into
  // them.
  begin_ += head.size();
  scanner_.reset();
  must_continue_ = parser_.expects_continue() && request_.has_body;
  waiting_ = Waiting::answer;
  answer_ = common_.application.handle(request_);
  auto* const ready = std::get_if<Response>(&answer_);
  if (ready == nullptr || !parser_.is_done() || std::holds_alternative<Produced>(ready->body)) return Next::wait;
  // It may have to be refused, which serve_waiting() does.
  if (ready->body_text().size() > limits::small_held_bytes && !has_room_for_large()) return Next::wait;
  return put(std::move(*ready), false);
}

base::Task<Connection::Next> Connection::serve_waiting() {
  waiting_ = Waiting::answer;
  Response response;
  if (auto* const ready = std::get_if<Response>(&answer_)) {
    response = std::move(*ready);
  } else {
    auto task = std::get<base::Task<Response>>(std::move(answer_));
    response = co_await std::move(task);
  }
  body_bytes_ = 0;
  note_held();
  // Others came to hold more while it was produced, so it is discarded unless it is small.
  if (response.body_text().size() > limits::small_held_bytes && !has_room_for_large()) {
    response = Response{};
    co_return refuse_without_room();
  }
  bool must_close = false;
  if (!parser_.is_done()) {
    // If the body was not read and is small, it is dropped, so that the connection can be reused.
    const bool is_small = parser_.content_length().value_or(UINT64_MAX) <= limits::discarded_body_bytes_max;
    bool dropped = false;
    if (is_small && !must_continue_) dropped = co_await drop_body();
    must_close = !dropped;
  }
  if (std::holds_alternative<Produced>(response.body)) {
    auto producing = produce(std::move(response), must_close);
    co_return co_await std::move(producing);
  }
  co_return put(std::move(response), must_close);
}

bool Connection::is_last(const Response& response, bool close) const {
  return close || !parser_.keep_alive() || response.delivery == Response::Delivery::cut ||
         common_.is_draining.load(std::memory_order_relaxed);
}

Connection::Next Connection::put(Response response, bool close) {
  if (response.delivery == Response::Delivery::none) return Next::reset;
  const bool last = is_last(response, close);
  // A client of HTTP/1.0 expects the connection to close unless it is kept alive explicitly (RFC 9112, section C.2.2).
  if (!last && parser_.is_http_1_0()) response.add_header("Connection", "keep-alive");
  bench_.outbox().add(std::move(response), bench_.date_line(), last, request_.method == Method::head);
  return last ? Next::close : Next::another;
}

base::Task<Connection::Next> Connection::produce(Response response, bool close) {
  using Framing = Outbox::Framing;
  const Produced produced = std::get<Produced>(std::move(response.body));
  response.body = std::string_view();
  const bool is_unsent = request_.method == Method::head || has_no_body(response.status);
  Framing framing = Framing::length;
  if (!produced.bytes) framing = parser_.is_http_1_0() && !is_unsent ? Framing::close : Framing::chunks;
  const bool last = is_last(response, close || framing == Framing::close);
  if (!last && parser_.is_http_1_0()) response.add_header("Connection", "keep-alive");

  rest_ = std::make_unique<Outbox>();
  // An unknown length is left out of the answer to HEAD (RFC 9110, section 9.3.2).
  if (is_unsent && (framing == Framing::chunks || has_no_body(response.status))) {
    rest_->add_head(response, bench_.date_line(), last, Framing::close, 0);
  } else {
    rest_->add_head(response, bench_.date_line(), last, framing, produced.bytes.value_or(0));
  }
  std::uint64_t bytes = 0;
  for (bool is_done = is_unsent, is_first = true; !is_done; is_first = false) {
    waiting_ = Waiting::answer;
    auto making = produced.producer->next();
    auto piece = co_await std::move(making);
    const bool has_failed =
        !piece ||
        (produced.bytes && (piece->size() > *produced.bytes - bytes || (piece->empty() && bytes < *produced.bytes)));
    if (has_failed) {
      rest_.reset();
      if (is_first)
        co_return refuse({Refusal::unavailable, "The answer could not be produced"});  // nothing has been sent yet
      // If the end of the connection marks the end of the body, only a reset shows that something is missing.
      if (framing == Framing::close) stream_.reset();
      co_return Next::gone;
    }
    is_done = piece->empty();
    bytes += piece->size();
    if (is_done) {
      rest_->add_end(framing);
    } else {
      rest_->add_piece(*std::move(piece), framing);
    }
    const bool sent = co_await send_rest();
    if (!sent) co_return Next::gone;
    // A fast client and a producer that never waits must not keep the loop to themselves.
    auto giving_way = base::give_way();
    co_await std::move(giving_way);
  }
  const bool sent = co_await send_rest();
  rest_.reset();
  note_held();
  if (!sent) co_return Next::gone;
  co_return last ? Next::close : Next::another;
}

Connection::Next Connection::refuse_without_room() {
  ++common_.counters.requests_without_room;
  return refuse({Refusal::unavailable, "Too much memory is held for answers that clients have not read; retry later"});
}

Connection::Next Connection::refuse_without_memory() {
  ++common_.counters.requests_without_memory;
  answer_ = Answer();
  body_bytes_ = 0;
  const bool is_in_the_middle = rest_ != nullptr;
  rest_.reset();
  note_held();
  if (is_in_the_middle) return Next::gone;
  const std::string_view rule = "The server does not have enough memory for this request; retry later";
  try {
    begin_request();
    return refuse({Refusal::unavailable, rule});
  } catch (const std::bad_alloc&) {
    // There is no memory even for that. The earlier answers of a pipeline are still in the outbox; this one is not.
    constexpr std::string_view answer =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const iovec piece{const_cast<char*>(answer.data()), answer.size()};
    if (bench_.outbox().is_empty()) stream_.try_write({&piece, 1});
    return Next::close;
  }
}

Connection::Next Connection::refuse_unread(Refused refused) {
  begin_request();
  return refuse(refused);
}

Connection::Next Connection::refuse(Refused refused) {
  return put(common_.application.refuse(request_, refused), true);
}

base::Task<base::Result<std::string, Refused>> Connection::read_body(std::size_t bytes_max) {
  std::string body;
  if (parser_.is_done()) co_return body;
  const std::uint64_t announced = parser_.content_length().value_or(0);
  if (announced > bytes_max) co_return std::unexpected(Refused{Refusal::body_too_large, "The body is too large"});
  if (must_continue_) {
    must_continue_ = false;
    bench_.outbox().add_raw("HTTP/1.1 100 Continue\r\n\r\n");
    const bool sent = co_await flush();
    if (!sent) co_return std::unexpected(Refused{Refusal::timeout, "The client has left"});
  }
  body.reserve(std::min<std::size_t>(announced, limits::read_buffer_bytes));
  const auto taken = co_await take_body(&body, bytes_max);
  waiting_ = Waiting::answer;
  if (!taken) co_return std::unexpected(taken.error());
  co_return body;
}

base::Task<base::Result<void, Refused>> Connection::take_body(std::string* body, std::size_t bytes_max) {
  const auto used = parser_.parse_body(unread(), body, bytes_max);
  if (!used) co_return std::unexpected(used.error());
  begin_ += *used;
  if (parser_.is_done()) co_return base::Result<void, Refused>();
  std::string piece(limits::read_buffer_bytes, '\0');
  begin_flow();
  while (!parser_.is_done()) {
    body_bytes_ = piece.size() + (body == nullptr ? 0 : body->capacity());
    note_held();
    const bool is_small = body_bytes_ <= limits::small_held_bytes;
    if (is_small ? !has_room() : !has_room_for_large()) {
      ++common_.counters.requests_without_room;
      co_return std::unexpected(
          Refused{Refusal::unavailable, "Too much memory is held for other requests; retry later"});
    }
    wait_for_flow(Waiting::body, common_.options.body_timeout);
    const std::size_t bytes = co_await read_some(piece.data(), piece.size());
    if (bytes == 0) {
      timed_out_ = false;
      co_return std::unexpected(Refused{Refusal::timeout, "The body did not arrive completely in time"});
    }
    flow_.bytes += static_cast<std::int64_t>(bytes);
    const std::string_view received = std::string_view(piece).substr(0, bytes);
    const auto taken = parser_.parse_body(received, body, bytes_max);
    if (!taken) co_return std::unexpected(taken.error());
    behind_.append(received.substr(*taken));
    // A client that sends fast is read in large pieces. For a slow one, we hold only a small piece.
    if (bytes == piece.size() && bytes < limits::inline_work_bytes_max) piece.resize(2 * bytes);
  }
  co_return base::Result<void, Refused>();
}

base::Task<bool> Connection::drop_body() {
  const auto dropped = co_await take_body(nullptr, limits::discarded_body_bytes_max);
  co_return dropped.has_value();
}

Connection::Flushed Connection::flush_now() {
  Outbox& outbox = bench_.outbox();
  while (!outbox.is_empty()) {
    outbox.gather(bench_.pieces());
    if (bench_.pieces().empty()) break;
    const Stream::Moved written = stream_.try_write(bench_.pieces());
    if (written.outcome == Stream::Outcome::would_block) return Flushed::blocked;
    if (written.outcome == Stream::Outcome::ended) {
      outbox.clear();
      return Flushed::failed;
    }
    outbox.advance(written.bytes);
  }
  outbox.clear();
  return Flushed::sent;
}

base::Task<bool> Connection::flush() {
  const Flushed flushed = flush_now();
  if (flushed != Flushed::blocked) co_return flushed == Flushed::sent;
  keep_rest();
  co_return co_await flush_rest();
}

void Connection::keep_rest() {
  rest_ = std::make_unique<Outbox>();
  std::swap(*rest_, bench_.outbox());
}

base::Task<bool> Connection::flush_rest() {
  const bool sent = co_await send_rest();
  rest_.reset();
  note_held();
  co_return sent;
}

// Sends `rest_`, as fast as the client reads it.
base::Task<bool> Connection::send_rest() {
  std::vector<iovec> pieces;
  begin_flow();
  for (bool has_moved = true;;) {
    rest_->gather(pieces);
    if (pieces.empty()) break;
    const Stream::Moved written = stream_.try_write(pieces);
    if (written.outcome == Stream::Outcome::ended) co_return false;
    rest_->advance(written.bytes);
    flow_.bytes += static_cast<std::int64_t>(written.bytes);
    has_moved = has_moved || written.bytes > 0;
    if (written.outcome == Stream::Outcome::some) continue;
    note_held();
    // Only bytes that the client reads give it more time, not those that it sends.
    if (std::exchange(has_moved, false)) wait_for_flow(Waiting::write, common_.options.write_timeout);
    const bool is_in_time = co_await wait_for_event();
    if (!is_in_time) co_return false;
  }
  rest_->clear();
  co_return true;
}

// A connection closed while the client still sends would reset it, and the client might never read why it was refused.
base::Task<void> Connection::linger() {
  stream_.shut_down_write();
  wait_for(Waiting::linger, limits::linger_timeout);
  std::string dropped(limits::read_buffer_bytes, '\0');
  while (!timed_out_) {
    const std::size_t bytes = co_await read_some(dropped.data(), dropped.size());
    if (bytes == 0) co_return;
  }
}

}  // namespace connectory::net
