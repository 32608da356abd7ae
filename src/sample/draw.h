#pragma once

// Numbers that look random but are always the same for the same input, on every machine. The sample data is generated
// from them.
// Threads: pure.

#include <cstdint>

namespace connectory::sample {

// Mixes every bit of `number` into all 64 (the finaliser of SplitMix64).
constexpr std::uint64_t spread(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

template <class... Facts>
constexpr std::uint64_t draw(Facts... facts) {
  std::uint64_t drawn = 0;
  ((drawn = spread(drawn ^ static_cast<std::uint64_t>(facts))), ...);
  return drawn;
}

// Draws the numbers of a series, one by one.
class Draw {
 public:
  template <class... Facts>
  explicit constexpr Draw(Facts... facts) : state_(draw(facts...)) {}
  // From 0 to `bound` - 1. The small bias of a remainder does not matter here.
  constexpr std::int64_t below(std::int64_t bound) {
    state_ = spread(state_);
    return static_cast<std::int64_t>(state_ % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace connectory::sample
