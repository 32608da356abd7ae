#pragma once

// The program's version, as CMakeLists.txt says it: `0.1.0`.

#include <string_view>

namespace connectory::base {

std::string_view version();

}  // namespace connectory::base
