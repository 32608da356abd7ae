#pragma once

// Evaluates expressions and templates. Evaluation is a pure function of the values of the roots and of what surrounds
// the run (its time and identity); it never fails because a value is missing or of the wrong kind. Such an operation
// gives none, and is counted as a remark.
//
//   Values values;
//   values[Root::account] = Value::json(account.root());
//   Arena arena;
//   Evaluator evaluator(values, surroundings, arena);
//   auto url = std::string();
//   if (const auto failed = evaluator.append(url, url_template); !failed) ...
//
// Ownership: an Evaluator borrows what it is given; a result borrows from the values, the expression and the arena.
// Threads: one at a time. Bounds: base::limits::expression_*, for each call. Errors: EvaluationError, which names the
// bound, or the text that a filter refuses.
// Source: connector language, "Expressions".

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/function_ref.h"
#include "base/result.h"
#include "text/expression.h"
#include "text/template.h"
#include "text/value.h"

namespace connectory::text {

// The value of each root. A root that does not exist where the expression is used is missing.
class Values {
 public:
  Value& operator[](Root root) { return roots_[static_cast<std::size_t>(root)]; }
  const Value& operator[](Root root) const { return roots_[static_cast<std::size_t>(root)]; }

 private:
  std::array<Value, roots_count> roots_;
};

struct Surroundings {
  Moment now;                                                  // in UTC
  std::string_view identity;                                   // a UUID that is always the same for a login
  const base::FunctionRef<std::string()>* new_uuid = nullptr;  // null: uuid() is none
};

struct EvaluationError {
  enum class Code : std::uint8_t { too_many_steps, too_large, refused } code;
  std::size_t offset;  // in bytes of the expression's text
  std::string detail;  // a sentence without a full stop
};

// Why an operation gave none.
struct EvaluationRemark {
  enum class Code : std::uint8_t {
    order,       // `<` between values of different kinds
    arithmetic,  // with a value that is not a number
    division,    // by zero
    overflow,    // beyond the range of numbers
    conversion,  // a filter could not convert the value
    subject,     // a filter or function does not apply to values of this kind
  } code;
  std::size_t offset;
};

class Evaluator {
 public:
  Evaluator(const Values& values, const Surroundings& surroundings, Arena& arena)
      : values_(values), surroundings_(surroundings), arena_(arena) {}

  base::Result<Value, EvaluationError> evaluate(const Expression& expression);
  // A template as text: its values are written as append_text() does.
  base::Result<void, EvaluationError> append(std::string& out, const Template& text);
  // A template that is one placeholder and nothing else gives the value itself; any other gives a text.
  base::Result<Value, EvaluationError> evaluate(const Template& text);

  // Of all calls. The first one is kept.
  std::size_t remarks_count() const { return remarks_count_; }
  const EvaluationRemark& first_remark() const { return first_remark_; }

 private:
  friend class ExpressionRun;

  const Values& values_;
  const Surroundings& surroundings_;
  Arena& arena_;
  std::size_t remarks_count_ = 0;
  EvaluationRemark first_remark_{};
};

}  // namespace connectory::text
