#pragma once

// The operations on the value of a field, before it is converted to its data type.
// Ownership: results borrow from the value, the operations and the Arena. Threads: one at a time.
// Errors: TreeError if a template in an operation fails. An operation that cannot use its value gives none; null and
// missing values stay as they are, except for `default`. Source: connector language, "Operation".

#include <span>

#include "engine/tree.h"
#include "language/model_operation.h"
#include "text/evaluation.h"

namespace connectory::engine {

class Operations {
 public:
  // `evaluator`: of templates in operations.
  Operations(text::Evaluator& evaluator, Arena& arena) : evaluator_(evaluator), arena_(arena) {}

  struct Applied {
    Value value;
    bool has_failed = false;  // an operation could not use its value
  };
  TreeResult<Applied> apply(std::span<const language::Operation> operations, const Value& value);

 private:
  friend struct OperationRun;

  text::Evaluator& evaluator_;
  Arena& arena_;
};

}  // namespace connectory::engine
