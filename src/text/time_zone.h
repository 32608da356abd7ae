#pragma once

// The time zones of the system's IANA database.
// Threads: any. Errors: none; without the database, only UTC is known.

#include <string_view>

namespace connectory::text {

bool is_time_zone(std::string_view name);  // `Europe/Helsinki`, `UTC`

}  // namespace connectory::text
