#pragma once

// The bytes of one accepted connection, in plain or over TLS. Nothing here waits.
// Threads: its worker's loop only. Errors: `ended` means that the connection is over, whatever the reason.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <sys/uio.h>

#include <openssl/ssl.h>

#include "base/descriptor.h"
#include "net/address.h"

namespace connectory::net {

class Stream {
 public:
  // `socket`: non-blocking. `tls`: null for a plain connection. `scratch`: the worker's, for joining pieces into TLS records.
  Stream(base::Descriptor socket, std::shared_ptr<SSL_CTX> tls, std::string& scratch);

  bool is_secure() const { return ssl_ != nullptr; }
  Address peer() const { return peer_; }
  int socket() const { return socket_.get(); }

  enum class Outcome : std::uint8_t {
    some,         // the handshake is complete; a byte or more has been read or written
    would_block,  // try again after the next event of the socket
    ended,
  };
  struct Moved {
    Outcome outcome;
    std::size_t bytes;
  };
  Outcome shake_hands();
  Moved try_read(char* into, std::size_t bytes_max);
  Moved try_write(std::span<const iovec> pieces);

  void note_ready(std::uint32_t events);  // of epoll(7)
  // False: a read would block until the next event.
  bool is_readable() const { return is_readable_; }

  void reset();            // closes at once; the peer sees a reset
  void shut_down_write();  // no more answers; bytes that the client still sends are read and dropped
  // Whether there are unread bytes from the client.
  bool has_input() const;
  // Whether the peer has closed its side, or the connection is broken. A peer that sends nothing more but still waits for its
  // answer looks the same as one that has gone.
  bool is_ended_by_peer() const;

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  using Ssl = std::unique_ptr<SSL, FreeSsl>;

  // What OpenSSL needs after `outcome`, which is not positive.
  Outcome after_tls(int outcome);

  base::Descriptor socket_;
  std::shared_ptr<SSL_CTX> tls_;
  Ssl ssl_;
  std::string& scratch_;
  Address peer_;
  bool is_readable_ = false;
  bool reads_until_blocked_ = false;  // more than bytes may be waiting, such as the end of the stream
};

}  // namespace connectory::net
