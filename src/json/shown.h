#pragma once

// Prepares text from outside for a message: short, on one line, and without control characters.
// Pure; safe on every thread. Errors: none; any bytes are accepted.

#include <string>
#include <string_view>

namespace connectory::json {

// At most limits::shown_points_max characters of `text`, followed by "..." if there are more. Control characters are
// escaped as in JSON, and bytes that are not UTF-8 are written as \xHH. Quotes are not added.
std::string shown(std::string_view text);

}  // namespace connectory::json
