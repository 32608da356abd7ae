#include "compare/diff.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text_hash.h"
#include "compare/detail/alignment.h"
#include "json/pointer.h"
#include "json/utf8.h"

namespace connectory::compare {
namespace {

using json::Kind;
using json::Pointer;
using json::Value;

// The keys that can identify the elements of an array. The first key that all of them have is used.
constexpr std::array<std::string_view, 4> identity_keys = {"id", "name", "value", "label"};

// Objects with more members than this are searched with a map, because Value::find is linear.
constexpr std::size_t small_object_max = 16;

// The position of a value in the language, as far as it is needed to name report types and fields.
enum class Place : std::uint8_t {
  elsewhere,
  root,
  reporting,
  report_types,
  report_type,
  kind_of_field,  // dimensions or metrics
  groups,
  group,
  fields,
  field,
};

Place member_place(Place place, std::string_view key) {
  if (place == Place::root && key == "reporting") return Place::reporting;
  if (place == Place::reporting && key == "reportTypes") return Place::report_types;
  if (place == Place::report_type && (key == "dimensions" || key == "metrics")) return Place::kind_of_field;
  if (place == Place::kind_of_field && key == "groups") return Place::groups;
  if (place == Place::group && key == "fields") return Place::fields;
  return Place::elsewhere;
}

Place element_place(Place place) {
  if (place == Place::report_types) return Place::report_type;
  if (place == Place::groups) return Place::group;
  if (place == Place::fields) return Place::field;
  return Place::elsewhere;
}

std::string_view id_of(Value value) {
  if (!value.is(Kind::object)) return {};
  const auto id = value.find("id");
  return id && id->is(Kind::string) ? id->string() : std::string_view();
}

// Passed down by value: what applies to a value and everything within it.
struct Context {
  Place place = Place::root;
  std::string_view report_type;
  std::string_view field;

  Context in_member(std::string_view key) const { return {member_place(place, key), report_type, field}; }
  Context in_element(Value element) const {
    Context inner{element_place(place), report_type, field};
    if (inner.place == Place::report_type) inner.report_type = id_of(element);
    if (inner.place == Place::field) inner.field = id_of(element);
    return inner;
  }
};

class Members {
 public:
  explicit Members(Value object) : object_(object) {
    std::size_t count = 0;
    object.for_each_member([&](Value, Value) { ++count; });
    if (count <= small_object_max) return;
    by_key_.reserve(count);
    object.for_each_member([&](Value key, Value value) { by_key_.emplace(key.string(), value); });
  }
  std::optional<Value> find(std::string_view key) const {
    if (by_key_.empty()) return object_.find(key);
    const auto known = by_key_.find(key);
    return known == by_key_.end() ? std::nullopt : std::optional(known->second);
  }

 private:
  Value object_;
  std::unordered_map<std::string_view, Value, base::TextHash> by_key_;
};

std::vector<Value> elements_of(Value array) {
  std::vector<Value> elements;
  array.for_each_element([&](Value element) { elements.push_back(element); });
  return elements;
}

// The identity of an element: the text of its member, with its kind, so that 1 and "1" differ.
std::optional<std::string_view> identity_of(Value element, std::string_view key) {
  if (!element.is(Kind::object)) return std::nullopt;
  const auto member = element.find(key);
  if (!member) return std::nullopt;
  if (member->is(Kind::string) && !member->raw().contains('\\')) return member->raw();
  if (member->is(Kind::number)) return member->raw();
  return std::nullopt;
}

// The identities of all elements. Absent if an element has none or two have the same.
std::optional<std::vector<std::string_view>> identities_of(const std::vector<Value>& elements, std::string_view key) {
  std::vector<std::string_view> identities;
  identities.reserve(elements.size());
  std::unordered_set<std::string_view, base::TextHash> seen;
  for (const Value element : elements) {
    const auto identity = identity_of(element, key);
    if (!identity || !seen.insert(*identity).second) return std::nullopt;
    identities.push_back(*identity);
  }
  return identities;
}

class Differ {
 public:
  explicit Differ(const DiffBounds& bounds) : bounds_(bounds), steps_left_(bounds.steps_max) {}

  Diff run(Value before, Value after) {
    compare(before, after, {});
    return std::move(result_);
  }

 private:
  // ---- the walk ----

  void compare(Value before, Value after, Context context) {  // as deep as the parser allows documents to be
    if (is_full() || before.raw() == after.raw()) return;
    if (!spend(1 + before.raw().size() / 64)) return tell_change(before, after, context);
    if (before.kind() != after.kind()) return tell_change(before, after, context);
    switch (before.kind()) {
      case Kind::null: return;
      case Kind::boolean:
      case Kind::number: return tell_change(before, after, context);
      case Kind::string:
        if (before.string() != after.string()) tell_change(before, after, context);
        return;
      case Kind::array: return compare_arrays(elements_of(before), elements_of(after), context);
      case Kind::object: return compare_objects(before, after, context);
    }
    std::unreachable();
  }

  void compare_objects(Value before, Value after, Context context) {
    const Members members_before(before);
    const Members members_after(after);
    before.for_each_member([&](Value key, Value value) {
      const Pointer::Step step(before_, key.string());
      const Context inner = context.in_member(key.string());
      if (const auto other = members_after.find(key.string())) {
        const Pointer::Step step_after(after_, key.string());
        compare(value, *other, inner);
      } else {
        tell_removal(value, inner);
      }
    });
    after.for_each_member([&](Value key, Value value) {
      if (is_full() || members_before.find(key.string())) return;
      const Pointer::Step step(after_, key.string());
      tell_addition(value, context.in_member(key.string()));
    });
  }

