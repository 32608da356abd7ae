#pragma once

// The white space around texts that people and APIs write. (Headers of HTTP have less: base::trimmed.)
// Pure; safe on every thread.

#include <algorithm>
#include <string_view>

namespace connectory::text {

inline std::string_view without_white_space(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(blanks) + 1));
  return text;
}

}  // namespace connectory::text
