#include "text/evaluation.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "json/utf8.h"
#include "text/expression_run_impl.h"

namespace connectory::text {

namespace limits = base::limits;

// ---- bounds and remarks ---------------------------------------------------------------------------------------------

Value ExpressionRun::fail(EvaluationError::Code code, std::string detail) {
  if (!error_) error_ = EvaluationError{code, expression_.node(at_).begin, std::move(detail)};
  return {};
}

bool ExpressionRun::spend(std::size_t steps) {
  steps_ += steps;
  if (steps_ > limits::expression_steps_max)
    fail(EvaluationError::Code::too_many_steps,
         fmt::format("the expression needs more than {} steps", limits::expression_steps_max));
  return !error_;
}

bool ExpressionRun::spend_bytes(std::size_t bytes) {
  constexpr std::size_t bytes_per_step = 1024;
  if (arena().bytes() - bytes_before_ + bytes > limits::expression_result_bytes_max) fail_too_large();
  return spend(bytes / bytes_per_step);
}

Value ExpressionRun::fail_too_large() {
  return fail(EvaluationError::Code::too_large,
              fmt::format("the expression makes more than {} bytes of text", limits::expression_result_bytes_max));
}

Value ExpressionRun::none(Remark why) {
  if (evaluator_.remarks_count_++ == 0) evaluator_.first_remark_ = {why, expression_.node(at_).begin};
  return Value::none();
}

// ---- conversions ----------------------------------------------------------------------------------------------------

Value ExpressionRun::text_value(std::string_view text) {
  return spend_bytes(text.size()) ? Value::text(arena().keep(text)) : Value();
}

Value ExpressionRun::kept_list(const std::vector<Value>& elements) {
  if (!spend_bytes(elements.size() * sizeof(Value))) return {};
  const std::span<Value> kept = arena().values(elements.size());
  std::ranges::copy(elements, kept.begin());
  return Value::list(kept);
}

Value ExpressionRun::number_value(const std::optional<Decimal>& number) {
  if (!number) return none(Remark::overflow);
  if (const auto whole = number->integer()) return Value::integer(*whole);
  const std::string text = number->text();
  return spend_bytes(text.size()) ? Value::decimal(arena().keep(text)) : Value();
}

std::string_view ExpressionRun::text_of(const Value& value) {
  if (value.is(Value::Kind::text) || value.is(Value::Kind::decimal)) {
    constexpr std::size_t bytes_per_step = 1024;
    spend(value.text().size() / bytes_per_step);
    return value.text();
  }
  if (value.is_none()) return {};
  std::string text;
  if (!append_text(text, value, limits::expression_result_bytes_max)) {
    fail_too_large();
    return {};
  }
  return text_value(text).text();
}

Value ExpressionRun::number_of(const Value& value) {
  if (value.is_number()) return value;
  if (value.is(Value::Kind::boolean)) return Value::integer(value.boolean() ? 1 : 0);
  if (!value.is(Value::Kind::text)) return Value::none();
  std::string_view text = value.text();
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(blanks) + 1));
  constexpr std::size_t length_max = 1000;
  if (text.size() > length_max) return Value::none();
  const auto number = Decimal::parse(text);
  if (!number) return Value::none();
  // Its own text is kept if it is written as JSON writes numbers.
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  const bool is_whole = base::is_all_digits(digits);
  const bool is_json = base::is_digit(digits.front()) &&
                       (digits[0] != '0' || digits.size() == 1 || !base::is_digit(digits[1])) && digits.back() != '.' &&
                       digits.find(".e") == std::string_view::npos && digits.find(".E") == std::string_view::npos;
  if (is_whole || !is_json)
    if (const auto whole = number->integer()) return Value::integer(*whole);
  return is_json ? Value::decimal(text) : number_value(number);
}

std::optional<Moment> ExpressionRun::moment_of(const Value& value) {
  if (value.is_moment()) return value.moment();
  if (value.is(Value::Kind::text))
    if (const auto moment = parse_moment(value.text())) return moment;
  const auto seconds = number_of(value).decimal();
  if (!seconds) return std::nullopt;
  constexpr std::int64_t us_per_second = 1'000'000;
  const auto us = multiply(*seconds, Decimal(us_per_second));
  const auto whole = us ? us->truncated().integer() : std::nullopt;
  constexpr std::int64_t us_max = 253'402'300'799LL * us_per_second;  // the end of the year 9999
  if (!whole || *whole > us_max || *whole < -us_max / 4) return std::nullopt;
  return Moment{.unix_us = *whole};
}

// ---- nodes ----------------------------------------------------------------------------------------------------------

