#include "text/time_zone.h"

#include <exception>

#include <date/tz.h>

namespace connectory::text {

bool is_time_zone(std::string_view name) {
  if (name == "UTC") return true;
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::exception&) {  // how the library reports an unknown name
    return false;
  }
}

}  // namespace connectory::text
