#pragma once

// Runs a Path over a tree: of json::Value, or of any type with the members of PathNode.
// Nodes are returned in the order of RFC 9535: elements by index, members in the order of the document, a node before
// its descendants. A node that is selected twice is returned twice.
// Bounds: PathBounds. If they are exceeded, the result is too_many, without nodes. Work is counted in nodes and members
// visited, and in the length of strings.
// Threads: free functions of their arguments. Errors: only too_many.

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "base/limits.h"
#include "json/document.h"
#include "json/number.h"
#include "json/path.h"

namespace connectory::json {

template <class N>
concept PathNode = std::copyable<N> && requires(const N& node, std::string_view name, std::size_t index) {
  { node.kind() } -> std::same_as<Kind>;
  { node.boolean() } -> std::same_as<bool>;                    // of a boolean
  { node.number() } -> std::same_as<Number>;                   // of a number
  { node.string() } -> std::convertible_to<std::string_view>;  // of a string; valid as long as the tree
  { node.size() } -> std::convertible_to<std::size_t>;         // of an array or object
  { node.find(name) } -> std::same_as<std::optional<N>>;       // of an object
  { node.element(index) } -> std::same_as<std::optional<N>>;   // of an array
  { *node.elements().begin() } -> std::convertible_to<N>;      // of an array
  { (*node.members().begin()).name() } -> std::convertible_to<std::string_view>;  // of an object
  { (*node.members().begin()).value } -> std::convertible_to<N>;
};

struct PathBounds {
  std::size_t nodes_max = base::limits::path_nodes_max;
  std::size_t work_max = base::limits::path_work_max;
};

namespace path {

// The place of a node: its step from its parent; null for the root. Valid only during the visit.
struct Place {
  const Place* parent = nullptr;
  std::optional<std::string_view> name;  // of a member; absent for an element
  std::size_t index = 0;
};

std::string normalized(const Place* place);  // RFC 9535, section 2.7: $['a'][0]

}  // namespace path

// Visits each node until `visit` returns false.
template <PathNode N>
using NodeVisit = base::FunctionRef<bool(const N& node, const path::Place* place)>;

template <PathNode N>
PathResult<void> for_each_node(const Path& path, const N& root, NodeVisit<N> visit, PathBounds bounds = {});

template <PathNode N>
PathResult<std::vector<N>> evaluate(const Path& path, const N& root, PathBounds bounds = {});

// The first node, if there is one. Stops there.
template <PathNode N>
PathResult<std::optional<N>> find_first(const Path& path, const N& root, PathBounds bounds = {});

template <PathNode N>
struct LocatedNode {
  N node;
  std::string path;  // normalized
};
template <PathNode N>
PathResult<std::vector<LocatedNode<N>>> evaluate_with_paths(const Path& path, const N& root, PathBounds bounds = {});

}  // namespace connectory::json

#include "json/path_evaluation_impl.h"  // IWYU pragma: export
