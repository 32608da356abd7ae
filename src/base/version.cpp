#include "base/version.h"

namespace connectory::base {

std::string_view version() { return CONNECTORY_VERSION; }

}  // namespace connectory::base
