#include "base/nearest.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace connectory::base {

std::optional<std::size_t> edit_distance(std::string_view word, std::string_view candidate, std::size_t limit) {
  const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
  if (longer - shorter > limit) return std::nullopt;
  // One row for each prefix of the word: [j] is its distance from the candidate's first j characters.
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(candidate.size() + 1);
  std::vector<std::size_t> row(candidate.size() + 1);
  for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    before_last = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= candidate.size(); ++j) {
      const char a = to_lower(word[i - 1]);
      const char b = to_lower(candidate[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a == b ? 0 : 1)});
      const bool is_exchanged = i > 1 && j > 1 && a == to_lower(candidate[j - 2]) && b == to_lower(word[i - 2]);
      if (is_exchanged) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row.back() <= limit ? std::optional(row.back()) : std::nullopt;
}

std::optional<std::size_t> slips_allowed(std::string_view word, std::string_view candidate) {
  const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
  constexpr std::size_t name_bytes_max = 128;
  if (shorter < 2 || longer > name_bytes_max) return std::nullopt;
  return std::max(std::size_t{1}, longer / 3);
}

}  // namespace connectory::base
