#include "engine/rows.h"

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::engine {

TreeResult<std::vector<Value>> rows_at(const json::Path& path, const Value& response) {
  std::vector<Value> rows;
  const auto add = [&](const Value& row) {
    if (!row.is_none()) rows.push_back(row);
  };
  if (!path.is_singular()) {
    const auto visit = [&](const TreeNode& node, const json::path::Place*) { return add(node.value()), true; };
    if (!json::for_each_node<TreeNode>(path, TreeNode(response), visit))
      return std::unexpected(TreeError{fmt::format("the path {} selects too much", path.text())});
    return rows;
  }
  TRY(const Value selected, select_first(language::AdapterPath{path}, response));
  if (selected.is(Value::Kind::list))
    for (const Value element : selected.elements()) add(element);
  else if (!selected.is(Value::Kind::object) || selected.size() > 0)
    add(selected);
  return rows;
}

}  // namespace connectory::engine
