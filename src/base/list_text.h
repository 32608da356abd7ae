#pragma once

// Lists that are written as one text: `10.0.0.0/8, ::1` in a setting, `team_read,user_read` in the store. Pure; safe on every thread.

#include <string>
#include <string_view>
#include <vector>

namespace connectory::base {

// The parts between any of the separators, without the spaces around them; empty parts are left out.
std::vector<std::string> split_list(std::string_view text, std::string_view separators = ",");

}  // namespace connectory::base
