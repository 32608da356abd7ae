#include "engine/row_steps.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/function_ref.h"
#include "base/try.h"
#include "text/letter_case.h"

namespace connectory::engine {
namespace {

namespace step = language::row_step;
using language::MemberPath;
using NameChange = base::FunctionRef<std::string(std::string_view name)>;

// An empty step of a MemberPath is any member or element.
bool is_any(const std::string& name) { return name.empty(); }

// The values at a path in a row, each with its way.
void find_members(const Value& value, std::span<const std::string> path, std::vector<Step>& way,
                  std::vector<Located>& found) {
  if (path.empty()) return found.push_back({value, way});
  const auto enter = [&](const Step& step, const Value& child) {
    way.push_back(step);
    find_members(child, path.subspan(1), way, found);
    way.pop_back();
  };
  if (value.is(Value::Kind::list) && is_any(path[0])) {
    std::size_t index = 0;
    for (const Value element : value.elements()) enter(index++, element);
  } else if (is_any(path[0])) {
    for (const Entry member : value.members()) enter(member.name, member.value);
  } else if (const Value child = value.find(path[0]); !child.is(Value::Kind::missing)) {
    enter(std::string_view(path[0]), child);
  }
}

std::vector<Located> members_at(const Value& row, const MemberPath& path) {
  std::vector<Located> found;
  std::vector<Step> way;
  find_members(row, path.steps, way, found);
  return found;
}

// The row with the value at the end of a path. `*` is each member or element that is there; other objects are added.
Value with_member(const Value& value, std::span<const std::string> path, const Value& member, Arena& arena) {
  if (path.empty()) return member;
  const auto inner = [&](const Value& child) { return with_member(child, path.subspan(1), member, arena); };
  if (is_any(path[0]) && value.is(Value::Kind::list)) {
    std::vector<Value> elements;
    for (const Value element : value.elements()) elements.push_back(inner(element));
    return list_of(elements, arena);
  }
  ObjectBuilder made;
  if (is_any(path[0])) {
    if (!value.is(Value::Kind::object)) return value;
    for (const Entry each : value.members()) made.add(each.name, inner(each.value));
    return made.finish(arena);
  }
  made.add_all(value);
  made.set(path[0], inner(value.find(path[0])));
  return made.finish(arena);
}

// The names of all members, also of nested ones. If two become equal, the later value stays.
Value with_names(const Value& value, NameChange change, Arena& arena) {
  if (value.is(Value::Kind::list)) {
    std::vector<Value> elements;
    for (const Value element : value.elements()) elements.push_back(with_names(element, change, arena));
    return list_of(elements, arena);
  }
  if (!value.is(Value::Kind::object)) return value;
  ObjectBuilder made;
  for (const Entry member : value.members())
    made.set(arena.keep(change(member.name)), with_names(member.value, change, arena));
  return made.finish(arena);
}

void flatten_into(ObjectBuilder& made, const std::string& name, const Value& value, const step::Flatten& step,
                  Arena& arena) {
  const auto enter = [&](std::string_view part, const Value& child) {
    flatten_into(made, fmt::format("{}{}{}", name, step.separator, part), child, step, arena);
  };
  if (value.is(Value::Kind::object) && value.size() > 0) {
    for (const Entry member : value.members()) enter(member.name, member.value);
  } else if (step.has_lists && value.is(Value::Kind::list) && value.size() > 0) {
    std::size_t index = 0;
    for (const Value element : value.elements()) enter(fmt::format("{}", index++), element);
  } else {
    made.set(arena.keep(name), value);
  }
}

// `path`: the only member to flatten; empty: all members of the object.
Value flattened(const Value& object, std::span<const std::string> path, const step::Flatten& step, Arena& arena) {
  if (object.is(Value::Kind::list) && !path.empty() && is_any(path[0])) {
    std::vector<Value> elements;
    for (const Value element : object.elements()) elements.push_back(flattened(element, path.subspan(1), step, arena));
    return list_of(elements, arena);
  }
  if (!object.is(Value::Kind::object)) return object;
  ObjectBuilder made;
  for (const Entry member : object.members()) {
    const bool is_meant = path.empty() || is_any(path[0]) || member.name == path[0];
    if (is_meant && path.size() <= 1)
      flatten_into(made, std::string(member.name), member.value, step, arena);
    else
      made.set(member.name, is_meant ? flattened(member.value, path.subspan(1), step, arena) : member.value);
  }
  return made.finish(arena);
}

bool have_same_parent(const MemberPath& left, const MemberPath& right) {
  return !left.steps.empty() && left.steps.size() == right.steps.size() &&
         std::equal(left.steps.begin(), left.steps.end() - 1, right.steps.begin());
}

// Renames the last step of a path; members stay where they are.
Value renamed(const Value& value, std::span<const std::string> path, const std::string& name, Arena& arena) {
  if (value.is(Value::Kind::list) && path.size() > 1 && is_any(path[0])) {
    std::vector<Value> elements;
    for (const Value element : value.elements()) elements.push_back(renamed(element, path.subspan(1), name, arena));
    return list_of(elements, arena);
  }
  if (!value.is(Value::Kind::object)) return value;
  if (path.size() == 1 && value.find(path[0]).is(Value::Kind::missing)) return value;
  ObjectBuilder made;
  for (const Entry member : value.members()) {
    const bool is_meant = is_any(path[0]) || member.name == path[0];
    if (path.size() == 1) {
      if (is_meant)
        made.set(name, member.value);
      else if (member.name != name)  // a member that already has the new name is replaced
        made.set(member.name, member.value);
    } else {
      made.set(member.name, is_meant ? renamed(member.value, path.subspan(1), name, arena) : member.value);
    }
  }
  return made.finish(arena);
}

std::string_view name_of(const language::RowStep& each) {
  struct Names {
    std::string_view operator()(const step::Where&) const { return "where"; }
    std::string_view operator()(const step::Set&) const { return "set"; }
    std::string_view operator()(const step::Remove&) const { return "remove"; }
    std::string_view operator()(const step::Rename&) const { return "rename"; }
    std::string_view operator()(const step::Expand&) const { return "expand"; }
    std::string_view operator()(const step::Flatten&) const { return "flatten"; }
    std::string_view operator()(const step::NamesToLower&) const { return "keys_to_lower"; }
    std::string_view operator()(const step::NamesToSnakeCase&) const { return "keys_to_snake_case"; }
    std::string_view operator()(const step::ReplaceInNames&) const { return "keys_replace"; }
  };
  return std::visit(Names{}, each);
}

}  // namespace

TreeResult<void> RowSteps::apply(const Value& row, std::vector<Value>& rows) {
  Rows now = {row};
  for (const language::RowStep& each : steps_) {
    Rows next;
    for (const Value& one : now) {
      values_[text::Root::row] = one;
      auto made = std::visit([&](const auto& kind) { return make(kind, one); }, each);
      if (!made)
        return std::unexpected(TreeError{fmt::format("row step {}: {}", name_of(each), made.error().sentence)});
      next.insert(next.end(), made->begin(), made->end());
    }
    now = std::move(next);
    TRY_DO(check_size(arena_));
  }
  rows.insert(rows.end(), now.begin(), now.end());
  return {};
}

TreeResult<Value> RowSteps::evaluate(const text::Expression& expression) {
  const auto value = evaluator_.evaluate(expression);
  if (!value) return std::unexpected(TreeError{value.error().detail});
  return *value;
}

TreeResult<bool> RowSteps::is_met(const std::optional<text::Expression>& condition) {
  if (!condition) return true;
  TRY(const Value value, evaluate(*condition));
  return value.is_true();
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::Where& step, const Value& row) {
  TRY(const Value value, evaluate(step.condition));
  return value.is_true() ? Rows{row} : Rows{};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::Set& step, const Value& row) {
  TRY(const bool is_meant, is_met(step.condition));
  if (!is_meant) return Rows{row};
  Value value;
  if (const auto* scalar = std::get_if<language::Scalar>(&step.value)) {
    value = value_of(*scalar);
  } else {
    TRY(value, evaluate(std::get<text::Expression>(step.value)));
    // A tree holds only what JSON can hold.
    if (value.is_moment()) value = Value::text(arena_.keep(text::to_text(value.moment())));
    if (value.is_none()) value = Value::none();
  }
  return Rows{with_member(row, step.name.steps, value, arena_)};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::Remove& step, const Value& row) {
  TRY(const bool is_meant, is_met(step.condition));
  if (!is_meant) return Rows{row};
  Edits edits;
  for (const MemberPath& name : step.names)
    for (const Located& each : members_at(row, name)) edits.remove(each.steps);
  TRY(const Value made, edits.apply(row, arena_));
  return Rows{made};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::Rename& step, const Value& row) {
  Value made = row;
  for (const auto& [from, to] : step.names) {
    if (have_same_parent(from, to)) {
      made = renamed(made, from.steps, to.steps.back(), arena_);
      continue;
    }
    const std::vector<Located> found = members_at(made, from);
    if (found.empty()) continue;
    Edits removal;
    for (const Located& each : found) removal.remove(each.steps);
    TRY(made, removal.apply(made, arena_));
    made = with_member(made, to.steps, found.back().value, arena_);
  }
  return Rows{made};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::Expand& step, const Value& row) {
  using enum step::Expand::Parent;
  const std::vector<Located> lists = members_at(row, step.path);
  std::vector<Value> elements;
  Edits removal;
  for (const Located& list : lists) {
    removal.remove(list.steps);
    if (list.value.is(Value::Kind::list))
      elements.insert(elements.end(), list.value.elements().begin(), list.value.elements().end());
    else if (!list.value.is_none())
      elements.push_back(list.value);  // an API that writes a list of one as the element itself
  }
  if (elements.empty()) return step.keeps_empty ? Rows{row} : Rows{};
  TRY(const Value others, removal.apply(row, arena_));
  Rows rows;
  for (const Value& element : elements) {
    const bool is_plain = !element.is(Value::Kind::object);
    if (is_plain && step.parent == drop && step.copied.empty()) {
      rows.push_back(element);
      continue;
    }
    ObjectBuilder made;
    if (is_plain)
      made.add(step.path.steps.back(), element);
    else
      made.add_all(element);
    if (step.parent == merge)
      for (const Entry member : others.members())
        if (!made.has(member.name)) made.add(member.name, member.value);
    if (step.parent == nest) made.set(step.parent_name, row);
    Value one = made.finish(arena_);
    for (const MemberPath& path : step.copied) {
      const std::vector<Located> found = members_at(row, path);
      one = with_member(one, path.steps, found.empty() ? Value::none() : found[0].value, arena_);
    }
    rows.push_back(one);
    TRY_DO(check_size(arena_));
  }
  return rows;
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::Flatten& step, const Value& row) {
  return Rows{flattened(row, step.path.steps, step, arena_)};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::NamesToLower&, const Value& row) {
  const auto lower = [](std::string_view name) {
    std::string text;
    text::append_lower(text, name);
    return text;
  };
  return Rows{with_names(row, NameChange(lower), arena_)};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::NamesToSnakeCase&, const Value& row) {
  const auto snake = [](std::string_view name) { return text::in_snake_case(name); };
  return Rows{with_names(row, NameChange(snake), arena_)};
}

TreeResult<RowSteps::Rows> RowSteps::make(const step::ReplaceInNames& step, const Value& row) {
  const auto replace = [&](std::string_view name) {
    std::string made;
    for (std::size_t at = name.find(step.from); at != std::string_view::npos; at = name.find(step.from)) {
      made += name.substr(0, at);
      made += step.to;
      name.remove_prefix(at + step.from.size());
    }
    return made += name;
  };
  return Rows{with_names(row, NameChange(replace), arena_)};
}

}  // namespace connectory::engine
