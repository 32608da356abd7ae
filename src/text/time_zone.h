#pragma once

// Time zones of the IANA database, as the system has it.
// Threads: any. Errors: none; a system without the database knows only UTC.

#include <string_view>

namespace connectory::text {

bool is_time_zone(std::string_view name);  // `Europe/Helsinki`, `UTC`

}  // namespace connectory::text
