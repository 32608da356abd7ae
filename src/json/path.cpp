#include "json/path.h"

#include <algorithm>

namespace connectory::json {
namespace {

// The only selector of a child segment that has one; else null.
const path::Selector* single_child(const path::Segment& segment) {
  const bool is_single = segment.reach == path::Segment::Reach::child && segment.selectors.size() == 1;
  return is_single ? &segment.selectors.front() : nullptr;
}

}  // namespace

bool path::Query::is_singular() const {
  return std::ranges::all_of(segments, [](const Segment& segment) {
    const Selector* selector = single_child(segment);
    return selector && (std::holds_alternative<Name>(*selector) || std::holds_alternative<Index>(*selector));
  });
}

std::optional<std::string_view> Path::first_name() const {
  if (is_root()) return std::nullopt;
  const path::Selector* selector = single_child(query().segments.front());
  const auto* name = selector ? std::get_if<path::Name>(selector) : nullptr;
  return name ? std::optional<std::string_view>(name->name) : std::nullopt;
}

std::optional<std::vector<Path::Step>> Path::steps() const {
  if (!is_singular()) return std::nullopt;
  std::vector<Step> steps;
  for (const path::Segment& segment : query().segments) {
    const path::Selector& selector = segment.selectors.front();
    if (const auto* name = std::get_if<path::Name>(&selector)) {
      steps.emplace_back(std::string_view(name->name));
    } else {
      steps.emplace_back(std::get<path::Index>(selector).index);
    }
  }
  return steps;
}

}  // namespace connectory::json
