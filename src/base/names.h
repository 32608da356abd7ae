#pragma once

// The names of an enum's values, in one table for both directions:
//
//     constexpr Name<Split> splits[] = {{"day", Split::day}, {"week", Split::week}};
//     find_value(splits, "week")      // Split::week; absent if no row has the word
//
// If only the name of a value is needed, a switch without default is better: the compiler then requires the name of a
// new enumerator. Pure; safe on every thread.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace connectory::base {

template <class Enum>
struct Name {
  std::string_view word;
  Enum value;
};

template <class Enum, std::size_t count>
constexpr std::optional<Enum> find_value(const Name<Enum> (&names)[count], std::string_view word) {
  const auto* const row = std::ranges::find(names, word, &Name<Enum>::word);
  return row == std::end(names) ? std::nullopt : std::optional(row->value);
}

}  // namespace connectory::base
