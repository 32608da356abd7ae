#pragma once

// How a zip file is recognised as an archive of connectors. Private to its writer and its reader.

#include <cstdint>
#include <string_view>

namespace connectory::service {

inline constexpr std::string_view archive_format_name = "connectory";
inline constexpr std::int64_t archive_format_version = 1;

}  // namespace connectory::service
