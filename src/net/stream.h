#pragma once

// The bytes of one accepted connection, in plain or over TLS.
// Threads: its worker's loop only. Errors: a read of 0 bytes or a failed write means that the connection is over,
// whatever the reason: the peer closed it, its network failed, or cancel() was called.

#include <memory>
#include <span>
#include <string>
#include <sys/uio.h>
#include <tuple>

#include <boost/asio/ip/tcp.hpp>
#include <openssl/ssl.h>

#include "base/task.h"
#include "net/address.h"

namespace connectory::net {

class Stream {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, base::Executor>;

  // `tls`: null for a plain connection. `scratch`: the worker's, for joining pieces into TLS records.
  Stream(Socket socket, std::shared_ptr<SSL_CTX> tls, std::string& scratch);

  bool is_secure() const { return ssl_ != nullptr; }
  Address peer() const { return peer_; }

  base::Task<bool> handshake();
  base::Task<std::size_t> read_some(char* into, std::size_t bytes_max);
  // The same in two steps for a plain connection, without a coroutine: call read_plain, then note_read with its
  // outcome.
  base::Task<std::tuple<boost::system::error_code, std::size_t>> read_plain(char* into, std::size_t bytes_max);
  std::size_t note_read(boost::system::error_code failure, std::size_t bytes);

  enum class Write : std::uint8_t { some, would_block, failed };
  struct Written {
    Write outcome;
    std::size_t bytes;
  };
  Written try_write(std::span<const iovec> pieces);
  base::Task<bool> wait_writable();

  void cancel();           // ends every wait
  void reset();            // closes at once; the peer sees a reset
  void shut_down_write();  // no more answers; bytes that the client still sends are read and dropped
  // Whether there are unread bytes from the client.
  bool has_input() const;
  // Whether the peer has closed its end, or the connection is broken. A peer that only sends nothing more and still
  // waits for its answer looks the same as one that is gone.
  bool is_ended_by_peer() const;

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  using Ssl = std::unique_ptr<SSL, FreeSsl>;

  base::Task<bool> wait(boost::asio::socket_base::wait_type what);
  // Waits for what OpenSSL needs after `outcome`; false if the connection is over.
  base::Task<bool> wait_for_tls(int outcome);

  Socket socket_;
  std::shared_ptr<SSL_CTX> tls_;
  Ssl ssl_;
  std::string& scratch_;
  Address peer_;
  bool has_ended_ = false;  // the end is reported once; a second read would wait forever
};

}  // namespace connectory::net
