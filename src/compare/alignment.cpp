#include "compare/detail/alignment.h"

#include <algorithm>
#include <unordered_map>

#include "base/text_hash.h"

namespace connectory::compare::detail {
namespace {

// Lengths of the longest common subsequences of all suffixes: one row for each position before, one column for each
// after.
class Lengths {
 public:
  Lengths(std::span<const std::uint64_t> before, std::span<const std::uint64_t> after)
      : columns_(after.size() + 1), cells_((before.size() + 1) * columns_) {
    for (std::size_t i = before.size(); i-- > 0;)
      for (std::size_t j = after.size(); j-- > 0;)
        cells_[i * columns_ + j] = before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  }
  std::uint32_t at(std::size_t i, std::size_t j) const { return cells_[i * columns_ + j]; }

 private:
  std::size_t columns_;
  std::vector<std::uint32_t> cells_;
};

// Pairs [before_begin, before_end) with [after_begin, after_end) in order, until one of them ends.
void pair_gap(Pairs& pairs, Pair begin, Pair end) {
  for (; begin.before < end.before && begin.after < end.after; ++begin.before, ++begin.after) pairs.push_back(begin);
}

}  // namespace

Pairs match(std::span<const std::string_view> before, std::span<const std::string_view> after) {
  std::unordered_map<std::string_view, std::size_t, base::TextHash> places;
  places.reserve(after.size());
  for (std::size_t j = 0; j < after.size(); ++j) places.emplace(after[j], j);
  Pairs pairs;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (const auto same = places.find(before[i]); same != places.end()) pairs.push_back({i, same->second});
  return pairs;
}

Pairs align(std::span<const std::uint64_t> before, std::span<const std::uint64_t> after, std::size_t pairs_max) {
  Pairs pairs;
  std::size_t head = 0;
  const std::size_t shorter = std::min(before.size(), after.size());
  while (head < shorter && before[head] == after[head]) {
    pairs.push_back({head, head});
    ++head;
  }
  std::size_t tail = 0;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  const Pair middle_end{before.size() - tail, after.size() - tail};

  const auto middle_before = before.subspan(head, middle_end.before - head);
  const auto middle_after = after.subspan(head, middle_end.after - head);
  Pair gap{head, head};
  if (!middle_before.empty() && middle_after.size() <= pairs_max / middle_before.size()) {
    const Lengths lengths(middle_before, middle_after);
    for (std::size_t i = 0, j = 0; i < middle_before.size() && j < middle_after.size();) {
      if (middle_before[i] == middle_after[j]) {
        pair_gap(pairs, gap, {head + i, head + j});
        pairs.push_back({head + i, head + j});
        ++i, ++j;
        gap = {head + i, head + j};
      } else if (lengths.at(i + 1, j) >= lengths.at(i, j + 1)) {
        ++i;
      } else {
        ++j;
      }
    }
  }
  pair_gap(pairs, gap, middle_end);
  for (std::size_t k = 0; k < tail; ++k) pairs.push_back({middle_end.before + k, middle_end.after + k});
  return pairs;
}

std::vector<bool> out_of_order(const Pairs& pairs) {
  // The longest sequence of pairs that ascends on both sides stays in place. Patience sorting finds it.
  std::vector<std::size_t> ends;  // [length - 1]: the pair with the least position after that ends such a sequence
  std::vector<std::size_t> earlier(pairs.size(), SIZE_MAX);
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto end =
        std::ranges::lower_bound(ends, pairs[k].after, {}, [&](std::size_t at) { return pairs[at].after; });
    if (end != ends.begin()) earlier[k] = *(end - 1);
    if (end == ends.end()) {
      ends.push_back(k);
    } else {
      *end = k;
    }
  }
  std::vector<bool> is_moved(pairs.size(), true);
  for (std::size_t k = ends.empty() ? SIZE_MAX : ends.back(); k != SIZE_MAX; k = earlier[k]) is_moved[k] = false;
  return is_moved;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t with) {
  hash = (hash ^ with) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

}  // namespace connectory::compare::detail
