#pragma once

// Which elements of two sequences belong together. Pure; safe on every thread. Units: positions in the sequences, from
// 0.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace connectory::compare::detail {

struct Pair {
  std::size_t before;
  std::size_t after;
  friend bool operator==(const Pair&, const Pair&) = default;
};
using Pairs = std::vector<Pair>;  // in the order of `before`; each position occurs at most once

// The pairs with the same name. Each name occurs at most once on each side.
Pairs match(std::span<const std::string_view> before, std::span<const std::string_view> after);

// As many equal pairs as possible without crossings (a longest common subsequence). The elements between them are
// paired in order. If the product of the two lengths exceeds `pairs_max`, only equal beginnings and ends are found, and
// the elements between them are paired by position.
Pairs align(std::span<const std::uint64_t> before, std::span<const std::uint64_t> after, std::size_t pairs_max);

// Whether each pair must move. As few as possible do. The others have the same order on both sides.
std::vector<bool> out_of_order(const Pairs& pairs);

std::uint64_t mix(std::uint64_t hash, std::uint64_t with);

}  // namespace connectory::compare::detail
