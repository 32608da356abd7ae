#include "base/list_text.h"

#include <algorithm>

#include "base/ascii.h"

namespace connectory::base {

std::vector<std::string> split_list(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    const std::string_view part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

}  // namespace connectory::base
