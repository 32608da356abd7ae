#pragma once

// The system's message for an error number: "No such file or directory". Safe on every thread, unlike std::strerror.

#include <string>
#include <system_error>

namespace connectory::base {

inline std::string system_message(int number) { return std::error_code(number, std::generic_category()).message(); }

}  // namespace connectory::base
