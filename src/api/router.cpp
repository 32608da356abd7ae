#include "api/router.h"

#include <algorithm>

namespace connectory::api {
namespace {

// Removes the next segment from the front of `path`, which begins after a slash.
std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

}  // namespace

Router::Router(const std::vector<Route>& routes) {
  for (const Route& route : routes) {
    Node* node = &root_;
    for (std::string_view rest = route.path.substr(1); !rest.empty();) {
      const std::string_view segment = take_segment(rest);
      if (segment.starts_with('{')) {
        if (!node->value) node->value = std::make_unique<Node>();
        node = node->value.get();
        continue;
      }
      auto known = std::ranges::find(node->literals, segment,
                                     [](const auto& literal) { return std::string_view(literal.first); });
      if (known == node->literals.end())
        known = node->literals.emplace(node->literals.end(), segment, std::make_unique<Node>());
      node = known->second.get();
    }
    node->routes.push_back(&route);
    node->allow += std::string(name_of(route.method)) + ", ";
    if (route.method == net::Method::get) node->allow += "HEAD, ";
  }
  const auto end_lists = [](auto& self, Node& node) -> void {
    if (!node.allow.empty()) node.allow += "OPTIONS";
    for (auto& literal : node.literals) self(self, *literal.second);
    if (node.value) self(self, *node.value);
  };
  end_lists(end_lists, root_);
}

Router::Match Router::find(net::Method method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  const Node* node = &root_;
  for (std::string_view rest = path.substr(1); !rest.empty();) {
    const std::string_view segment = take_segment(rest);
    const auto literal =
        std::ranges::find(node->literals, segment, [](const auto& known) { return std::string_view(known.first); });
    if (literal != node->literals.end()) {
      node = literal->second.get();
    } else if (node->value && !segment.empty()) {
      node = node->value.get();
      match.values.values[match.values.count++] = segment;
    } else {
      return {};
    }
  }
  if (node->routes.empty()) return {};
  match.allow = node->allow;
  const net::Method wanted = method == net::Method::head ? net::Method::get : method;
  const auto route = std::ranges::find(node->routes, wanted, [](const Route* known) { return known->method; });
  if (route != node->routes.end()) match.route = *route;
  return match;
}

}  // namespace connectory::api
