#pragma once

// The table of the connector language (language/language.h) as JSON, for editors: every key with its title, help,
// example, default, type, what its text contains or refers to, and the roots that placeholders can use there; and the
// placeholders, filters and findings.
// Pure; safe on every thread.

#include <string>

namespace connectory::language {

// Compact JSON. It is generated once and then reused.
const std::string& table_json();

}  // namespace connectory::language
