#include "api/exchange.h"

#include <algorithm>

#include "base/ascii.h"

namespace connectory::api {

bool RequestId::is_valid(std::string_view text) {
  const auto is_allowed = [](char c) { return base::is_alphanumeric(c) || c == '_' || c == '-'; };
  return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, is_allowed);
}

}  // namespace connectory::api
