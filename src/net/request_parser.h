#pragma once

// Turns the bytes of a connection into requests. Stricter than RFC 9112 has to be, where leniency is how requests are
// smuggled: no bare LF or CR, no folded lines, no space before a colon, one Content-Length or `chunked`, never both.
// Threads: one connection's parser belongs to its worker. Errors: net::Refused.
// Source: RFC 9112, sections 2.2, 3, 5, 6, 7; Boost.Beast's basic_parser reads the grammar.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace connectory::net {

// Finds where a head ends while it arrives, and what can be refused before it is whole.
class HeadScanner {
 public:
  enum class State : std::uint8_t { incomplete, complete, malformed };
  // `bytes`: everything received since the head began; longer at each call.
  State scan(std::string_view bytes);
  std::size_t head_bytes() const { return at_; }  // once complete
  std::string_view rule() const { return rule_; }
  void reset() { *this = HeadScanner(); }

 private:
  State refuse(std::string_view rule) {
    rule_ = rule;
    return State::malformed;
  }
  std::size_t at_ = 0;  // first byte of the line not yet seen whole
  std::size_t searched_ = 0;
  std::string_view rule_;
};

// One message: its head, then its body.
class RequestParser {
 public:
  RequestParser();
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Fills `request` and `headers` with views into `head`, which is one whole head with its empty line.
  base::Result<void, Refused> parse_head(std::string_view head, Request& request, std::vector<Header>& headers);

  bool keep_alive() const { return keep_alive_; }
  bool expects_continue() const { return expects_continue_; }
  bool is_done() const;
  std::optional<std::uint64_t> content_length() const { return content_length_; }

  // Takes body bytes and appends what they mean to `body` (nullptr: thrown away). Answers how many it used; the rest
  // belongs to the next request.
  base::Result<std::size_t, Refused> parse_body(std::string_view bytes, std::string* body, std::size_t bytes_max);

 private:
  class Grammar;
  std::unique_ptr<Grammar> grammar_;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  std::optional<std::uint64_t> content_length_;
};

}  // namespace connectory::net
