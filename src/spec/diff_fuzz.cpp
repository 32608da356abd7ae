// Two documents, divided by the first line feed: never a crash, nothing between equal ones, and the changes of a whole diff
// turn one into the other.

#include "spec/diff.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "spec/compatibility.h"
#include "spec/detail/tree.h"

namespace {

namespace json = connectory::json;
namespace spec = connectory::spec;

spec::DiffBounds everything() {
  return {.changes_max = SIZE_MAX,
          .text_bytes_max = SIZE_MAX,
          .value_bytes_max = SIZE_MAX,
          .alignment_pairs_max = 10'000,
          .steps_max = SIZE_MAX};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t border = input.find('\n');
  if (border == std::string_view::npos) return 0;
  const auto before = json::Document::parse(std::string(input.substr(0, border)));
  const auto after = json::Document::parse(std::string(input.substr(border + 1)));
  if (!before || !after) return 0;

  const auto same = spec::diff(before->root(), before->root());
  if (!same.changes.empty()) std::abort();
  const auto bounded = spec::diff(before->root(), after->root(), {10, 100, 10, 10, 100});
  if (bounded.changes.size() > 10) std::abort();
  const auto whole = spec::diff(before->root(), after->root(), everything());
  if (whole.is_truncated) std::abort();
  if (spec::detail::apply(spec::detail::to_tree(before->root()), whole.changes) != spec::detail::to_tree(after->root()))
    std::abort();

  const auto surface_before = spec::read_surface(before->root());
  const auto surface_after = spec::read_surface(after->root());
  const auto compatibility = spec::compare(surface_before, surface_after);
  for (const auto& breaking : compatibility.breaking)
    if (spec::what_of(breaking).empty()) std::abort();
  // What the hash of the text stands for: equal surfaces break nothing and add nothing.
  if (spec::text_of(surface_before) == spec::text_of(surface_after) && compatibility.step() != spec::Step::patch)
    std::abort();
  return 0;
}
