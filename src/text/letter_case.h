#pragma once

// Upper and lower case of all scripts, letter by letter, as Unicode's simple mappings have it: the length of a text in
// characters stays the same (`ß` has no upper case).
// Pure; safe on every thread. Errors: none; bytes that are not UTF-8 stay as they are. Source: the C library's C.UTF-8 locale.

#include <string>
#include <string_view>

namespace connectory::text {

void append_lower(std::string& out, std::string_view text);
void append_upper(std::string& out, std::string_view text);

// A name in lower case with `_` between its words: `createdAt` is created_at, and `HTTPServer ID` http_server_id.
std::string in_snake_case(std::string_view name);

}  // namespace connectory::text
