#pragma once

// Classes of ASCII characters, and their case, in any locale. A byte from 0x80 belongs to no class and has no case.
// Pure; safe on every thread.

#include <algorithm>
#include <string>
#include <string_view>

namespace connectory::base {

inline constexpr std::string_view lower_hex_digits = "0123456789abcdef";
inline constexpr std::string_view upper_hex_digits = "0123456789ABCDEF";

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
constexpr bool is_lower_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool is_hex_digit(char c) { return is_lower_hex_digit(c) || (c >= 'A' && c <= 'F'); }

// 0x00 to 0x1f, and 0x7f.
constexpr bool is_control(char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; }
// From the space to the tilde.
constexpr bool is_printable(char c) { return c >= ' ' && c <= '~'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
// The white space of JSON.
constexpr bool is_space(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

// The characters of an HTTP token (RFC 9110, section 5.6.2).
constexpr bool is_token_character(char c) {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - ('a' - 'A')) : c; }

inline std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

inline std::string to_upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = to_upper(c);
  return upper;
}

// `lower` is already in lower case.
constexpr bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char x, char y) { return to_lower(x) == y; });
}

constexpr bool is_all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

// Without the spaces and tabs around it.
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace connectory::base
