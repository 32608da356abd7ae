#pragma once

// Which elements of two sequences belong together. Pure; safe on every thread. Units: places in the sequences, from 0.

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
using Pairs = std::vector<Pair>;  // in the order of `before`; no place stands twice

// The pairs with the same name. Each name stands at most once on a side.
Pairs match(std::span<const std::string_view> before, std::span<const std::string_view> after);

// As many equal pairs as possible without any crossing (a longest common subsequence), and between them pairs of what is
// left, in order. Above `pairs_max` products of the two lengths, beginnings and ends that are equal are still found, and
// what is between is paired by place.
Pairs align(std::span<const std::uint64_t> before, std::span<const std::uint64_t> after, std::size_t pairs_max);

// For each pair whether it has to move: as few as possible do, and the others stand in one order on both sides.
std::vector<bool> out_of_order(const Pairs& pairs);

std::uint64_t mix(std::uint64_t hash, std::uint64_t with);

}  // namespace connectory::compare::detail
