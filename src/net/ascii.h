#pragma once

// ASCII as HTTP has it: names and schemes without regard to case (RFC 9110, section 5.1), and what a token is made of
// (section 5.6.2). Pure.

#include <algorithm>
#include <string>
#include <string_view>

namespace connectory::net {

inline char to_lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte; }

inline std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char byte) { return to_lower(byte); });
  return lower;
}

// `lower`: already in lower case.
inline bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char x, char y) { return to_lower(x) == y; });
}

inline bool is_token_byte(char byte) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         marks.contains(byte);
}

}  // namespace connectory::net
