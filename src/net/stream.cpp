#include "net/stream.h"

#include <algorithm>
#include <cerrno>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <openssl/err.h>

#include "base/limits.h"

namespace connectory::net {
namespace {

// One TLS record holds at most this much (RFC 8446, section 5.1).
constexpr std::size_t tls_record_bytes = 16 * 1024;

constexpr auto outcome_of = boost::asio::as_tuple(base::use_task);

}  // namespace

Stream::Stream(Socket socket, std::shared_ptr<SSL_CTX> tls, std::string& scratch)
    : socket_(std::move(socket)), tls_(std::move(tls)), scratch_(scratch) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.native_non_blocking(true, ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  // The system accepts this much unsent data and no more, so that what waits for a slow client is held, and counted, by
  // us. Data in transit to the client is not limited by it, so a fast connection stays fast.
  const int unsent_bytes = base::limits::socket_unsent_bytes_max;
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof unsent_bytes);
  peer_ = unmapped(socket_.remote_endpoint(ignored).address());
  if (tls_ != nullptr) {
    ssl_.reset(SSL_new(tls_.get()));
    SSL_set_fd(ssl_.get(), socket_.native_handle());
    SSL_set_accept_state(ssl_.get());
    SSL_set_read_ahead(ssl_.get(), 1);  // one read of the socket for a record and its header
  }
}

base::Task<bool> Stream::wait(boost::asio::socket_base::wait_type what) {
  const auto [failure] = co_await socket_.async_wait(what, outcome_of);
  co_return !failure;
}

base::Task<bool> Stream::wait_for_tls(int outcome) {
  const int wanted = SSL_get_error(ssl_.get(), outcome);
  ERR_clear_error();
  if (wanted == SSL_ERROR_WANT_READ) co_return co_await wait(boost::asio::socket_base::wait_read);
  if (wanted == SSL_ERROR_WANT_WRITE) co_return co_await wait(boost::asio::socket_base::wait_write);
  co_return false;
}

base::Task<bool> Stream::handshake() {
  if (ssl_ == nullptr) co_return true;
  for (;;) {
    ERR_clear_error();
    const int outcome = SSL_do_handshake(ssl_.get());
    if (outcome == 1) co_return true;
    const bool goes_on = co_await wait_for_tls(outcome);
    if (!goes_on) co_return false;
  }
}

base::Task<std::size_t> Stream::read_some(char* into, std::size_t bytes_max) {
  if (ssl_ == nullptr) {
    if (has_ended_) co_return 0;
    const auto [failure, bytes] = co_await read_plain(into, bytes_max);
    co_return note_read(failure, bytes);
  }
  for (;;) {
    ERR_clear_error();
    const int bytes = SSL_read(ssl_.get(), into, static_cast<int>(bytes_max));
    if (bytes > 0) co_return static_cast<std::size_t>(bytes);
    const bool goes_on = co_await wait_for_tls(bytes);
    if (!goes_on) co_return 0;
  }
}

base::Task<std::tuple<boost::system::error_code, std::size_t>> Stream::read_plain(char* into, std::size_t bytes_max) {
  return socket_.async_read_some(boost::asio::buffer(into, bytes_max), outcome_of);
}

std::size_t Stream::note_read(boost::system::error_code failure, std::size_t bytes) {
  if (failure == boost::asio::error::eof) has_ended_ = true;
  return failure ? 0 : bytes;
}

Stream::Written Stream::try_write(std::span<const iovec> pieces) {
  if (ssl_ == nullptr) {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data());
    message.msg_iovlen = pieces.size();
    const ssize_t bytes = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
    if (bytes >= 0) return {Write::some, static_cast<std::size_t>(bytes)};
    if (errno == EAGAIN) return {Write::would_block, 0};
    if (errno == EINTR) return {Write::some, 0};
    return {Write::failed, 0};
  }
  // Head and body in one record: two would cost a second encryption and a second write. After a write that would block,
  // OpenSSL requires the same bytes again, and the same pieces produce them.
  std::string_view record;
  if (pieces.front().iov_len >= tls_record_bytes || pieces.size() == 1) {
    record = {static_cast<const char*>(pieces.front().iov_base), std::min(pieces.front().iov_len, tls_record_bytes)};
  } else {
    scratch_.clear();
    for (const iovec& piece : pieces) {
      const std::size_t room = tls_record_bytes - scratch_.size();
      scratch_.append(static_cast<const char*>(piece.iov_base), std::min(piece.iov_len, room));
      if (scratch_.size() == tls_record_bytes) break;
    }
    record = scratch_;
  }
  ERR_clear_error();
  const int bytes = SSL_write(ssl_.get(), record.data(), static_cast<int>(record.size()));
  if (bytes > 0) return {Write::some, static_cast<std::size_t>(bytes)};
  const int wanted = SSL_get_error(ssl_.get(), bytes);
  ERR_clear_error();
  return {wanted == SSL_ERROR_WANT_WRITE || wanted == SSL_ERROR_WANT_READ ? Write::would_block : Write::failed, 0};
}

base::Task<bool> Stream::wait_writable() { co_return co_await wait(boost::asio::socket_base::wait_write); }

void Stream::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::reset() {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void Stream::shut_down_write() {
  if (ssl_ != nullptr) {
    SSL_shutdown(ssl_.get());  // sends close_notify once, and does not wait for the peer's
    ERR_clear_error();
  }
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
}

bool Stream::has_input() const {
  char byte = 0;
  const int handle = const_cast<Socket&>(socket_).native_handle();
  return ::recv(handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool Stream::is_ended_by_peer() const {
  pollfd look{const_cast<Socket&>(socket_).native_handle(), POLLRDHUP, 0};
  return ::poll(&look, 1, 0) > 0;
}

}  // namespace connectory::net
