#pragma once

// Percent-encoding (RFC 3986, section 2.1) and application/x-www-form-urlencoded (WHATWG URL, section 5), in queries and
// bodies. Pure; safe on every thread. Errors: absent if two hexadecimal digits do not follow a percent sign.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace connectory::net {

std::optional<std::string> percent_decode(std::string_view text);

struct FormField {
  std::string name;
  std::string value;
};
// In the order of the text; a name may occur several times.
std::optional<std::vector<FormField>> parse_form(std::string_view text);

}  // namespace connectory::net
