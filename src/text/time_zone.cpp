#include "text/time_zone.h"

#include <exception>

#include <date/tz.h>

namespace connectory::text {

bool is_time_zone(std::string_view name) {
  if (name == "UTC") return true;
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::exception&) {  // the library's word for a name that is not there
    return false;
  }
}

}  // namespace connectory::text
