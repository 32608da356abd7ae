#pragma once

// Finds the route of a method and path without allocating: segment by segment down a tree made once from the table.
// Threads: find() from any thread once made. Errors: none; what does not match is not found.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"

namespace connectory::api {

class Router {
 public:
  explicit Router(const std::vector<Route>& routes);

  struct Match {
    const Route* route = nullptr;  // null: no such path, or not with this method
    PathValues values;
    std::string_view allow;  // methods of the path; empty: no such path
  };
  // A path's last slash makes no difference; HEAD is answered as GET is.
  Match find(net::Method method, std::string_view path) const;

 private:
  struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> value;
    std::vector<const Route*> routes;
    std::string allow;
  };
  Node root_;
};

}  // namespace connectory::api
