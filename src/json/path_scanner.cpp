#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/try.h"
#include "json/path_scanner_impl.h"
#include "json/utf8.h"

namespace connectory::json {
namespace {

std::unexpected<PathError> fail_surrogate(std::size_t offset) {
  return std::unexpected(PathError{PathError::Code::encoding, offset,
                                   "this is half of a surrogate pair; write both halves, or the character itself"});
}

}  // namespace

PathResult<std::int64_t> PathScanner::whole_number() {
  const std::size_t begin = at_;
  take("-");
  TRY_DO(digits_without_leading_zero());
  const std::string_view digits = text_.substr(begin, at_ - begin);
  if (digits == "-0") return fail(Code::syntax, begin, "\"-0\" is not an index; write \"0\"");
  std::int64_t number = 0;
  constexpr std::int64_t greatest = (std::int64_t{1} << 53) - 1;  // RFC 7493, section 2.2
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failure != std::errc{} || number > greatest || number < -greatest)
    return fail(Code::number_range, begin,
                fmt::format("an index, bound or step must be between -{0} and {0}", greatest));
  return number;
}

PathResult<void> PathScanner::digits_without_leading_zero() {
  if (!base::is_digit(peek())) return fail_here("expected a digit");
  if (peek() == '0' && base::is_digit(peek(1))) return fail_here("a number must not have a leading zero");
  while (base::is_digit(peek())) ++at_;
  return {};
}

PathResult<std::string> PathScanner::string_literal() {
  const char quote = peek();
  ++at_;
  std::string out;
  while (!is_at_end() && peek() != quote) {
    if (peek() == '\\') {
      TRY_DO(escape(quote, out));
    } else if (static_cast<unsigned char>(peek()) < 0x20) {
      return fail_here("write a control character as an escape");
    } else {
      out.push_back(text_[at_++]);
    }
  }
  if (is_at_end()) return fail_here(fmt::format("expected {} at the end of the string", quote));
  ++at_;
  return out;
}

PathResult<void> PathScanner::escape(char quote, std::string& out) {
  constexpr std::string_view letters = "bfnrt/\\";
  constexpr std::string_view meanings = "\b\f\n\r\t/\\";
  const std::size_t begin = at_++;
  if (take("u")) return unicode_escape(begin, out);
  const char letter = peek();
  const std::size_t known = letters.find(letter);
  if (letter == quote) {
    out.push_back(quote);
  } else if (!is_at_end() && known != std::string_view::npos) {
    out.push_back(meanings[known]);
  } else {
    return fail(Code::syntax, begin, fmt::format("expected one of \\b \\f \\n \\r \\t \\/ \\\\ \\u \\{}", quote));
  }
  ++at_;
  return {};
}

PathResult<void> PathScanner::unicode_escape(std::size_t begin, std::string& out) {
  TRY(std::uint32_t point, four_hex_digits());
  if (point >= 0xdc00 && point <= 0xdfff) return fail_surrogate(begin);
  if (point >= 0xd800 && point <= 0xdbff) {
    if (!take("\\u")) return fail_surrogate(begin);
    TRY(const std::uint32_t low, four_hex_digits());
    if (low < 0xdc00 || low > 0xdfff) return fail_surrogate(begin);
    point = 0x10000 + ((point - 0xd800) << 10U) + (low - 0xdc00);
  }
  append_utf8(out, point);
  return {};
}

PathResult<std::uint32_t> PathScanner::four_hex_digits() {
  const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  const auto taken = static_cast<std::size_t>(end - digits.data());
  if (digits.size() < 4 || taken < 4) return fail(Code::syntax, at_ + taken, "\\u needs four hexadecimal digits");
  at_ += 4;
  return value;
}

}  // namespace connectory::json
