#pragma once

// Formulas over aggregated metrics: `clicks / impressions * 100`. Numbers, field ids, + - * /, a sign, parentheses.
// Division by zero gives null, and so does any operation on null.
// Threads: values; evaluate() is pure. Errors: FormulaError, with its byte offset. Bounds: base::limits::formula_*.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "base/result.h"

namespace connectory::language {

struct FormulaError {
  std::size_t offset;  // in bytes, from 0
  std::string detail;
};

class Formula {
 public:
  static base::Result<Formula, FormulaError> parse(std::string_view text);

  struct Use {
    std::string field;
    std::size_t offset;
  };
  std::span<const Use> uses() const { return uses_; }  // each field once, in the order of the text

  // `value_of`: the value of uses()[index].
  std::optional<double> evaluate(base::FunctionRef<std::optional<double>(std::size_t index)> value_of) const;

 private:
  friend class FormulaParser;
  // In postfix order, so that evaluation is one pass with a stack.
  struct Step {
    enum class Kind : std::uint8_t { number, field, add, subtract, multiply, divide, negate } kind = Kind::number;
    double number = 0;
    std::size_t field = 0;
  };
  std::vector<Step> steps_;
  std::vector<Use> uses_;
};

}  // namespace connectory::language
