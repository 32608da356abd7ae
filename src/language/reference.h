#pragma once

// The reference of the language for people, as Markdown, made from its tables: docs/language.md is this text.
// Pure; safe on every thread.

#include <string>

namespace connectory::language {

std::string reference();

}  // namespace connectory::language
