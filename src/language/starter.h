#pragma once

// The configuration of a new connector: small, valid, and an outline to fill in.
// Pure; safe on every thread.

#include <string_view>

namespace connectory::language {

std::string_view starter_configuration();

}  // namespace connectory::language
