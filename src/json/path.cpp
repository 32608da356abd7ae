#include "json/path.h"

#include <algorithm>

#include <fmt/format.h>

#include "json/path_evaluation.h"

namespace connectory::json {
namespace {

// The only selector of a child segment that has one; else null.
const path::Selector* single_child(const path::Segment& segment) {
  const bool is_single = segment.reach == path::Segment::Reach::child && segment.selectors.size() == 1;
  return is_single ? &segment.selectors.front() : nullptr;
}

}  // namespace

namespace path {
namespace {

void append_quoted_name(std::string& out, std::string_view name) {
  constexpr std::string_view specials = "\b\f\n\r\t'\\";
  constexpr std::string_view letters = "bfnrt'\\";
  for (const char c : name) {
    const std::size_t special = specials.find(c);
    if (special != std::string_view::npos) {
      out.push_back('\\'), out.push_back(letters[special]);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
}

}  // namespace

std::string normalized(const Place* place) {
  std::vector<const Place*> steps;
  for (; place; place = place->parent) steps.push_back(place);
  std::string out = "$";
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((*step)->name) {
      out += "['";
      append_quoted_name(out, *(*step)->name);
      out += "']";
    } else {
      fmt::format_to(std::back_inserter(out), "[{}]", (*step)->index);
    }
  }
  return out;
}

SliceRange range_of(const Slice& slice, std::int64_t size) {
  const auto from_start = [&](std::int64_t bound) { return bound < 0 ? bound + size : bound; };
  if (slice.step == 0) return {};
  if (slice.step > 0) {
    const std::int64_t lower = std::clamp(from_start(slice.start.value_or(0)), std::int64_t{0}, size);
    const std::int64_t upper = std::clamp(from_start(slice.end.value_or(size)), std::int64_t{0}, size);
    return lower < upper ? SliceRange{lower, slice.step, (upper - lower - 1) / slice.step + 1} : SliceRange{};
  }
  const std::int64_t upper = slice.start ? std::clamp(from_start(*slice.start), std::int64_t{-1}, size - 1) : size - 1;
  const std::int64_t lower = slice.end ? std::clamp(from_start(*slice.end), std::int64_t{-1}, size - 1) : -1;
  if (upper <= lower) return {};
  const std::int64_t count = (upper - lower - 1) / -slice.step + 1;
  return {upper + slice.step * (count - 1), -slice.step, count};
}

PathError too_many(PathBounds bounds) {
  return {PathError::Code::too_many, 0,
          fmt::format("the path selects or visits too many nodes: the limits are {} selected and {} visited",
                      bounds.nodes_max, bounds.work_max)};
}

template class Evaluation<Value>;

}  // namespace path

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
