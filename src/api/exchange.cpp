#include "api/exchange.h"

#include <algorithm>

namespace connectory::api {

bool RequestId::is_valid(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, is_allowed);
}

}  // namespace connectory::api
