#pragma once

// The reference of the language for people, as Markdown, generated from its tables. It is the content of
// docs/language.md.
// Pure; safe on every thread.

#include <string>

namespace connectory::language {

std::string reference();

}  // namespace connectory::language
