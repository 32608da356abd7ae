#pragma once

// Turns the bytes of a connection into requests. Stricter than RFC 9112 requires, because leniency is how requests are
// smuggled: no bare LF or CR, no folded lines, no space before a colon, one Content-Length or `chunked`, never both.
// Threads: one connection's parser belongs to its worker. Errors: net::Refused.
// Source: RFC 9112, sections 2.2, 3, 5, 6, 7. Boost.Beast's basic_parser parses the grammar.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace connectory::net {

// Finds the end of a head while it arrives, and anything that can be refused before the head is complete.
class HeadScanner {
 public:
  enum class State : std::uint8_t { incomplete, complete, malformed };
  // `bytes`: everything received since the head began, so it is longer at each call.
  State scan(std::string_view bytes);
  std::size_t head_bytes() const { return at_; }  // valid once the head is complete
  std::string_view rule() const { return rule_; }
  void reset() { *this = HeadScanner(); }

 private:
  State refuse(std::string_view rule) {
    rule_ = rule;
    return State::malformed;
  }
  std::size_t at_ = 0;  // first byte of the incomplete line
  std::size_t searched_ = 0;
  std::string_view rule_;
};

// A body sent in chunks (RFC 9112, section 7.1). Extensions and trailers are checked and dropped, because none of them
// is used here.
class ChunkedBody {
 public:
  // Consumes bytes and appends their content to `body` (nullptr: discarded). Returns how many it used.
  base::Result<std::size_t, Refused> take(std::string_view bytes, std::string* body, std::size_t bytes_max);
  bool is_done() const { return expects_ == Expects::nothing; }

 private:
  enum class Expects : std::uint8_t { size_line, data, data_end, trailer, nothing };
  base::Result<void, Refused> take_line(std::string_view line, std::size_t bytes_max);

  Expects expects_ = Expects::size_line;
  std::string line_;  // an incomplete line
  std::size_t trailers_bytes_ = 0;
  std::uint64_t chunk_left_ = 0;
  std::uint64_t body_bytes_ = 0;
};

// One message: its head, then its body.
class RequestParser {
 public:
  // Fills `request` and `headers` with views into `head`, which is one complete head with its empty line.
  base::Result<void, Refused> parse_head(std::string_view head, Request& request, std::vector<Header>& headers);

  bool keep_alive() const { return keep_alive_; }
  bool is_http_1_0() const { return is_http_1_0_; }
  bool expects_continue() const { return expects_continue_; }
  // Whether the message has ended.
  bool is_done() const { return chunked_ ? chunked_->is_done() : length_left_ == 0; }
  // Absent for a body in chunks.
  std::optional<std::uint64_t> content_length() const { return content_length_; }

  // Consumes body bytes and appends their content to `body` (nullptr: discarded). Returns how many it used; the rest
  // belongs to the next request.
  base::Result<std::size_t, Refused> parse_body(std::string_view bytes, std::string* body, std::size_t bytes_max);

 private:
  bool keep_alive_ = false;
  bool is_http_1_0_ = false;
  bool expects_continue_ = false;
  std::optional<std::uint64_t> content_length_;
  std::uint64_t length_left_ = 0;
  std::optional<ChunkedBody> chunked_;
};

}  // namespace connectory::net
