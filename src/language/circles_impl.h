#pragma once

// Finds cycles among items that refer to each other: formulas that depend on each other, report types that are joined.
// Without recursion, because a document can contain a chain of a hundred thousand items. Private to the loader.

#include <cstdint>
#include <string>
#include <vector>

#include "language/findings.h"

namespace connectory::language {

// Follows `uses` (for each item, the numbers of the items that it uses) from every item once. Calls on_circle(way, at)
// if the last item of `way` uses an item that is already on it, at way[at].
template <class OnCircle>
void find_circles(const std::vector<std::vector<std::size_t>>& uses, OnCircle on_circle) {
  enum class State : std::uint8_t { unseen, open, done };
  std::vector<State> states(uses.size(), State::unseen);
  std::vector<std::size_t> way;
  std::vector<std::size_t> next;                // for each item on the way, which of its uses comes next
  std::vector<std::size_t> place(uses.size());  // each item's place on the way
  const auto enter = [&](std::size_t thing) {
    states[thing] = State::open;
    place[thing] = way.size();
    way.push_back(thing);
    next.push_back(0);
  };
  for (std::size_t first = 0; first < uses.size(); ++first) {
    if (states[first] != State::unseen) continue;
    enter(first);
    while (!way.empty()) {
      const std::size_t thing = way.back();
      if (next.back() == uses[thing].size()) {
        states[thing] = State::done;
        way.pop_back();
        next.pop_back();
        continue;
      }
      const std::size_t used = uses[thing][next.back()++];
      if (states[used] == State::unseen) {
        enter(used);
      } else if (states[used] == State::open) {
        on_circle(way, place[used]);
      }
    }
  }
}

// `a → b → a`; for a long cycle, its beginning and end.
template <class Name>
std::string way_in_words(const std::vector<std::size_t>& way, std::size_t from, Name name) {
  constexpr std::size_t shown_max = 10;
  std::string text;
  const std::size_t length = way.size() - from;
  for (std::size_t at = 0; at < length; ++at) {
    if (length > shown_max && at == shown_max / 2) {
      text += "... → ";
      at = length - shown_max / 2;
    }
    text += json::shown(name(way[from + at])) + " → ";
  }
  return text + json::shown(name(way[from]));
}

}  // namespace connectory::language
