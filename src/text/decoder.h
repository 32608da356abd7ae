#pragma once

// Decodes text in any charset to UTF-8, piece by piece. A byte order mark at the beginning wins over the given charset
// and is dropped. What the charset does not have becomes U+FFFD, as browsers show it, and is counted.
// Ownership: owns its state. Threads: one at a time. Errors: none. Source: WHATWG Encoding Standard; the charsets are
// those of the C library (iconv). Where a label means a larger charset there (ISO-8859-1 is windows-1252, Shift_JIS is
// Windows-31J), the larger one is read.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "text/charset.h"

namespace connectory::text {

class Decoder {
 public:
  explicit Decoder(Charset charset);
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;
  ~Decoder();

  // Appends what the bytes so far mean. A character that is not complete waits for the next piece.
  void append(std::string& out, std::string_view bytes);
  // There are no more bytes: what is not complete is counted as invalid.
  void finish(std::string& out);

  std::uint64_t invalid_count() const { return invalid_count_; }
  Charset charset() const { return charset_; }  // that of the byte order mark, once there was one

 private:
  class Conversion;

  void begin();
  void decode(std::string& out, bool is_last);
  void decode_utf8(std::string& out, bool is_last);
  void add_invalid(std::string& out);

  Charset charset_;
  std::string waiting_;  // bytes that are not decoded
  std::unique_ptr<Conversion> conversion_;
  std::uint64_t invalid_count_ = 0;
  bool has_begun_ = false;
};

}  // namespace connectory::text
