#pragma once

// JSON that a request sends: a document whose strings can contain placeholders.
// Ownership: values. Threads: one at a time for each Evaluator. Bounds: base::limits::request_body_made_bytes_max.
// Errors: TreeError. Source: connector language, "Values in JSON bodies".

#include <string>

#include "engine/tree.h"
#include "language/model_request.h"
#include "text/evaluation.h"

namespace connectory::engine {

// Appends compact JSON. `omits_empty`: members whose strings have placeholders that result in nothing, or in an empty
// text, list or object, are left out; elements of arrays stay.
TreeResult<void> append_json(std::string& out, const language::JsonTemplate& body, bool omits_empty,
                             text::Evaluator& evaluator);

}  // namespace connectory::engine
