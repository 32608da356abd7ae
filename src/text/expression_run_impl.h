#pragma once

// One evaluation of one expression. Private to evaluation.cpp and filter_evaluation.cpp.

#include <optional>
#include <string>
#include <string_view>

#include "text/evaluation.h"

namespace connectory::text {

class ExpressionRun {
 public:
  ExpressionRun(Evaluator& evaluator, const Expression& expression)
      : evaluator_(evaluator), expression_(expression), bytes_before_(evaluator.arena_.bytes()) {}

  base::Result<Value, EvaluationError> run();

 private:
  using Remark = EvaluationRemark::Code;

  // ---- evaluation.cpp: nodes ----
  Value evaluate(NodeIndex index);
  Value of(const LiteralNode& node) { return node.value; }
  Value of(const PathNode& node);
  Value of(const MemberNode& node);
  Value of(const SliceNode& node);
  Value of(const ListNode& node);
  Value of(const ObjectNode& node);
  Value of(const CallNode& node);
  Value of(const FilterNode& node);
  Value of(const TestNode& node);
  Value of(const NotNode& node);
  Value of(const SignNode& node);
  Value of(const LogicNode& node);
  Value of(const ComparisonNode& node);
  Value of(const JoinNode& node);
  Value of(const ArithmeticNode& node);
  Value of(const ConditionNode& node);
  std::optional<bool> holds(Comparison comparison, const Value& left, const Value& right);  // absent: none
  bool is_in(const Value& part, const Value& whole);
  Value compute(Arithmetic operation, const Value& left, const Value& right);
  Value range_days(const Value& start, const Value& end);

  // ---- filter_evaluation.cpp ----
  Value filter(FilterName name, const Value& subject, const FilterNode& node);
  Value filter_text(FilterName name, const Value& subject, const FilterNode& node);
  Value filter_number(FilterName name, const Value& subject, const FilterNode& node);
  Value filter_moment(FilterName name, const Value& subject, const FilterNode& node);
  Value filter_list(FilterName name, const Value& subject, const FilterNode& node);
  Value sorted(const Value& list, std::optional<std::string_view> name);
  Value unique(const Value& list);
  Value path_segments(std::string_view text);

  // ---- shared ----
  // At an index or with a name; missing if there is none.
  Value step(const Value& value, std::string_view name, std::optional<std::int64_t> index);
  Value character(std::string_view text, std::int64_t index);
  // The smallest or largest of values; none if there is none. Elements that are none do not count.
  class Extreme;
  Value sum(const Value& list);

  Value text_value(std::string_view text);  // a copy in the arena
  Value kept_list(const std::vector<Value>& elements);
  Value number_value(const std::optional<Decimal>& number);  // none with a remark if it is absent
  // What texts show of the value. Borrowed from the value or the arena.
  std::string_view text_of(const Value& value);
  // The number that a value is or that its text is, as written; none if it is not one.
  Value number_of(const Value& value);
  // A day or time; an ISO 8601 text; or a number of Unix seconds.
  std::optional<Moment> moment_of(const Value& value);

  Value none(Remark why);
  // False once a bound has been reached.
  bool spend(std::size_t steps);
  bool spend_bytes(std::size_t bytes);
  Value fail_too_large();
  Value fail(EvaluationError::Code code, std::string detail);

  Arena& arena() { return evaluator_.arena_; }

  Evaluator& evaluator_;
  const Expression& expression_;
  std::size_t bytes_before_;
  std::size_t steps_ = 0;
  NodeIndex at_ = 0;  // the node that is being evaluated, for remarks and errors
  std::optional<EvaluationError> error_;
};

class ExpressionRun::Extreme {
 public:
  explicit Extreme(bool is_largest) : is_largest_(is_largest) {}
  // False if the value has no order with those before it.
  bool add(const Value& value) {
    if (value.is_none()) return true;
    if (!best_.is_none()) {
      const auto order = compare(value, best_);
      if (!order) return false;
      if (is_largest_ ? *order <= 0 : *order >= 0) return true;
    }
    best_ = value;
    return true;
  }
  Value best() const { return best_; }

 private:
  bool is_largest_;
  Value best_ = Value::none();
};

}  // namespace connectory::text
