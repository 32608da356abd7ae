#pragma once

// The implementation of json/path_evaluation.h. Include that header instead.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "json/number.h"
#include "json/path_evaluation.h"
#include "json/utf8.h"

namespace connectory::json {

namespace path {

// One run. It goes through the segments depth first, which gives the order of the RFC without intermediate lists. The
// stack is as deep as the document plus the nesting of filters in the path.
template <PathNode N>
class Evaluation {
 public:
  Evaluation(const N& root, std::size_t work_max) : root_(root), work_left_(work_max) {}

  // False if the visit stopped or the budget is spent.
  bool run(const Query& query, const N& current, NodeVisit<N> visit) {
    return walk(query.segments, query.start == Query::Start::root ? root_ : current, nullptr, visit);
  }

  bool charge(std::size_t work) {
    if (work > work_left_) is_exhausted_ = true;
    if (is_exhausted_) return false;
    work_left_ -= work;
    return true;
  }

  bool is_exhausted() const { return is_exhausted_; }

 private:
  using Segments = std::span<const Segment>;
  // A value within a filter: nothing, a node, a literal of the path, or the result of length() or count().
  using Item = std::variant<std::monostate, N, const Literal*, std::int64_t>;

  bool walk(Segments segments, const N& node, const Place* place, NodeVisit<N> visit);
  bool descend(Segments segments, const N& node, const Place* place, NodeVisit<N> visit);
  bool select_all(Segments segments, const N& node, const Place* place, NodeVisit<N> visit);

  bool select(const Name& name, Segments rest, const N& node, const Place* place, NodeVisit<N> visit);
  bool select(const Wildcard&, Segments rest, const N& node, const Place* place, NodeVisit<N> visit);
  bool select(const Index& index, Segments rest, const N& node, const Place* place, NodeVisit<N> visit);
  bool select(const Slice& slice, Segments rest, const N& node, const Place* place, NodeVisit<N> visit);
  bool select(const Filter& filter, Segments rest, const N& node, const Place* place, NodeVisit<N> visit);

  template <class Visit>
  bool for_each_child(const N& node, const Place* place, Visit visit);

  bool holds(const Condition& condition, const N& current);
  bool holds(const AnyOf& any, const N& current);
  bool holds(const AllOf& all, const N& current);
  bool holds(const Not& negation, const N& current);
  bool holds(const Exists& exists, const N& current);
  bool holds(const Holds& test, const N& current);
  bool holds(const Comparison& comparison, const N& current);

  Item item_of(const Operand& operand, const N& current);
  Item only_node(const Query& query, const N& current);
  Item length_of(const Item& item);
  bool matches(const Call& call, std::string_view text, const Item& pattern);

  std::optional<Kind> kind_of(const Item& item) const;
  bool boolean_of(const Item& item) const;
  Number number_of(const Item& item) const;
  std::string_view string_of(const Item& item) const;

  bool is_equal(const Item& left, const Item& right);
  bool is_less(const Item& left, const Item& right);
  bool is_equal(const N& left, const N& right);
  bool is_equal_array(const N& left, const N& right);
  bool is_equal_object(const N& left, const N& right);

