#pragma once

// The configuration that a new connector starts with: small, valid, and the outline of what to fill in.
// Pure; safe on every thread.

#include <string_view>

namespace connectory::language {

std::string_view starter_configuration();

}  // namespace connectory::language
