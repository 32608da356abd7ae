#pragma once

// The first level of checking: whether a document has the form that the table of the language (language/language.h) gives it.
// At the speed of reading: the table is compiled once, a value costs a look or two.
// Threads: free function of its arguments. Errors: findings.

#include "language/findings.h"

namespace connectory::language {

// `configuration`: the document, or the part of it that is a configuration. Once the budget has ended nothing more is found.
void check_shape(const json::Source& source, json::Value configuration, Findings& findings, base::Budget& budget);
// The same for one component alone: an example of the reference, a part that an editor holds.
void check_shape(const json::Source& source, std::string_view component, Findings& findings);

}  // namespace connectory::language
