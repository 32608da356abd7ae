#pragma once

// Reads the characters and literals of a JSONPath for PathParser. Each function consumes what it reads, or fails with
// the position. Private to the parser.
// Source: RFC 9535, sections 2.3.1.1 (strings) and 2.3.3.1 (numbers).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "json/path.h"

namespace connectory::json {

class PathScanner {
 protected:
  using Code = PathError::Code;

  explicit PathScanner(std::string_view text) : text_(text) {}

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool is_at_end() const { return at_ >= text_.size(); }

  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void skip_blank() {
    while (base::is_space(peek())) ++at_;
  }

  // Consumes `token` with the blank space before it, or nothing.
  bool take_after_blank(std::string_view token) {
    const std::size_t before = at_;
    skip_blank();
    if (take(token)) return true;
    at_ = before;
    return false;
  }

  static std::unexpected<PathError> fail(Code code, std::size_t offset, std::string what) {
    return std::unexpected(PathError{code, offset, std::move(what)});
  }
  std::unexpected<PathError> fail_here(std::string what) const { return fail(Code::syntax, at_, std::move(what)); }
  std::unexpected<PathError> fail_after_blank(std::string what) {
    skip_blank();
    return fail_here(std::move(what));
  }

  PathResult<std::int64_t> whole_number();
  PathResult<void> digits_without_leading_zero();
  PathResult<std::string> string_literal();  // in either kind of quotes

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  PathResult<void> escape(char quote, std::string& out);
  PathResult<void> unicode_escape(std::size_t begin, std::string& out);
  PathResult<std::uint32_t> four_hex_digits();
};

}  // namespace connectory::json
