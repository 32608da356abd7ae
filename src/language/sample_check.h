#pragma once

// Whether an answer of the API fills the fields that are read of it: a wrong path is the mistake that nothing else finds.
// Threads: free function of its arguments. Errors: findings.

#include <string_view>
#include <vector>

#include "language/findings.h"
#include "language/model.h"

namespace connectory::language {

// `sample`: an answer as JSON. The report types that it has rows for are held against it; those with adapters or
// a chained request are passed over, since their rows are made of more than this answer. `fields`: where each report type's fields stand in the source.
void check_sample(const json::Source& source, const Configuration& configuration,
                  const std::vector<std::vector<json::Value>>& fields, std::string_view sample, Findings& findings);

}  // namespace connectory::language
