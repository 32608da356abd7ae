#include "engine/tree.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/number_text.h"
#include "base/try.h"

namespace connectory::engine {

json::Kind TreeNode::kind() const {
  switch (value_.kind()) {
    case Value::Kind::missing:
    case Value::Kind::none: return json::Kind::null;
    case Value::Kind::boolean: return json::Kind::boolean;
    case Value::Kind::integer:
    case Value::Kind::decimal: return json::Kind::number;
    case Value::Kind::text:
    case Value::Kind::day:
    case Value::Kind::time: return json::Kind::string;
    case Value::Kind::list: return json::Kind::array;
    case Value::Kind::object: return json::Kind::object;
  }
  std::unreachable();
}

TreeResult<std::vector<Located>> select(const language::AdapterPath& path, const Value& from) {
  std::vector<Located> found;
  if (const auto* name = std::get_if<std::string>(&path.path)) {
    const Value value = from.find(*name);
    if (!value.is(Value::Kind::missing)) found.push_back({value, {Step(std::string_view(*name))}});
    return found;
  }
  const auto& json_path = std::get<json::Path>(path.path);
  const auto visit = [&](const TreeNode& node, const json::path::Place* place) {
    Located& located = found.emplace_back(Located{node.value(), {}});
    for (; place != nullptr; place = place->parent)
      located.steps.push_back(place->name ? Step(*place->name) : Step(place->index));
    std::ranges::reverse(located.steps);
    return true;
  };
  if (const auto done = json::for_each_node<TreeNode>(json_path, TreeNode(from), visit); !done)
    return std::unexpected(TreeError{fmt::format("the path {} selects too much", json_path.text())});
  return found;
}

TreeResult<Value> select_first(const language::AdapterPath& path, const Value& from) {
  if (const auto* name = std::get_if<std::string>(&path.path)) return from.find(*name);
  const auto& json_path = std::get<json::Path>(path.path);
  const auto found = json::find_first(json_path, TreeNode(from));
  if (!found) return std::unexpected(TreeError{fmt::format("the path {} selects too much", json_path.text())});
  return *found ? (*found)->value() : Value();
}

std::string_view last_name(const language::AdapterPath& path) {
  if (const auto* name = std::get_if<std::string>(&path.path)) return *name;
  const auto& segments = std::get<json::Path>(path.path).query().segments;
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment)
    if (segment->selectors.size() == 1)
      if (const auto* name = std::get_if<json::path::Name>(&segment->selectors[0])) return name->name;
  return {};
}

// ---- edits ----------------------------------------------------------------------------------------------------------

Edits::Node& Edits::node(std::span<const Step> at) {
  Node* node = &root_;
  for (const Step& step : at)
    node = std::holds_alternative<std::size_t>(step) ? &node->elements[std::get<std::size_t>(step)]
                                                     : &node->members[std::get<std::string_view>(step)];
  return *node;
}

Value Edits::apply(const Value& tree, const Node& node, Arena& arena) {
  if (node.value) return *node.value;
  if (node.rows) return list_of(*node.rows, arena);
  if (!node.has_children()) return tree;
  if (tree.is(Value::Kind::list)) {
    std::vector<Value> made;
    made.reserve(tree.size());
    std::size_t index = 0;
    auto next = node.elements.begin();
    for (const Value element : tree.elements()) {
      const bool is_edited = next != node.elements.end() && next->first == index++;
      if (!is_edited) {
        made.push_back(element);
        continue;
      }
      const Node& edit = next->second;
      ++next;
      if (edit.rows)
        made.insert(made.end(), edit.rows->begin(), edit.rows->end());
      else if (!edit.is_removed)
        made.push_back(apply(element, edit, arena));
    }
    return list_of(made, arena);
  }
  ObjectBuilder made;
  for (const Entry member : tree.members()) {
    const auto edit = node.members.find(member.name);
    if (edit == node.members.end())
      made.add(member.name, member.value);
    else if (!edit->second.is_removed)
      made.add(member.name, apply(member.value, edit->second, arena));
  }
  return made.finish(arena);
}

TreeResult<Value> Edits::apply(const Value& tree, Arena& arena) const {
  const Value made = apply(tree, root_, arena);
  TRY_DO(check_size(arena));
  return made;
}

