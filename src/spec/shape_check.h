#pragma once

// The first level of checking: whether a document has the form that the table of the language (spec/language.h) gives it.
// At the speed of reading: the table is compiled once, a value costs a look or two.
// Threads: free function of its arguments. Errors: findings.

#include "spec/findings.h"

namespace connectory::spec {

void check_shape(const json::Source& source, Findings& findings);
// The same for one component alone: an example of the reference, a part that an editor holds.
void check_shape(const json::Source& source, std::string_view component, Findings& findings);

}  // namespace connectory::spec
