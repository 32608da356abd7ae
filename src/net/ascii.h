#pragma once

// Comparing ASCII without regard to case, as HTTP compares its names and schemes (RFC 9110, section 5.1). Pure.

#include <algorithm>
#include <string_view>

namespace connectory::net {

// `lower`: already in lower case.
inline bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower,
                            [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + ('a' - 'A') : x) == y; });
}

}  // namespace connectory::net
