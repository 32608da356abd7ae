// The kinds of values that expressions can have, and comparisons that these decide in advance.

#include <utility>

#include "text/expression.h"

namespace connectory::text {
namespace {

constexpr Kinds scalar_kinds = Kinds::boolean | Kinds::number | Kinds::text | Kinds::moment | Kinds::none;

Kinds kinds_of_function(std::optional<Function> function) {
  if (!function) return Kinds::any();
  switch (*function) {
    case Function::identity: return Kinds::text;
    case Function::uuid: return Kinds::text | Kinds::none;
    case Function::now:
    case Function::today: return Kinds::moment;
    case Function::timestamp: return Kinds::number;
    case Function::range_days: return Kinds::list | Kinds::none;
    case Function::min:
    case Function::max: return scalar_kinds;
  }
  std::unreachable();
}

// Finds the kinds of a node by those of its operands.
class KindsFinder {
 public:
  KindsFinder(const Expression& expression, KindsOfPath of_path) : expression_(expression), of_path_(of_path) {}

  Kinds of(NodeIndex node) const {
    return std::visit([this](const auto& kind) { return find(kind); }, expression_.node(node).kind);
  }

 private:
  Kinds find(const LiteralNode& literal) const { return Kinds::of(literal.value.kind()); }
  Kinds find(const PathNode& path) const { return of_path_(path); }
  Kinds find(const MemberNode&) const { return Kinds::any(); }
  Kinds find(const SliceNode& slice) const { return (of(slice.list) & (Kinds::text | Kinds::list)) | Kinds::none; }
  Kinds find(const ListNode&) const { return Kinds::list; }
  Kinds find(const ObjectNode&) const { return Kinds::object; }
  Kinds find(const CallNode& call) const { return kinds_of_function(call.function); }
  Kinds find(const FilterNode& filter) const {
    if (!filter.filter) return Kinds::any();
    const Kinds subject = of(filter.subject);
    switch (*filter.filter) {
      case FilterName::default_: return subject | (filter.arguments.empty() ? Kinds() : of(filter.arguments[0]));
      case FilterName::first:
      case FilterName::last:
      case FilterName::nth: return subject.overlaps(Kinds::list) ? Kinds::any() : Kinds::text | Kinds::none;
      default: return rule_of(*filter.filter).result;
    }
  }
  Kinds find(const TestNode&) const { return Kinds::boolean; }
  Kinds find(const NotNode&) const { return Kinds::boolean; }
  Kinds find(const SignNode&) const { return Kinds::number | Kinds::none; }
  Kinds find(const LogicNode& logic) const {
    Kinds all;
    for (const NodeIndex operand : logic.operands) all = all | of(operand);
    return all;
  }
  Kinds find(const ComparisonNode& comparison) const {
    for (const Comparison each : comparison.comparisons)
      if (each != Comparison::equal && each != Comparison::not_equal) return Kinds::boolean | Kinds::none;
    return Kinds::boolean;
  }
  Kinds find(const JoinNode&) const { return Kinds::text; }
  Kinds find(const ArithmeticNode& arithmetic) const {
    Kinds all;
    for (const NodeIndex operand : arithmetic.operands) all = all | of(operand);
    Kinds result = Kinds::number | Kinds::none;
    for (const Arithmetic operation : arithmetic.operations)
      if (operation == Arithmetic::add) result = result | (all & (Kinds::text | Kinds::list));
    return result;
  }
  Kinds find(const ConditionNode& condition) const {
    return of(condition.then) | (condition.otherwise ? of(*condition.otherwise) : Kinds(Kinds::none));
  }

  const Expression& expression_;
  KindsOfPath of_path_;
};

bool can_be_equal(Kinds left, Kinds right) {
  if (left.overlaps(right)) return true;
  return (left.has(Kinds::moment) && right.has(Kinds::text)) || (left.has(Kinds::text) && right.has(Kinds::moment));
}

bool is_idle(Comparison comparison, Kinds left, Kinds right) {
  switch (comparison) {
    case Comparison::equal:
    case Comparison::not_equal: return !can_be_equal(left, right);
    case Comparison::less:
    case Comparison::less_or_equal:
    case Comparison::greater:
    case Comparison::greater_or_equal: {
      constexpr Kinds ordered = Kinds::boolean | Kinds::number | Kinds::text | Kinds::moment;
      return !can_be_equal(left & ordered, right & ordered);
    }
    case Comparison::in:
    case Comparison::not_in: return !right.overlaps(Kinds::list | Kinds::object | Kinds::text);
  }
  std::unreachable();
}

}  // namespace

Kinds kinds_of(const Expression& expression, NodeIndex node, KindsOfPath kinds_of_path) {
  return KindsFinder(expression, kinds_of_path).of(node);
}

std::vector<IdleComparison> idle_comparisons(const Expression& expression, KindsOfPath kinds_of_path) {
  std::vector<IdleComparison> idle;
  const KindsFinder finder(expression, kinds_of_path);
  for (const Node& node : expression.nodes()) {
    const auto* const comparison = std::get_if<ComparisonNode>(&node.kind);
    if (comparison == nullptr) continue;
    for (std::size_t index = 0; index < comparison->comparisons.size(); ++index) {
      const Kinds left = finder.of(comparison->operands[index]);
      const Kinds right = finder.of(comparison->operands[index + 1]);
      if (is_idle(comparison->comparisons[index], left, right))
        idle.push_back({node.begin, left, right, comparison->comparisons[index]});
    }
  }
  return idle;
}

}  // namespace connectory::text