  void compare_arrays(const std::vector<Value>& before, const std::vector<Value>& after, Context context) {
    spend(before.size() + after.size());
    for (const std::string_view key : identity_keys) {
      const auto identities_before = identities_of(before, key);
      const auto identities_after = identities_before ? identities_of(after, key) : std::nullopt;
      if (identities_after)
        return compare_aligned(before, after, detail::match(*identities_before, *identities_after), context);
    }
    compare_aligned(before, after, align(before, after), context);
  }

  // Pairs are in the order of `before`. Elements without a pair were removed or added.
  void compare_aligned(const std::vector<Value>& before, const std::vector<Value>& after, const detail::Pairs& pairs,
                       Context context) {
    const std::vector<bool> is_moved = detail::out_of_order(pairs);
    std::vector<bool> has_pair(after.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < before.size() && !is_full(); ++i) {
      const Pointer::Step step(before_, i);
      if (next == pairs.size() || pairs[next].before != i) {
        tell_removal(before[i], context.in_element(before[i]));
        continue;
      }
      const std::size_t j = pairs[next].after;
      has_pair[j] = true;
      const Pointer::Step step_after(after_, j);
      const Context inner = context.in_element(after[j]);
      if (is_moved[next]) tell_move(inner);
      compare(before[i], after[j], inner);
      ++next;
    }
    for (std::size_t j = 0; j < after.size() && !is_full(); ++j) {
      if (has_pair[j]) continue;
      const Pointer::Step step(after_, j);
      tell_addition(after[j], context.in_element(after[j]));
    }
  }

  detail::Pairs align(const std::vector<Value>& before, const std::vector<Value>& after) {
    const auto hashes = [&](const std::vector<Value>& elements) {
      std::vector<std::uint64_t> all;
      all.reserve(elements.size());
      for (const Value element : elements) all.push_back(hash_of(element));
      return all;
    };
    constexpr std::size_t pairs_per_step = 8;
    const std::size_t pairs = std::min(before.size() * after.size(), bounds_.alignment_pairs_max);
    const bool may_align = spend(pairs / pairs_per_step);
    return detail::align(hashes(before), hashes(after), may_align ? bounds_.alignment_pairs_max : 0);
  }

  // Equal values have equal hashes. Different values with the same hash are paired as if equal, and then compared.
  std::uint64_t hash_of(Value value) {
    if (!spend(1)) return 0;
    switch (value.kind()) {
      case Kind::null:
      case Kind::boolean:
      case Kind::number: return detail::mix(base::TextHash{}(value.raw()), 1);
      case Kind::string: return detail::mix(base::TextHash{}(value.string()), 2);
      case Kind::array: {
        std::uint64_t hash = 3;
        value.for_each_element([&](Value element) { hash = detail::mix(hash, hash_of(element)); });
        return hash;
      }
      case Kind::object: {
        std::uint64_t hash = 4;
        value.for_each_member(
            [&](Value key, Value member) { hash += detail::mix(base::TextHash{}(key.string()), hash_of(member)); });
        return hash;
      }
    }
    std::unreachable();
  }

  // ---- bounds ----

  bool is_full() const { return is_full_; }

  // False if the budget is spent. The value is then reported as one change.
  bool spend(std::size_t steps) {
    steps_left_ -= std::min(steps, steps_left_);
    if (steps_left_ == 0) result_.is_truncated = true;
    return steps_left_ > 0;
  }

  // ---- the list ----

  Excerpt excerpt(Value value) const {
    const std::string_view raw = value.raw();
    if (raw.size() <= bounds_.value_bytes_max) return {std::string(raw), false};
    std::size_t end = bounds_.value_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(raw[end]) & 0xc0U) == 0x80U) --end;
    return {std::string(raw.substr(0, end)), true};
  }

  void tell(Change change, Context context) {
    const std::string_view report_type = json::first_code_points(context.report_type, base::limits::shown_id_max);
    const std::string_view field = json::first_code_points(context.field, base::limits::shown_id_max);
    text_bytes_ += change.pointer_before.size() + change.pointer_after.size();
    if (result_.changes.size() == bounds_.changes_max || text_bytes_ > bounds_.text_bytes_max) {
      result_.is_truncated = is_full_ = true;
      return;
    }
    change.report_type = report_type;
    change.field = field;
    result_.changes.push_back(std::move(change));
  }

  void tell_change(Value before, Value after, Context context) {
    tell({Change::Kind::changed,
          std::string(before_.text()),
          std::string(after_.text()),
          excerpt(before),
          excerpt(after),
          {},
          {}},
         context);
  }
  void tell_removal(Value value, Context context) {
    tell({Change::Kind::removed, std::string(before_.text()), {}, excerpt(value), {}, {}, {}}, context);
  }
  void tell_addition(Value value, Context context) {
    tell({Change::Kind::added, {}, std::string(after_.text()), {}, excerpt(value), {}, {}}, context);
  }
  void tell_move(Context context) {
    tell({Change::Kind::moved, std::string(before_.text()), std::string(after_.text()), {}, {}, {}, {}}, context);
  }

  const DiffBounds& bounds_;
  std::size_t steps_left_;
  std::size_t text_bytes_ = 0;
  bool is_full_ = false;
  Pointer before_;
  Pointer after_;
  Diff result_;
};

}  // namespace

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::added: return "added";
    case Change::Kind::removed: return "removed";
    case Change::Kind::changed: return "changed";
    case Change::Kind::moved: return "moved";
  }
  std::unreachable();
}

Diff diff(json::Value before, json::Value after, const DiffBounds& bounds) { return Differ(bounds).run(before, after); }

}  // namespace connectory::compare
