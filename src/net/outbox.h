#pragma once

// Answers that are being sent to a client, in order. Their heads share one text, so that a write gathers few pieces.
// Ownership: a worker has one, which is filled and sent without a wait in between. What a slow client has not read yet
// moves to its connection. Threads: the worker's.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/uio.h>
#include <vector>

#include "net/http.h"

namespace connectory::net {

class Outbox {
 public:
  // `without_body`: the answer to HEAD, which states the length of the body but does not send it.
  void add(Response response, std::string_view date_line, bool is_last, bool without_body);
  void add_raw(std::string_view head);

  // How a client finds the end of a body that is produced while it is sent.
  enum class Framing : std::uint8_t {
    length,  // by Content-Length
    chunks,  // RFC 9112, section 7.1
    close,   // the connection ends with it: HTTP/1.0
  };
  // Adds only the head of an answer with such a body. `length` is used for Framing::length.
  void add_head(const Response& response, std::string_view date_line, bool is_last, Framing framing,
                std::uint64_t length);
  void add_piece(std::string piece, Framing framing);
  void add_end(Framing framing);

  bool is_empty() const { return entries_.empty(); }
  bool is_full() const;
  // The bytes held: all of each answer that has not been sent completely.
  std::size_t bytes() const { return bytes_; }
  void clear();

  // The bytes that have not been sent.
  void gather(std::vector<iovec>& pieces) const;
  void advance(std::size_t bytes);

 private:
  struct Entry {
    std::size_t head_begin;
    std::size_t head_end;
    Body body;
    std::size_t body_bytes;  // how many bytes of the body are sent
  };
  std::size_t size_of(const Entry& entry) const;
  void begin_head(const Response& response, std::string_view date_line);
  void add_entry(std::size_t head_begin, Body body, std::size_t body_bytes);

  std::string heads_;
  std::vector<Entry> entries_;
  std::size_t bytes_ = 0;
  std::size_t entry_ = 0;  // the first entry that has not been sent completely
  std::size_t sent_ = 0;   // bytes of it that have been sent
};

}  // namespace connectory::net
