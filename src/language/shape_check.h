#pragma once

// The first level of checking: whether a document has the form that the table of the language (language/language.h)
// defines. It is as fast as reading: the table is compiled once, and a value costs one or two lookups.
// Threads: free function of its arguments. Errors: findings.

#include "language/findings.h"

namespace connectory::language {

// `configuration`: the document, or the part of it that is a configuration. The check stops when the budget ends.
void check_shape(const json::Source& source, json::Value configuration, Findings& findings, base::Budget& budget);
// The same for a single component, such as an example of the reference or a part in an editor.
void check_shape(const json::Source& source, std::string_view component, Findings& findings);

}  // namespace connectory::language
