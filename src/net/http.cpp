#include "net/http.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace connectory::net {

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
    case Method::options: return "OPTIONS";
    case Method::other: return "";
  }
  std::unreachable();
}

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
