#pragma once

// Checks that a response of the API fills the fields of a configuration. This finds wrong paths, which no other check
// can find.
// Threads: free function of its arguments. Errors: findings.

#include <string_view>
#include <vector>

#include "language/findings.h"
#include "language/model.h"

namespace connectory::language {

// `sample`: a response as JSON. Report types are checked if the sample has rows for them. Those with adapters or a
// chained request are skipped, because their rows depend on more than this response. `fields`: the values of each
// report type's fields in the source.
void check_sample(const json::Source& source, const Configuration& configuration,
                  const std::vector<std::vector<json::Value>>& fields, std::string_view sample, Findings& findings);

}  // namespace connectory::language
