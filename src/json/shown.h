#pragma once

// Text from outside as it appears in a message: short, on one line, and without characters that a terminal obeys.
// Pure; safe on every thread. Errors: none; any bytes are accepted.

#include <string>
#include <string_view>

namespace connectory::json {

// At most limits::shown_points_max characters of `text`, with "..." behind them if there are more. Control characters are
// escaped as in JSON, and a byte that is not UTF-8 is written as \xHH. Whoever quotes the result adds the quotes.
std::string shown(std::string_view text);

}  // namespace connectory::json
