#pragma once

// The program's version, from CMakeLists.txt: `0.1.0`.

#include <string_view>

namespace connectory::base {

std::string_view version();

}  // namespace connectory::base
