#include "net/stream.h"

#include <algorithm>
#include <cerrno>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <openssl/err.h>

#include "base/limits.h"

namespace connectory::net {
namespace {

// The most bytes that one TLS record can hold (RFC 8446, section 5.1).
constexpr std::size_t tls_record_bytes = 16 * 1024;

void set_option(int socket, int level, int name, int value) { ::setsockopt(socket, level, name, &value, sizeof value); }

}  // namespace

Stream::Stream(base::Descriptor socket, std::shared_ptr<SSL_CTX> tls, std::string& scratch)
    : socket_(std::move(socket)), tls_(std::move(tls)), scratch_(scratch), peer_(peer_of(socket_.get())) {
  set_option(socket_.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  // The system accepts this much that it has not sent yet, and no more, so we count whatever waits for a client that does not
  // read. Data already in flight to the client is not limited by it, so a fast connection stays fast.
  set_option(socket_.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, base::limits::socket_unsent_bytes_max);
  if (tls_ != nullptr) {
    ssl_.reset(SSL_new(tls_.get()));
    SSL_set_fd(ssl_.get(), socket_.get());
    SSL_set_accept_state(ssl_.get());
    SSL_set_read_ahead(ssl_.get(), 1);  // one read of the socket for a record and its header
  }
}

Stream::Outcome Stream::after_tls(int outcome) {
  const int wanted = SSL_get_error(ssl_.get(), outcome);
  ERR_clear_error();
  return wanted == SSL_ERROR_WANT_READ || wanted == SSL_ERROR_WANT_WRITE ? Outcome::would_block : Outcome::ended;
}

Stream::Outcome Stream::shake_hands() {
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl_.get());
  return outcome == 1 ? Outcome::some : after_tls(outcome);
}

Stream::Moved Stream::try_read(char* into, std::size_t bytes_max) {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int bytes = SSL_read(ssl_.get(), into, static_cast<int>(bytes_max));
    if (bytes > 0) return {Outcome::some, static_cast<std::size_t>(bytes)};
    const Outcome outcome = after_tls(bytes);
    is_readable_ = outcome != Outcome::would_block;
    return {outcome, 0};
  }
  ssize_t bytes = 0;
  do {
    bytes = ::recv(socket_.get(), into, bytes_max, 0);
  } while (bytes < 0 && errno == EINTR);
  if (bytes > 0) {
    // Fewer bytes than there is room for are all that have arrived: the next ones are an event (epoll(7), question 9).
    if (static_cast<std::size_t>(bytes) < bytes_max && !reads_until_blocked_) is_readable_ = false;
    return {Outcome::some, static_cast<std::size_t>(bytes)};
  }
  if (bytes == 0 || errno != EAGAIN) return {Outcome::ended, 0};
  is_readable_ = false;
  return {Outcome::would_block, 0};
}

Stream::Moved Stream::try_write(std::span<const iovec> pieces) {
  if (ssl_ == nullptr) {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data());
    message.msg_iovlen = pieces.size();
    const ssize_t bytes = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (bytes >= 0) return {Outcome::some, static_cast<std::size_t>(bytes)};
    if (errno == EAGAIN) return {Outcome::would_block, 0};
    if (errno == EINTR) return {Outcome::some, 0};
    return {Outcome::ended, 0};
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
  if (bytes > 0) return {Outcome::some, static_cast<std::size_t>(bytes)};
  return {after_tls(bytes), 0};
}

void Stream::note_ready(std::uint32_t events) {
  constexpr std::uint32_t more_than_bytes = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI;
  if ((events & more_than_bytes) != 0) reads_until_blocked_ = true;
  // TLS may have to write before it can read.
  if (reads_until_blocked_ || (events & EPOLLIN) != 0 || ssl_ != nullptr) is_readable_ = true;
}

void Stream::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
}

void Stream::shut_down_write() {
  if (ssl_ != nullptr) {
    SSL_shutdown(ssl_.get());  // close_notify, sent once; the peer's own is not waited for
    ERR_clear_error();
  }
  ::shutdown(socket_.get(), SHUT_WR);
}

bool Stream::has_input() const {
  char byte = 0;
  return ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool Stream::is_ended_by_peer() const {
  pollfd look{socket_.get(), POLLRDHUP, 0};
  return ::poll(&look, 1, 0) > 0;
}

}  // namespace connectory::net