namespace {

Value with_value_at(const Value& tree, std::span<const Step> steps, const Value& value, Arena& arena) {
  if (steps.empty()) return value;
  const auto inner = [&](const Value& child) { return with_value_at(child, steps.subspan(1), value, arena); };
  if (const auto* index = std::get_if<std::size_t>(&steps[0])) {
    std::vector<Value> elements(tree.elements().begin(), tree.elements().end());
    if (*index >= elements.size()) elements.resize(*index + 1, Value::none());
    elements[*index] = inner(elements[*index]);
    return list_of(elements, arena);
  }
  const std::string_view name = arena.keep(std::get<std::string_view>(steps[0]));
  ObjectBuilder made;
  made.add_all(tree);
  made.set(name, inner(tree.find(name)));
  return made.finish(arena);
}

}  // namespace

TreeResult<Value> written(const Value& tree, const language::AdapterPath& path, const Value& value, Arena& arena) {
  std::vector<Step> steps;
  if (const auto* name = std::get_if<std::string>(&path.path)) {
    steps.emplace_back(std::string_view(*name));
  } else {
    const auto& json_path = std::get<json::Path>(path.path);
    const auto wanted = json_path.steps();
    if (!wanted)
      return std::unexpected(
          TreeError{fmt::format("the destination {} must be one place, a path of names", json_path.text())});
    constexpr std::int64_t index_max = 1000;  // a list with gaps is not what anyone wants
    for (const json::Path::Step& step : *wanted) {
      if (const auto* name_of_step = std::get_if<std::string_view>(&step)) {
        steps.emplace_back(*name_of_step);
      } else if (const std::int64_t index = std::get<std::int64_t>(step); index >= 0 && index <= index_max) {
        steps.emplace_back(static_cast<std::size_t>(index));
      } else {
        return std::unexpected(
            TreeError{fmt::format("the destination {} has an index that cannot be written to", json_path.text())});
      }
    }
  }
  const Value made = with_value_at(tree, steps, value, arena);
  TRY_DO(check_size(arena));
  return made;
}

// ---- builders -------------------------------------------------------------------------------------------------------

Entry* ObjectBuilder::find(std::string_view name) {
  if (entries_.size() <= few) {
    const auto known = std::ranges::find(entries_, name, &Entry::name);
    return known == entries_.end() ? nullptr : &*known;
  }
  for (; indexed_ < entries_.size(); ++indexed_) places_.emplace(entries_[indexed_].name, indexed_);
  const auto known = places_.find(name);
  return known == places_.end() ? nullptr : &entries_[known->second];
}

void ObjectBuilder::set(std::string_view name, const Value& value) {
  if (Entry* const known = find(name))
    known->value = value;
  else
    add(name, value);
}

void ObjectBuilder::add_all(const Value& object) {
  for (const Entry member : object.members()) add(member.name, member.value);
}

Value ObjectBuilder::finish(Arena& arena) const {
  const std::span<Entry> kept = arena.entries(entries_.size());
  std::ranges::copy(entries_, kept.begin());
  return Value::object(kept);
}

Value number_of(std::string_view text) {
  if (const auto whole = base::parse_number<std::int64_t>(text)) return Value::integer(*whole);
  return Value::decimal(text);
}

Value value_of(const language::Scalar& scalar) {
  using enum language::Scalar::Kind;
  switch (scalar.kind) {
    case boolean: return Value::boolean(scalar.text == "true");
    case number: return number_of(scalar.text);
    case text: return Value::text(scalar.text);
  }
  std::unreachable();
}

Value list_of(std::span<const Value> values, Arena& arena) {
  const std::span<Value> kept = arena.values(values.size());
  std::ranges::copy(values, kept.begin());
  return Value::list(kept);
}

TreeResult<void> check_size(const Arena& arena) {
  if (arena.bytes() <= base::limits::adapted_bytes_max) return {};
  return std::unexpected(
      TreeError{fmt::format("the rows of one response take more than {} MiB", base::limits::adapted_bytes_max >> 20U)});
}

std::string_view kind_in_words(const Value& value) {
  return value.is_none() ? "null" : value.is(Value::Kind::list) ? "an array" : text::name_of(value.kind());
}

}  // namespace connectory::engine
