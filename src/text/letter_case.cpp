#include "text/letter_case.h"

#include <clocale>
#include <cwctype>

#include "base/ascii.h"
#include "json/utf8.h"

namespace connectory::text {
namespace {

locale_t unicode() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

// The length of the UTF-8 sequence at the beginning, and its code point; 0 if there is none.
std::size_t decode(std::string_view text, std::uint32_t& point) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : byte(0) >= 0xC0 ? 2 : 0;
  if (length == 0 || text.size() < length) return 0;
  point = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return 0;
    point = (point << 6U) | (byte(at) & 0x3FU);
  }
  return length;
}

template <class Ascii, class Wide>
void append_mapped(std::string& out, std::string_view text, Ascii ascii, Wide wide) {
  while (!text.empty()) {
    std::uint32_t point = 0;
    const std::size_t length = static_cast<unsigned char>(text[0]) < 0x80 ? 0 : decode(text, point);
    if (length == 0 || unicode() == nullptr) {
      out += ascii(text[0]);
      text.remove_prefix(1);
    } else {
      json::append_utf8(out, static_cast<std::uint32_t>(wide(static_cast<std::wint_t>(point), unicode())));
      text.remove_prefix(length);
    }
  }
}

}  // namespace

void append_lower(std::string& out, std::string_view text) {
  append_mapped(out, text, [](char c) { return base::to_lower(c); }, towlower_l);
}

void append_upper(std::string& out, std::string_view text) {
  append_mapped(out, text, [](char c) { return base::to_upper(c); }, towupper_l);
}

std::string in_snake_case(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_word_character = base::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80;
    if (!is_word_character) {
      if (!result.empty() && result.back() != '_') result += '_';
      continue;
    }
    const bool follows_small = at > 0 && (base::is_lower(text[at - 1]) || base::is_digit(text[at - 1]));
    const bool begins_word =
        at > 0 && base::is_upper(text[at - 1]) && at + 1 < text.size() && base::is_lower(text[at + 1]);
    if (base::is_upper(c) && (follows_small || begins_word) && result.back() != '_') result += '_';
    result += base::to_lower(c);
  }
  while (result.ends_with('_')) result.pop_back();
  return result;
}

}  // namespace connectory::text