base::Result<Value, EvaluationError> ExpressionRun::run() {
  if (expression_.is_empty()) return Value();
  if (!expression_.has_meaning())
    return std::unexpected(EvaluationError{EvaluationError::Code::refused, expression_.problems()[0].offset,
                                           "the expression uses something that does not exist"});
  const Value value = evaluate(expression_.root());
  if (error_) return std::unexpected(*std::move(error_));
  return value;
}

Value ExpressionRun::evaluate(NodeIndex index) {
  if (!spend(1)) return {};
  const NodeIndex outer = std::exchange(at_, index);
  const Value value = std::visit([this](const auto& node) { return of(node); }, expression_.node(index).kind);
  at_ = outer;
  return value;
}

Value ExpressionRun::character(std::string_view text, std::int64_t index) {
  const auto count = static_cast<std::int64_t>(json::count_code_points(text));
  if (index < 0) index += count;
  if (index < 0 || index >= count) return {};
  const std::string_view before = json::first_code_points(text, static_cast<std::size_t>(index));
  return Value::text(json::first_code_points(text.substr(before.size()), 1));
}

Value ExpressionRun::step(const Value& value, std::string_view name, std::optional<std::int64_t> index) {
  switch (value.kind()) {
    case Value::Kind::object: return value.find(name);
    case Value::Kind::list: {
      if (!index) return {};
      const auto size = static_cast<std::int64_t>(value.size());
      const std::int64_t at = *index < 0 ? *index + size : *index;
      return at < 0 ? Value() : value.element(static_cast<std::size_t>(at));
    }
    case Value::Kind::text: return index ? character(text_of(value), *index) : Value();
    default: return {};
  }
}

Value ExpressionRun::of(const PathNode& node) {
  if (!node.root) return {};
  Value value = evaluator_.values_[*node.root];
  for (const Step& each : node.steps) value = step(value, each.name, each.index);
  return value;
}

Value ExpressionRun::of(const MemberNode& node) {
  const Value object = evaluate(node.object);
  const Value name = evaluate(node.name);
  if (object.is(Value::Kind::object)) return name.is_none() ? Value() : object.find(text_of(name));
  return name.is(Value::Kind::integer) ? step(object, {}, name.integer()) : Value();
}

Value ExpressionRun::of(const SliceNode& node) {
  const Value whole = evaluate(node.list);
  const Value from = node.from ? evaluate(*node.from) : Value();
  const Value to = node.to ? evaluate(*node.to) : Value();
  const bool is_text = whole.is(Value::Kind::text);
  if (whole.is_none()) return Value::none();
  if (!is_text && !whole.is(Value::Kind::list)) return none(Remark::subject);
  if ((!from.is_none() && !from.is(Value::Kind::integer)) || (!to.is_none() && !to.is(Value::Kind::integer)))
    return none(Remark::subject);
  const auto size = static_cast<std::int64_t>(is_text ? json::count_code_points(text_of(whole)) : whole.size());
  const auto place = [size](const Value& bound, std::int64_t otherwise) {
    if (bound.is_none()) return otherwise;
    const std::int64_t at = bound.integer();
    return std::clamp<std::int64_t>(at < 0 ? std::max<std::int64_t>(at, -size) + size : at, 0, size);
  };
  const std::int64_t begin = place(from, 0);
  const std::int64_t end = std::max(begin, place(to, size));
  if (is_text) {
    const std::string_view text = whole.text();
    const std::string_view before = json::first_code_points(text, static_cast<std::size_t>(begin));
    return Value::text(json::first_code_points(text.substr(before.size()), static_cast<std::size_t>(end - begin)));
  }
  std::vector<Value> elements;
  std::int64_t index = 0;
  whole.for_each_element([&](const Value& element) {
    if (index >= begin && index < end) elements.push_back(element);
    return ++index < end;
  });
  return kept_list(elements);
}

Value ExpressionRun::of(const ListNode& node) {
  std::vector<Value> elements;
  elements.reserve(node.elements.size());
  for (const NodeIndex element : node.elements) elements.push_back(evaluate(element));
  return kept_list(elements);
}

Value ExpressionRun::of(const ObjectNode& node) {
  std::vector<Entry> entries;
  for (std::size_t index = 0; index + 1 < node.names_and_values.size(); index += 2) {
    const std::string_view name = text_of(evaluate(node.names_and_values[index]));
    const Value value = evaluate(node.names_and_values[index + 1]);
    const auto same = std::ranges::find(entries, name, &Entry::name);
    if (same != entries.end())
      same->value = value;
    else
      entries.push_back({name, value});
  }
  if (!spend_bytes(entries.size() * sizeof(Entry))) return {};
  const std::span<Entry> kept = arena().entries(entries.size());
  std::ranges::copy(entries, kept.begin());
  return Value::object(kept);
}

