#pragma once

// The rows of a response that is a tree: what `dataRows` selects after the adapters.
// Ownership: as engine/tree.h. Threads: pure. Errors: TreeError. Source: connector language, "Rows of a response".

#include <vector>

#include "engine/tree.h"
#include "json/path.h"

namespace connectory::engine {

// A path of names and indexes selects one value, whose elements are the rows if it is an array. Any other path selects
// a list of values, each of which is a row. Null is never a row.
TreeResult<std::vector<Value>> rows_at(const json::Path& path, const Value& response);

}  // namespace connectory::engine
