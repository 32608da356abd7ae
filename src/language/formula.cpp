#include "language/formula.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"

namespace connectory::language {
namespace {

bool is_name_first(char c) { return base::is_letter(c) || c == '_'; }

}  // namespace

class FormulaParser {
 public:
  explicit FormulaParser(std::string_view text) : text_(text) {}

  base::Result<Formula, FormulaError> parse() {
    TRY_DO(sum());
    if (at_ != text_.size()) return refuse("expected an operator or the end");
    return std::move(formula_);
  }

 private:
  using Done = base::Result<void, FormulaError>;
  using Kind = Formula::Step::Kind;

  std::unexpected<FormulaError> refuse(std::string_view detail) const {
    return std::unexpected(FormulaError{at_, std::string(detail)});
  }
  void skip_space() {
    while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
  }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    skip_space();
    return true;
  }
  void emit(Kind kind) { formula_.steps_.push_back({.kind = kind}); }

  Done sum() {
    TRY_DO(product());
    while (true) {
      if (take('+')) {
        TRY_DO(product());
        emit(Kind::add);
      } else if (take('-')) {
        TRY_DO(product());
        emit(Kind::subtract);
      } else {
        return {};
      }
    }
  }

  Done product() {
    TRY_DO(factor());
    while (true) {
      if (take('*')) {
        TRY_DO(factor());
        emit(Kind::multiply);
      } else if (take('/')) {
        TRY_DO(factor());
        emit(Kind::divide);
      } else {
        return {};
      }
    }
  }

  Done factor() {
    skip_space();
    if (++depth_ > base::limits::formula_depth_max) return refuse("it is nested too deeply");
    TRY_DO(operand());
    --depth_;
    skip_space();
    return {};
  }

  Done operand() {
    if (take('-')) {
      TRY_DO(factor());
      emit(Kind::negate);
      return {};
    }
    if (take('(')) {
      TRY_DO(sum());
      if (!take(')')) return refuse("expected ')'");
      return {};
    }
    if (at_ == text_.size()) return refuse("expected a field or a number");
    if (is_name_first(text_[at_])) return field();
    if (base::is_digit(text_[at_])) return number();
    return refuse("expected a field or a number");
  }

  Done number() {
    double value = 0;
    const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (failure != std::errc{}) return refuse("this is not a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    formula_.steps_.push_back({.kind = Kind::number, .number = value});
    return {};
  }

  Done field() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_name_first(text_[at_]) || base::is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    const auto [known, is_new] = known_.emplace(name, formula_.uses_.size());
    if (is_new) formula_.uses_.push_back({std::string(name), begin});
    formula_.steps_.push_back({.kind = Kind::field, .field = known->second});
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::map<std::string_view, std::size_t> known_;  // index in formula_.uses_, by name
  Formula formula_;
};

base::Result<Formula, FormulaError> Formula::parse(std::string_view text) {
  if (text.size() > base::limits::formula_bytes_max)
    return std::unexpected(
        FormulaError{0, fmt::format("a formula can have at most {} bytes", base::limits::formula_bytes_max)});
  return FormulaParser(text).parse();
}

std::optional<double> Formula::evaluate(base::FunctionRef<std::optional<double>(std::size_t)> value_of) const {
  std::vector<std::optional<double>> stack;
  const auto pop = [&] {
    const auto value = stack.back();
    stack.pop_back();
    return value;
  };
  for (const Step& step : steps_) {
    switch (step.kind) {
      case Step::Kind::number: stack.emplace_back(step.number); continue;
      case Step::Kind::field: stack.push_back(value_of(step.field)); continue;
      case Step::Kind::negate: {
        const auto value = pop();
        stack.push_back(value ? std::optional(-*value) : std::nullopt);
        continue;
      }
      case Step::Kind::add:
      case Step::Kind::subtract:
      case Step::Kind::multiply:
      case Step::Kind::divide: break;
    }
    const auto right = pop();
    const auto left = pop();
    if (!left || !right || (step.kind == Step::Kind::divide && *right == 0)) {
      stack.emplace_back();
      continue;
    }
    double result = 0;
    if (step.kind == Step::Kind::add) result = *left + *right;
    if (step.kind == Step::Kind::subtract) result = *left - *right;
    if (step.kind == Step::Kind::multiply) result = *left * *right;
    if (step.kind == Step::Kind::divide) result = *left / *right;
    stack.push_back(std::isfinite(result) ? std::optional(result) : std::nullopt);
  }
  return stack.back();
}

}  // namespace connectory::language