Value ExpressionRun::of(const CallNode& node) {
  if (!node.function) return {};
  const Moment& now = evaluator_.surroundings_.now;
  switch (*node.function) {
    case Function::identity: return Value::text(evaluator_.surroundings_.identity);
    case Function::now: return Value::moment({.unix_us = now.unix_us, .offset_minutes = now.offset_minutes});
    case Function::today: return Value::moment(day_of(now));
    case Function::timestamp: return Value::integer(whole_unix_seconds(now));
    case Function::uuid:
      return evaluator_.surroundings_.new_uuid == nullptr ? Value::none()
                                                          : text_value((*evaluator_.surroundings_.new_uuid)());
    case Function::range_days: {
      if (node.arguments.size() != 2) return {};
      const Value start = evaluate(node.arguments[0]);
      return range_days(start, evaluate(node.arguments[1]));
    }
    case Function::min:
    case Function::max: {
      Extreme extreme(*node.function == Function::max);
      bool has_order = true;
      for (const NodeIndex argument : node.arguments) {
        const Value value = evaluate(argument);
        if (node.arguments.size() == 1 && value.is(Value::Kind::list))
          value.for_each_element([&](const Value& element) { return spend(1) && (has_order = extreme.add(element)); });
        else
          has_order = has_order && extreme.add(value);
      }
      return has_order ? extreme.best() : none(Remark::order);
    }
  }
  std::unreachable();
}

Value ExpressionRun::range_days(const Value& start, const Value& end) {
  auto day = moment_of(start);
  const auto last = moment_of(end);
  if (!day || !last) return start.is_none() || end.is_none() ? Value::none() : none(Remark::conversion);
  day->is_day = true;
  std::vector<Value> days;
  for (; day && *day <= *last && spend(1); day = add_days(*day, 1)) days.push_back(Value::moment(*day));
  return kept_list(days);
}

Value ExpressionRun::of(const FilterNode& node) {
  const Value subject = evaluate(node.subject);
  if (!node.filter || error_) return {};
  return filter(*node.filter, subject, node);
}

Value ExpressionRun::of(const TestNode& node) {
  const Value value = evaluate(node.subject);
  const bool outcome = [&] {
    switch (node.test) {
      case Test::defined: return !value.is(Value::Kind::missing);
      case Test::none: return value.is_none();
      case Test::empty: return value.is_empty();
      case Test::text: return value.is(Value::Kind::text);
      case Test::number: return value.is_number();
      case Test::list: return value.is(Value::Kind::list);
      case Test::object: return value.is(Value::Kind::object);
    }
    std::unreachable();
  }();
  return Value::boolean(outcome != node.is_negated);
}

Value ExpressionRun::of(const NotNode& node) { return Value::boolean(!evaluate(node.operand).is_true()); }

Value ExpressionRun::of(const SignNode& node) {
  const Value value = evaluate(node.operand);
  if (!value.is_number()) return none(Remark::arithmetic);
  if (!node.is_negative) return value;
  return compute(Arithmetic::subtract, Value::integer(0), value);
}

Value ExpressionRun::of(const LogicNode& node) {
  Value value;
  for (const NodeIndex operand : node.operands) {
    value = evaluate(operand);
    if (value.is_true() != node.is_and) break;
  }
  return value;
}

Value ExpressionRun::of(const ComparisonNode& node) {
  Value left = evaluate(node.operands[0]);
  for (std::size_t index = 0; index < node.comparisons.size(); ++index) {
    const Value right = evaluate(node.operands[index + 1]);
    const auto outcome = holds(node.comparisons[index], left, right);
    if (!outcome) return Value::none();
    if (!*outcome) return Value::boolean(false);
    left = right;
  }
  return Value::boolean(true);
}

std::optional<bool> ExpressionRun::holds(Comparison comparison, const Value& left, const Value& right) {
  const auto equal = [&] {
    std::size_t left_over = limits::expression_steps_max - std::min(steps_, limits::expression_steps_max);
    const std::size_t before = left_over;
    const bool outcome = is_equal(left, right, left_over);
    spend(before - left_over + (left_over == 0 ? 1 : 0));
    return outcome;
  };
  switch (comparison) {
    case Comparison::equal: return equal();
    case Comparison::not_equal: return !equal();
    case Comparison::in: return is_in(left, right);
    case Comparison::not_in: return !is_in(left, right);
    case Comparison::less:
    case Comparison::less_or_equal:
    case Comparison::greater:
    case Comparison::greater_or_equal: break;
  }
  const auto order = compare(left, right);
  if (!order) {
    none(Remark::order);
    return std::nullopt;
  }
  switch (comparison) {
    case Comparison::less: return *order < 0;
    case Comparison::less_or_equal: return *order <= 0;
    case Comparison::greater: return *order > 0;
    default: return *order >= 0;
  }
}

