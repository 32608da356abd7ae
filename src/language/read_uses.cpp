// Records which placeholders the texts of a document use, for checks of whether something is used.

#include <algorithm>

#include "language/reading_impl.h"

namespace connectory::language {

namespace {

// Whether a name is `wanted`, or a member of it: `page.last_row.id` for `page.last_row`.
bool is_within(std::string_view name, std::string_view wanted) {
  return name.starts_with(wanted) && (name.size() == wanted.size() || name[wanted.size()] == '.');
}

}  // namespace

void Reading::record_use(Value at, std::string name) { uses_.emplace(at.index(), std::move(name)); }

// A text under an unknown key, for example, is not read. A finding already says so, and it may use anything.
bool Reading::has_unread_text(Value part) {
  std::vector<Value> open = {part};
  while (!open.empty() && spend(1)) {
    const Value at = open.back();
    open.pop_back();
    if (at.is(json::Kind::string) && at.string().contains("{{") && !uses_.contains(at.index())) return true;
    for (const Value element : at.elements()) open.push_back(element);
    for (const json::Member member : at.members()) open.push_back(member.value);
  }
  return false;
}

bool Reading::find_use(Value part, base::FunctionRef<bool(std::string_view name)> is_wanted) {
  const auto end = uses_.lower_bound(part.end_index());
  for (auto use = uses_.lower_bound(part.index()); use != end && spend(1); ++use)
    if (use->second.empty() || is_wanted(use->second)) return true;
  return has_unread_text(part);
}

bool Reading::is_used(Value part, std::initializer_list<std::string_view> names) {
  return find_use(part, [&](std::string_view used) {
    return std::ranges::any_of(names, [&](std::string_view name) { return is_within(used, name); });
  });
}

bool Reading::is_used(Object object, std::initializer_list<std::string_view> keys,
                      std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(keys, [&](std::string_view key) {
    const auto part = object.is(json::Kind::object) ? object.find(key) : std::nullopt;
    return part && is_used(*part, names);
  });
}

}  // namespace connectory::language
