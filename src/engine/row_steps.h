#pragma once

// The steps that change each row of a response, before fields read it.
// Ownership: as engine/tree.h. Threads: one at a time. Bounds: base::limits::adapted_bytes_max.
// Errors: TreeError, with the kind of the step. Source: connector language, "Row step".

#include <span>
#include <vector>

#include "engine/tree.h"
#include "language/model_partition.h"
#include "text/evaluation.h"

namespace connectory::engine {

class RowSteps {
 public:
  // `values`: of the roots other than `row`, which the steps set. All arguments outlive this object.
  RowSteps(std::span<const language::RowStep> steps, text::Values& values, const text::Surroundings& surroundings,
           Arena& arena)
      : steps_(steps), values_(values), evaluator_(values, surroundings, arena), arena_(arena) {}

  // Adds the rows that the steps make of a row: none, one or many.
  TreeResult<void> apply(const Value& row, std::vector<Value>& rows);

  // How often an operation in an expression gave none because of the kind of its operands.
  std::size_t remarks_count() const { return evaluator_.remarks_count(); }

 private:
  using Rows = std::vector<Value>;

  TreeResult<Rows> make(const language::row_step::Where& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::Set& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::Remove& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::Rename& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::Expand& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::Flatten& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::NamesToLower& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::NamesToSnakeCase& step, const Value& row);
  TreeResult<Rows> make(const language::row_step::ReplaceInNames& step, const Value& row);

  TreeResult<Value> evaluate(const text::Expression& expression);
  TreeResult<bool> is_met(const std::optional<text::Expression>& condition);

  std::span<const language::RowStep> steps_;
  text::Values& values_;
  text::Evaluator evaluator_;
  Arena& arena_;
};

}  // namespace connectory::engine
