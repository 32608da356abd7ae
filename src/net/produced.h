#pragma once

// A body that is produced while it is sent, so that no answer has to fit into memory.
// The server requests the next piece after the system has accepted the previous one. So a client that reads slowly
// slows down its producer, and only one piece is held for it. Pieces should have 16 to 64 KiB: each costs a write, and
// each of many slow clients holds one.
// Ownership: the response owns it, then the connection. The connection destroys it at its end, after a failure, and as
// soon as it knows that the client has left: at the latest at the next write, so possibly in the middle. It is
// destroyed unread for HEAD, and if the answer has no body (204, 304). It must not refer to the request.
// Threads: next() is called on the connection's loop, and never twice at once. The destructor runs there too, and never
// while next() runs, except when the server ends: a next() that still waits is then destroyed with it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/task.h"

namespace connectory::net {

class BodyProducer {
 public:
  struct Failed {};  // the producer has logged the reason, which a client cannot receive in the middle of an answer

  virtual ~BodyProducer() = default;
  // The next piece; an empty one is the end. It may wait, but not for the client, and each of its waits has a deadline.
  // If the first piece fails, the answer is a 503 by Application::refuse. If a later one fails, the connection is
  // closed without the end of the body (the last chunk, or all the bytes that Content-Length promised), so no client
  // mistakes a part for the whole.
  virtual base::Task<base::Result<std::string, Failed>> next() = 0;
};

// Sent with Content-Length if the size is known; a producer that then returns more or less has failed. Otherwise sent
// in chunks, or to clients of HTTP/1.0 until the connection is closed.
struct Produced {
  std::unique_ptr<BodyProducer> producer;
  std::optional<std::uint64_t> bytes;
};

}  // namespace connectory::net
