#include "net/http.h"

#include <algorithm>

#include "base/ascii.h"

namespace connectory::net {

void Response::add_header(std::string_view name, std::string_view value) {
  if (std::ranges::any_of(value, base::is_control)) return;
  headers.append(name).append(": ").append(value).append("\r\n");
}

std::string_view text_of(const Body& body) {
  struct View {
    std::string_view operator()(const std::string& text) const { return text; }
    std::string_view operator()(const Shared& text) const {
      return text ? std::string_view(*text) : std::string_view();
    }
    std::string_view operator()(std::string_view text) const { return text; }
    std::string_view operator()(const Produced&) const { return {}; }
  };
  return std::visit(View{}, body);
}

}  // namespace connectory::net
