#pragma once

// Whole numbers in texts. Pure; safe on every thread.

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace connectory::base {

// The number that all of `text` represents: digits of the base, for a signed type with an optional minus sign. Absent
// if the text is not a number, or is too large for the type.
template <std::integral Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace connectory::base
