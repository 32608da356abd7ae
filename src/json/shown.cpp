#include "json/shown.h"

#include <iterator>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "json/utf8.h"

namespace connectory::json {
namespace {

void append_control(std::string& out, char c) {
  switch (c) {
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

// The bytes of the first character of `text`, which is not empty; 0 if they are not UTF-8.
std::size_t first_character_bytes(std::string_view text) {
  constexpr std::size_t character_bytes_max = 4;
  const std::string_view start = text.substr(0, character_bytes_max);
  const std::size_t sound = find_invalid_utf8(start).value_or(start.size());
  return first_code_points(start.substr(0, sound), 1).size();
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  for (std::size_t points = 0; !text.empty(); ++points) {
    if (points == base::limits::shown_points_max) return out += "...";
    const std::size_t bytes = first_character_bytes(text);
    if (bytes == 0)
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text.front()));
    else if (base::is_control(text.front()))
      append_control(out, text.front());
    else
      out += text.substr(0, bytes);
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out;
}

}  // namespace connectory::json