  N root_;
  std::size_t work_left_;
  bool is_exhausted_ = false;
  std::string pattern_text_;  // the last pattern that came from the document, compiled
  std::optional<base::Result<Regex, RegexError>> pattern_;
};

// The cost of a search among so many: a model may have to try them in turn, about eight for the cost of visiting a
// node.
inline std::size_t search_work(std::size_t size) { return 1 + size / 8; }

// ---- Segments (2.5) and selectors (2.3) -----------------------------------------------------------------------------

template <PathNode N>
bool Evaluation<N>::walk(Segments segments, const N& node, const Place* place, NodeVisit<N> visit) {
  if (segments.empty()) return charge(1) && visit(node, place);
  return segments.front().reach == Segment::Reach::descendant ? descend(segments, node, place, visit)
                                                              : select_all(segments, node, place, visit);
}

template <PathNode N>
bool Evaluation<N>::descend(Segments segments, const N& node, const Place* place, NodeVisit<N> visit) {
  return select_all(segments, node, place, visit) && for_each_child(node, place, [&](const N& child, const Place* at) {
           return descend(segments, child, at, visit);
         });
}

template <PathNode N>
bool Evaluation<N>::select_all(Segments segments, const N& node, const Place* place, NodeVisit<N> visit) {
  const Kind kind = node.kind();
  if (kind != Kind::array && kind != Kind::object) return charge(1);
  return std::ranges::all_of(segments.front().selectors, [&](const Selector& selector) {
    return std::visit([&](const auto& one) { return select(one, segments.subspan(1), node, place, visit); }, selector);
  });
}

template <PathNode N>
template <class Visit>
bool Evaluation<N>::for_each_child(const N& node, const Place* place, Visit visit) {
  Place at{place, {}, 0};
  if (node.kind() == Kind::array) {
    for (const auto& element : node.elements()) {
      if (!charge(1) || !visit(element, &at)) return false;
      ++at.index;
    }
  } else if (node.kind() == Kind::object) {
    for (const auto& member : node.members()) {
      at.name = member.name();
      if (!charge(1) || !visit(member.value, &at)) return false;
    }
  }
  return true;
}

template <PathNode N>
bool Evaluation<N>::select(const Name& name, Segments rest, const N& node, const Place* place, NodeVisit<N> visit) {
  if (node.kind() != Kind::object) return charge(1);
  if (!charge(search_work(node.size()))) return false;
  const std::optional<N> member = node.find(name.name);
  if (!member) return true;
  const Place at{place, name.name, 0};
  return walk(rest, *member, &at, visit);
}

template <PathNode N>
bool Evaluation<N>::select(const Wildcard&, Segments rest, const N& node, const Place* place, NodeVisit<N> visit) {
  return for_each_child(node, place, [&](const N& child, const Place* at) { return walk(rest, child, at, visit); });
}

template <PathNode N>
bool Evaluation<N>::select(const Index& index, Segments rest, const N& node, const Place* place, NodeVisit<N> visit) {
  if (node.kind() != Kind::array) return charge(1);
  const auto size = static_cast<std::int64_t>(node.size());
  const std::int64_t from_start = index.index < 0 ? index.index + size : index.index;
  if (from_start < 0 || from_start >= size) return charge(1);
  const auto position = static_cast<std::size_t>(from_start);
  if (!charge(search_work(position))) return false;
  const Place at{place, {}, position};
  return walk(rest, *node.element(position), &at, visit);
}

// The elements that a slice selects, from the lowest index (2.3.4.2.2). A negative step reverses their order.
struct SliceRange {
  std::int64_t lowest = 0;
  std::int64_t stride = 1;
  std::int64_t count = 0;
};
SliceRange range_of(const Slice& slice, std::int64_t size);

template <PathNode N>
bool Evaluation<N>::select(const Slice& slice, Segments rest, const N& node, const Place* place, NodeVisit<N> visit) {
  if (node.kind() != Kind::array) return charge(1);
  const SliceRange range = range_of(slice, static_cast<std::int64_t>(node.size()));
  if (range.count == 0) return charge(1);
  const std::int64_t highest = range.lowest + range.stride * (range.count - 1);
  std::vector<std::pair<N, std::size_t>> backward;
  std::int64_t index = 0;
  std::int64_t next = range.lowest;
  for (const auto& element : node.elements()) {
    if (index > highest) break;
    if (!charge(1)) return false;
    if (index == next) {
      next += range.stride;
      const Place at{place, {}, static_cast<std::size_t>(index)};
      if (slice.step < 0) {
        backward.emplace_back(element, at.index);
      } else if (!walk(rest, element, &at, visit)) {
        return false;
      }
    }
    ++index;
  }
  return std::all_of(backward.rbegin(), backward.rend(), [&](const auto& entry) {
    const Place at{place, {}, entry.second};
    return walk(rest, entry.first, &at, visit);
  });
}

template <PathNode N>
bool Evaluation<N>::select(const Filter& filter, Segments rest, const N& node, const Place* place, NodeVisit<N> visit) {
  return for_each_child(node, place, [&](const N& child, const Place* at) {
    const bool is_wanted = holds(*filter.condition, child);
    if (is_exhausted_) return false;
    return !is_wanted || walk(rest, child, at, visit);
  });
}

// ---- Filter expressions (2.3.5) and functions (2.4) -----------------------------------------------------------------

template <PathNode N>
bool Evaluation<N>::holds(const Condition& condition, const N& current) {
  return std::visit([&](const auto& form) { return holds(form, current); }, condition.form);
}

template <PathNode N>
bool Evaluation<N>::holds(const AnyOf& any, const N& current) {
  return std::ranges::any_of(any.parts, [&](const Condition& part) { return holds(part, current); });
}

template <PathNode N>
bool Evaluation<N>::holds(const AllOf& all, const N& current) {
  return std::ranges::all_of(all.parts, [&](const Condition& part) { return holds(part, current); });
}

template <PathNode N>
bool Evaluation<N>::holds(const Not& negation, const N& current) {
  return !holds(*negation.part, current);
}

template <PathNode N>
bool Evaluation<N>::holds(const Exists& exists, const N& current) {
  bool is_found = false;
  run(exists.query, current, [&](const N&, const Place*) {
    is_found = true;
    return false;
  });
  return is_found;
}

template <PathNode N>
bool Evaluation<N>::holds(const Holds& test, const N& current) {
  const Item text = item_of(test.call->arguments[0], current);
  const Item pattern = item_of(test.call->arguments[1], current);
  return kind_of(text) == Kind::string && matches(*test.call, string_of(text), pattern);
}

template <PathNode N>
bool Evaluation<N>::holds(const Comparison& comparison, const N& current) {
  const Item left = item_of(comparison.left, current);
  const Item right = item_of(comparison.right, current);
  switch (comparison.op) {
    case Comparison::Operator::equal: return is_equal(left, right);
    case Comparison::Operator::not_equal: return !is_equal(left, right);
    case Comparison::Operator::less: return is_less(left, right);
    case Comparison::Operator::less_or_equal: return is_less(left, right) || is_equal(left, right);
    case Comparison::Operator::greater: return is_less(right, left);
    case Comparison::Operator::greater_or_equal: return is_less(right, left) || is_equal(left, right);
  }
  std::unreachable();
}

template <PathNode N>
auto Evaluation<N>::item_of(const Operand& operand, const N& current) -> Item {
  if (const auto* literal = std::get_if<Literal>(&operand)) return literal;
  if (const auto* query = std::get_if<Query>(&operand)) return only_node(*query, current);
  const Call& call = *std::get<std::unique_ptr<const Call>>(operand);
  switch (call.function) {
    case Function::length: return length_of(item_of(call.arguments[0], current));
    case Function::count: {
      std::int64_t count = 0;
      run(std::get<Query>(call.arguments[0]), current, [&](const N&, const Place*) { return ++count, true; });
      return count;
    }
    case Function::value: return only_node(std::get<Query>(call.arguments[0]), current);
    case Function::match:
    case Function::search: break;  // these have no value, and the parser refuses them where a value is needed
  }
  std::unreachable();
}

// The node of a query that selects exactly one; otherwise nothing.
template <PathNode N>
auto Evaluation<N>::only_node(const Query& query, const N& current) -> Item {
  Item found;
  bool is_several = false;
  run(query, current, [&](const N& node, const Place*) {
    is_several = !std::holds_alternative<std::monostate>(found);
    if (!is_several) found = node;
    return !is_several;
  });
  return is_several ? Item() : found;
}

template <PathNode N>
auto Evaluation<N>::length_of(const Item& item) -> Item {
  const std::optional<Kind> kind = kind_of(item);
  if (kind == Kind::string) {
    const std::string_view text = string_of(item);
    charge(search_work(text.size()));
    return static_cast<std::int64_t>(count_code_points(text));
  }
  if (kind == Kind::array || kind == Kind::object) return static_cast<std::int64_t>(std::get<N>(item).size());
  return {};
}

template <PathNode N>
bool Evaluation<N>::matches(const Call& call, std::string_view text, const Item& pattern) {
  const auto is_match = [&](const Regex& regexp) {
    if (!charge(search_work(text.size()))) return false;
    return call.function == Function::match ? regexp.matches(text) : regexp.is_found_in(text);
  };
  if (call.pattern) return is_match(*call.pattern);
  // A literal without a compiled pattern is not an I-Regexp. A pattern from the document is compiled when it is used.
  if (!std::holds_alternative<N>(pattern) || kind_of(pattern) != Kind::string) return false;
  const std::string_view written = string_of(pattern);
  if (!pattern_ || pattern_text_ != written) {
    pattern_text_ = written;
    pattern_ = Regex::parse(written);
    charge(pattern_->has_value() ? (*pattern_)->work_to_compile() : pattern_->error().work);
  }
  return pattern_->has_value() && is_match(**pattern_);
}

// ---- Comparison (2.3.5.2.2) -----------------------------------------------------------------------------------------

template <PathNode N>
std::optional<Kind> Evaluation<N>::kind_of(const Item& item) const {
  if (const auto* node = std::get_if<N>(&item)) return node->kind();
  if (const auto* literal = std::get_if<const Literal*>(&item)) return (*literal)->kind;
  if (std::holds_alternative<std::int64_t>(item)) return Kind::number;
  return std::nullopt;
}

template <PathNode N>
bool Evaluation<N>::boolean_of(const Item& item) const {
  const auto* node = std::get_if<N>(&item);
  return node ? node->boolean() : std::get<const Literal*>(item)->boolean;
}

template <PathNode N>
Number Evaluation<N>::number_of(const Item& item) const {
  if (const auto* node = std::get_if<N>(&item)) return node->number();
  if (const auto* whole = std::get_if<std::int64_t>(&item)) return Number(*whole);
  return Number::of_text(std::get<const Literal*>(item)->text);
}

template <PathNode N>
std::string_view Evaluation<N>::string_of(const Item& item) const {
  const auto* node = std::get_if<N>(&item);
  return node ? std::string_view(node->string()) : std::string_view(std::get<const Literal*>(item)->text);
}

template <PathNode N>
bool Evaluation<N>::is_equal(const Item& left, const Item& right) {
  const std::optional<Kind> kind = kind_of(left);
  if (kind != kind_of(right)) return false;
  if (!kind) return true;
  switch (*kind) {
    case Kind::null: return true;
    case Kind::boolean: return boolean_of(left) == boolean_of(right);
    case Kind::number: return number_of(left) == number_of(right);
    case Kind::string: return charge(1 + string_of(left).size() / 64) && string_of(left) == string_of(right);
    case Kind::array:
    case Kind::object: return is_equal(std::get<N>(left), std::get<N>(right));
  }
  std::unreachable();
}

// Only numbers and strings have an order; UTF-8 sorts like its code points.
template <PathNode N>
bool Evaluation<N>::is_less(const Item& left, const Item& right) {
  const std::optional<Kind> kind = kind_of(left);
  if (kind != kind_of(right)) return false;
  if (kind == Kind::number) return number_of(left) < number_of(right);
  if (kind == Kind::string) return charge(1 + string_of(left).size() / 64) && string_of(left) < string_of(right);
  return false;
}

template <PathNode N>
bool Evaluation<N>::is_equal(const N& left, const N& right) {
  if (!charge(1) || left.kind() != right.kind()) return false;
  if (left.kind() == Kind::array) return left.size() == right.size() && is_equal_array(left, right);
  if (left.kind() == Kind::object) return left.size() == right.size() && is_equal_object(left, right);
  return is_equal(Item(left), Item(right));
}

template <PathNode N>
bool Evaluation<N>::is_equal_array(const N& left, const N& right) {
  const auto& others = right.elements();
  auto other = others.begin();
  for (const auto& element : left.elements())
    if (!is_equal(static_cast<const N&>(element), *other++)) return false;
  return true;
}

// Members have no order. Most equal objects have the same order, so each member is first compared with the one at the
// same place.
template <PathNode N>
bool Evaluation<N>::is_equal_object(const N& left, const N& right) {
  const auto& others = right.members();
  auto other = others.begin();
  for (const auto& member : left.members()) {
    const auto in_place = *other++;
    if (in_place.name() == member.name()) {
      if (!is_equal(static_cast<const N&>(member.value), static_cast<const N&>(in_place.value))) return false;
      continue;
    }
    if (!charge(search_work(right.size()))) return false;
    const std::optional<N> found = right.find(member.name());
    if (!found || !is_equal(static_cast<const N&>(member.value), *found)) return false;
  }
  return true;
}

extern template class Evaluation<Value>;

PathError too_many(PathBounds bounds);

}  // namespace path

template <PathNode N>
PathResult<void> for_each_node(const Path& path, const N& root, NodeVisit<N> visit, PathBounds bounds) {
  path::Evaluation<N> evaluation(root, bounds.work_max);
  std::size_t nodes = 0;
  bool is_over = false;
  evaluation.run(path.query(), root, [&](const N& node, const path::Place* place) {
    is_over = ++nodes > bounds.nodes_max;
    return !is_over && visit(node, place);
  });
  if (is_over || evaluation.is_exhausted()) return std::unexpected(path::too_many(bounds));
  return {};
}

template <PathNode N>
PathResult<std::vector<N>> evaluate(const Path& path, const N& root, PathBounds bounds) {
  std::vector<N> nodes;
  auto outcome = for_each_node<N>(
      path, root, [&](const N& node, const path::Place*) { return nodes.push_back(node), true; }, bounds);
  if (!outcome) return std::unexpected(std::move(outcome).error());
  return nodes;
}

template <PathNode N>
PathResult<std::optional<N>> find_first(const Path& path, const N& root, PathBounds bounds) {
  std::optional<N> first;
  auto outcome =
      for_each_node<N>(path, root, [&](const N& node, const path::Place*) { return first = node, false; }, bounds);
  if (!outcome) return std::unexpected(std::move(outcome).error());
  return first;
}

template <PathNode N>
PathResult<std::vector<LocatedNode<N>>> evaluate_with_paths(const Path& path, const N& root, PathBounds bounds) {
  std::vector<LocatedNode<N>> nodes;
  std::size_t bytes_left = bounds.work_max;  // names can be long, and each path repeats those of its ancestors
  bool is_over = false;
  auto outcome = for_each_node<N>(
      path, root,
      [&](const N& node, const path::Place* place) {
        nodes.push_back({node, path::normalized(place)});
        is_over = nodes.back().path.size() > bytes_left;
        bytes_left -= is_over ? 0 : nodes.back().path.size();
        return !is_over;
      },
      bounds);
  if (!outcome) return std::unexpected(std::move(outcome).error());
  if (is_over) return std::unexpected(path::too_many(bounds));
  return nodes;
}

}  // namespace connectory::json
