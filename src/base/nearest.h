#pragma once

// What was probably meant by an unknown word: "did you mean ...?" of the command line, the configuration file and
// the connector language. Pure; safe on every thread.
// Distance: single characters added, omitted or replaced, or two neighbours exchanged (optimal string alignment),
// without regard to the case of ASCII letters. More than about a third of the word is too far.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>

namespace connectory::base {

// Absent if it exceeds `limit`. A candidate of very different length costs nothing, however long the word is.
std::optional<std::size_t> edit_distance(std::string_view word, std::string_view candidate, std::size_t limit);

// The distance up to which `word` may mean `candidate`. Absent if even one mistake would leave too little of the word,
// and for a text that is too long for a name, because comparing two takes time proportional to the product of their
// lengths.
std::optional<std::size_t> slips_allowed(std::string_view word, std::string_view candidate);

// The closest candidate, or the first of several that are equally close. Absent if none is close enough. It borrows
// from the candidates, which are texts: std::string, std::string_view, const char*. `spend`, if given, is called before
// each comparison with its number of steps. Once it returns false, nothing is found.
template <std::ranges::input_range Candidates, class Spend>
std::optional<std::string_view> nearest(std::string_view word, const Candidates& candidates, Spend spend) {
  std::optional<std::string_view> closest;
  std::size_t least = 0;
  for (const auto& candidate : candidates) {
    const std::string_view text(candidate);
    const auto limit = slips_allowed(word, text);
    const std::size_t difference = std::max(word.size(), text.size()) - std::min(word.size(), text.size());
    const bool is_of_length = limit && difference <= *limit;
    if (!spend(is_of_length ? word.size() * text.size() : 1)) return std::nullopt;
    const auto distance = is_of_length ? edit_distance(word, text, *limit) : std::nullopt;
    if (!distance || (closest && *distance >= least)) continue;
    closest = text;
    least = *distance;
  }
  return closest;
}

template <std::ranges::input_range Candidates>
std::optional<std::string_view> nearest(std::string_view word, const Candidates& candidates) {
  return nearest(word, candidates, [](std::size_t) { return true; });
}

// `; did you mean list?`, to append to a message about the word. Empty if nothing is near.
template <std::ranges::input_range Candidates>
std::string did_you_mean(std::string_view word, const Candidates& candidates) {
  const auto meant = nearest(word, candidates);
  return meant ? "; did you mean " + std::string(*meant) + "?" : std::string();
}

}  // namespace connectory::base