bool ExpressionRun::is_in(const Value& part, const Value& whole) {
  switch (whole.kind()) {
    case Value::Kind::list: {
      bool is_found = false;
      whole.for_each_element([&](const Value& element) {
        is_found = holds(Comparison::equal, part, element).value_or(false);
        return !is_found && spend(1);
      });
      return is_found;
    }
    case Value::Kind::object: return !part.is_none() && !whole.find(text_of(part)).is(Value::Kind::missing);
    case Value::Kind::text:
      return part.is(Value::Kind::text) && text_of(whole).find(part.text()) != std::string_view::npos;
    case Value::Kind::missing:
    case Value::Kind::none: return false;
    default: none(Remark::subject); return false;
  }
}

Value ExpressionRun::of(const JoinNode& node) {
  std::string text;
  for (const NodeIndex operand : node.operands) {
    const Value value = evaluate(operand);
    const std::size_t room =
        limits::expression_result_bytes_max - std::min(limits::expression_result_bytes_max, text.size());
    if (!append_text(text, value, room)) return fail_too_large();
  }
  return text_value(text);
}

Value ExpressionRun::of(const ArithmeticNode& node) {
  Value value = evaluate(node.operands[0]);
  for (std::size_t index = 0; index < node.operations.size(); ++index) {
    const Value right = evaluate(node.operands[index + 1]);
    value = compute(node.operations[index], value, right);
  }
  return value;
}

Value ExpressionRun::compute(Arithmetic operation, const Value& left, const Value& right) {
  if (left.is(Value::Kind::integer) && right.is(Value::Kind::integer)) {
    std::int64_t result = 0;
    bool overflows = true;
    if (operation == Arithmetic::add) overflows = __builtin_add_overflow(left.integer(), right.integer(), &result);
    if (operation == Arithmetic::subtract) overflows = __builtin_sub_overflow(left.integer(), right.integer(), &result);
    if (operation == Arithmetic::multiply) overflows = __builtin_mul_overflow(left.integer(), right.integer(), &result);
    if (!overflows) return Value::integer(result);
  }
  if (operation == Arithmetic::add) {
    if (left.is(Value::Kind::text) && right.is(Value::Kind::text)) {
      std::string text(text_of(left));
      text += text_of(right);
      return text_value(text);
    }
    if (left.is(Value::Kind::list) && right.is(Value::Kind::list)) {
      std::vector<Value> elements;
      for (const Value& list : {left, right})
        list.for_each_element([&](const Value& element) { return elements.push_back(element), spend(1); });
      return kept_list(elements);
    }
  }
  const auto l = left.decimal();
  const auto r = right.decimal();
  if (!l || !r) return none(Remark::arithmetic);
  const bool is_division =
      operation == Arithmetic::divide || operation == Arithmetic::divide_floor || operation == Arithmetic::modulo;
  if (is_division && r->is_zero()) return none(Remark::division);
  switch (operation) {
    case Arithmetic::add: return number_value(add(*l, *r));
    case Arithmetic::subtract: return number_value(subtract(*l, *r));
    case Arithmetic::multiply: return number_value(multiply(*l, *r));
    case Arithmetic::divide: return number_value(divide(*l, *r));
    case Arithmetic::divide_floor: return number_value(divide_floor(*l, *r));
    case Arithmetic::modulo: return number_value(modulo(*l, *r));
  }
  std::unreachable();
}

Value ExpressionRun::of(const ConditionNode& node) {
  if (evaluate(node.condition).is_true()) return evaluate(node.then);
  return node.otherwise ? evaluate(*node.otherwise) : Value::none();
}

// ---- evaluator ------------------------------------------------------------------------------------------------------

base::Result<Value, EvaluationError> Evaluator::evaluate(const Expression& expression) {
  return ExpressionRun(*this, expression).run();
}

base::Result<void, EvaluationError> Evaluator::append(std::string& out, const Template& text) {
  for (const auto& part : text.parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      out += *literal;
      continue;
    }
    const auto& expression = std::get<Expression>(part);
    TRY(const Value value, evaluate(expression));
    if (!append_text(out, value, limits::expression_result_bytes_max))
      return std::unexpected(
          EvaluationError{EvaluationError::Code::too_large, expression.node(expression.root()).begin,
                          fmt::format("its text has more than {} bytes", limits::expression_result_bytes_max)});
  }
  return {};
}

base::Result<Value, EvaluationError> Evaluator::evaluate(const Template& text) {
  if (const Expression* whole = text.whole()) return evaluate(*whole);
  std::string joined;
  TRY_DO(append(joined, text));
  return Value::text(arena_.keep(joined));
}

}  // namespace connectory::text
