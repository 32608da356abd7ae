// Two documents, separated by the first line feed, never cause a crash. There are no changes between equal ones, and
// the changes of a complete diff turn one into the other.

#include "compare/diff.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "compare/compatibility.h"
#include "compare/detail/tree.h"

namespace {

namespace json = connectory::json;
namespace compare = connectory::compare;

compare::DiffBounds everything() {
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

  const auto same = compare::diff(before->root(), before->root());
  if (!same.changes.empty()) std::abort();
  const auto bounded = compare::diff(before->root(), after->root(), {10, 100, 10, 10, 100});
  if (bounded.changes.size() > 10) std::abort();
  const auto whole = compare::diff(before->root(), after->root(), everything());
  if (whole.is_truncated) std::abort();
  if (compare::detail::apply(compare::detail::to_tree(before->root()), whole.changes) !=
      compare::detail::to_tree(after->root()))
    std::abort();

  const auto surface_before = compare::read_surface(before->root());
  const auto surface_after = compare::read_surface(after->root());
  const auto compatibility = compare::compare(surface_before, surface_after);
  for (const auto& breaking : compatibility.breaking)
    if (compare::what_of(breaking).empty()) std::abort();
  // If the hashes of the surfaces' texts are equal, nothing breaks and nothing is added.
  if (compare::text_of(surface_before) == compare::text_of(surface_after) &&
      compatibility.step() != compare::Step::patch)
    std::abort();
  return 0;
}
