#include "service/condition.h"

#include <algorithm>

namespace connectory::service {

bool Condition::holds(std::string_view revision) const {
  if (existence == Existence::must_not_exist) return false;
  if (accepted && std::ranges::find(*accepted, revision) == accepted->end()) return false;
  return std::ranges::find(refused, revision) == refused.end();
}

bool Condition::holds_without_one() const { return existence != Existence::must_exist && !accepted; }

}  // namespace connectory::service
