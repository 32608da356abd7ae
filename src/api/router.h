#pragma once

// Finds the route of a method and path without allocating: segment by segment in a tree built from the table.
// Threads: find() from any thread after construction. Errors: none; paths that do not match are not found.

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
  // A trailing slash makes no difference; HEAD is answered like GET.
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
