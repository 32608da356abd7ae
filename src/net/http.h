#pragma once

// HTTP/1.1 messages as the server hands them to the application (RFC 9110, RFC 9112).
// Ownership: a Request borrows from its connection's buffer and lives until its answer has been made; a Response owns
// its body or shares it. Threads: one request is handled on one worker's loop from beginning to end.

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/task.h"
#include "net/address.h"
#include "net/produced.h"

namespace connectory::net {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
std::string_view name_of(Method method);  // as in a request; empty for `other`

struct Header {
  std::string_view name;
  std::string_view value;
};

// Why a request was turned away before the application saw all of it.
enum class Refusal : std::uint8_t {
  malformed,             // not HTTP/1.1, or ambiguous: 400
  timeout,               // the client stopped in the middle: 408
  body_too_large,        // 413
  target_too_long,       // 414
  head_too_large,        // 431
  expectation_failed,    // an Expect other than 100-continue: 417
  unknown_coding,        // a Transfer-Encoding other than chunked: 501
  version_unsupported,   // 505
  too_many_connections,  // 503
  unavailable,           // the server lacks the resources to answer: 503
};

struct Refused {
  Refusal refusal;
  std::string_view rule;  // what was wrong, as a sentence without its full stop; a literal
};

// The request's body. It is read only when the application asks for it, so that the bodies of refused callers are not
// read.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual base::Task<base::Result<std::string, Refused>> read_body(std::size_t bytes_max) = 0;
};

struct Request {
  Method method = Method::other;
  std::string_view method_text;
  std::string_view target;  // as sent
  std::string_view path;    // up to '?', still percent-encoded
  std::string_view query;   // after '?', still percent-encoded; empty if there is none
  std::span<const Header> headers;

  // Headers that the application uses on every request; empty if absent. A header that may appear only once and appears
  // twice has already been refused.
  std::string_view host;  // from the target, if it has one
  std::string_view authorization;
  std::string_view content_type;
  std::string_view accept;
  std::string_view accept_encoding;
  std::string_view if_match;
  std::string_view if_none_match;
  std::string_view origin;
  std::string_view request_id;     // X-Request-Id
  std::string_view forwarded_for;  // X-Forwarded-For
  std::string_view user_agent;

  bool has_body = false;
  bool is_secure = false;       // over TLS
  Address peer;                 // the other end of the connection
  std::int64_t arrived_ns = 0;  // steady time at which the head was complete
  BodySource* body = nullptr;
  const std::stop_source* departure = nullptr;  // requested if the client leaves before its answer is ready
};

using Shared = std::shared_ptr<const std::string>;

// Owned, shared with a cache, part of the program itself, or produced while it is sent.
using Body = std::variant<std::string, Shared, std::string_view, Produced>;
std::string_view text_of(const Body& body);  // empty for a body that is produced while it is sent

struct Response {
  // How much of it the client gets. All but `whole` end the connection; they are for an API that simulates failures
  // (sample/), with complete bodies.
  enum class Delivery : std::uint8_t {
    whole,
    cut,   // Content-Length promises the body, but only half of it is sent
    none,  // the connection is reset
  };

  int status = 200;
  // Complete lines, each ending with CRLF; the server adds Date, Content-Length or Transfer-Encoding, and Connection.
  std::string headers;
  Body body;
  Delivery delivery = Delivery::whole;

  // A header whose value has a control character is left out, because headers must not be split.
  void add_header(std::string_view name, std::string_view value);
  std::string_view body_text() const { return text_of(body); }
};

// A cheap answer is ready at once; one that waits (for the body or the store) is a task.
using Answer = std::variant<Response, base::Task<Response>>;

class Application {
 public:
  virtual ~Application() = default;
  // Called before the first request with the URL at which this machine reaches the server, `http://127.0.0.1:8080`.
  virtual void begin_serving(std::string_view url) { static_cast<void>(url); }
  // Must not throw. `request` stays valid until the answer is ready.
  virtual Answer handle(const Request& request) = 0;
  // The answer to something that is not a valid request, with its body. `request` is filled as far as possible.
  virtual Response refuse(const Request& request, const Refused& refused) = 0;
};

}  // namespace connectory::net
