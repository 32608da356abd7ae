#pragma once

// The adapters of the connector language: each takes a response and gives a response that has rows.
// Ownership: as engine/tree.h. Threads: one at a time for each Arena. Bounds: base::limits::adapted_bytes_max.
// Errors: TreeError, with the kind of the adapter, what it found, and what it expected. Source: connector language,
// "Adapter".

#include <string>
#include <string_view>

#include "base/function_ref.h"
#include "engine/tree.h"
#include "language/model_adapter.h"

namespace connectory::engine {

// What a value source of an adapter (`granularity` of time_series) gives as text; empty if there is nothing.
using ReadSource = base::FunctionRef<TreeResult<std::string>(const language::ValueSource& source)>;

TreeResult<Value> adapt(const language::Adapter& adapter, const Value& response, ReadSource read, Arena& arena);

// `flatten_values`: as the language calls it.
std::string_view name_of(const language::Adapter& adapter);

}  // namespace connectory::engine
