// Follows secrets through expressions: a secret must not reach a value that callers can read, such as a row.

#include <algorithm>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

namespace {

text::Kinds kinds_of_input(UserInput::Type type) {
  using text::Kinds;
  switch (type) {
    case UserInput::Type::checkbox: return Kinds::boolean | Kinds::none;
    case UserInput::Type::number: return Kinds::number | Kinds::none;
    case UserInput::Type::list: return Kinds::list | Kinds::none;
    case UserInput::Type::date:
    case UserInput::Type::datetime: return Kinds::moment | Kinds::none;
    case UserInput::Type::text:
    case UserInput::Type::password:
    case UserInput::Type::select:
    case UserInput::Type::textarea: return Kinds::text | Kinds::none;
  }
  std::unreachable();
}

// Whether a filter compares, as `contains` and `match` do: its result is true or false.
bool is_test(const text::FilterNode& filter) {
  return filter.filter && text::rule_of(*filter.filter).result.is_within(text::Kinds::boolean | text::Kinds::none);
}

}  // namespace

bool Reading::is_secret_input(std::string_view id) const {
  const auto input = names_.input_types.find(id);
  return input != names_.input_types.end() && input->second == UserInput::Type::password;
}

text::Kinds Reading::kinds_of(const text::PathNode& path) const {
  const PlaceholderRule* const rule = find_placeholder(path);
  if (rule == nullptr || (rule->kinds.has(text::Kinds::list) && !path.steps.empty() && name_of(path) != rule->name))
    return text::Kinds::any();
  if (rule->name == "user_input" && path.steps.size() == 1)
    if (const auto input = names_.input_types.find(path.steps[0].name); input != names_.input_types.end())
      return kinds_of_input(input->second);
  return rule->kinds;
}

bool Reading::is_declared(text::Root root, std::string_view id, const Scope& scope) const {
  switch (root) {
    case text::Root::user_input: return names_.inputs.contains(id);
    case text::Root::secrets: return names_.declared_secrets.contains(id);
    case text::Root::user: return names_.user_properties.contains(id);
    case text::Root::account: return names_.account_properties.contains(id);
    case text::Root::settings: return scope.settings != nullptr && scope.settings->contains(id);
    default: return false;
  }
}

bool Reading::is_secret(const text::PathNode& path) const {
  if (!path.root) return false;
  const std::string_view first = path.steps.empty() ? std::string_view() : path.steps[0].name;
  switch (*path.root) {
    case text::Root::secrets: {
      const auto declared = names_.declared_secrets.find(first);
      return declared == names_.declared_secrets.end() || !names_.are_secrets_public[declared->second.index];
    }
    case text::Root::user_input: return path.steps.empty() || is_secret_input(first);
    case text::Root::user:
      return first.empty() || first == "access_token" || first == "basic" || first == "jwt" ||
             secret_user_properties_.contains(first);
    case text::Root::account: return secret_account_properties_.contains(first);
    case text::Root::oauth2: return first != "client_id" && first != "callback_url" && first != "callback";
    case text::Root::signer: return first.empty() || first == "signature";
    case text::Root::login: return first != "choice";
    case text::Root::settings:
      return path.steps.size() > 1 &&
             secret_setting_properties_.contains(fmt::format("{}.{}", first, path.steps[1].name));
    case text::Root::partition: return is_secret_partition(path);
    default: return false;
  }
}

// The value of a partition, a kept member of its parent's row, or a partition of its parent.
bool Reading::is_secret_partition(const text::PathNode& path) const {
  if (path.steps.empty()) return !secret_partitions_.empty();
  for (std::size_t step = 0; step + 2 < path.steps.size() && path.steps[step + 1].name == "partition"; step += 2)
    if (secret_parent_partitions_.contains(path.steps[step + 2].name)) return true;
  if (secret_partitions_.contains(path.steps[0].name)) return true;
  return path.steps.size() > 1 &&
         secret_partitions_.contains(fmt::format("{}.{}", path.steps[0].name, path.steps[1].name));
}

bool Reading::is_secret(const text::Expression& expression, text::NodeIndex index) const {
  const auto any = [&](text::Operands operands) {
    return std::ranges::any_of(operands, [&](text::NodeIndex each) { return is_secret(expression, each); });
  };
  struct Flow {
    const Reading& reading;
    const text::Expression& in;
    decltype(any)& any_of;
    bool of(text::NodeIndex node) const { return reading.is_secret(in, node); }
    bool operator()(const text::LiteralNode&) const { return false; }
    bool operator()(const text::PathNode& path) const { return reading.is_secret(path); }
    bool operator()(const text::MemberNode& member) const { return of(member.object); }
    bool operator()(const text::SliceNode& slice) const { return of(slice.list); }
    bool operator()(const text::ListNode& list) const { return any_of(list.elements); }
    bool operator()(const text::ObjectNode& object) const { return any_of(object.names_and_values); }
    bool operator()(const text::CallNode& call) const { return any_of(call.arguments); }
    bool operator()(const text::FilterNode& filter) const {
      return !is_test(filter) && (of(filter.subject) || any_of(filter.arguments));
    }
    bool operator()(const text::TestNode&) const { return false; }
    bool operator()(const text::NotNode&) const { return false; }
    bool operator()(const text::SignNode& sign) const { return of(sign.operand); }
    bool operator()(const text::LogicNode& logic) const { return any_of(logic.operands); }
    bool operator()(const text::ComparisonNode&) const { return false; }
    bool operator()(const text::JoinNode& join) const { return any_of(join.operands); }
    bool operator()(const text::ArithmeticNode& arithmetic) const { return any_of(arithmetic.operands); }
    bool operator()(const text::ConditionNode& condition) const {
      return of(condition.then) || (condition.otherwise && of(*condition.otherwise));
    }
  };
  return std::visit(Flow{*this, expression, any}, expression.node(index).kind);
}

bool Reading::is_secret(const text::Expression& expression) const {
  return !expression.is_empty() && is_secret(expression, expression.root());
}

bool Reading::is_secret(const text::Template& text) const {
  return std::ranges::any_of(text.parts, [&](const auto& part) {
    const auto* const expression = std::get_if<text::Expression>(&part);
    return expression != nullptr && is_secret(*expression);
  });
}

bool Reading::is_secret(const ValueSource& source) const {
  if (const auto* text = std::get_if<StaticText>(&source)) return is_secret(text->text);
  if (const auto* input = std::get_if<InputValue>(&source)) return are_used_inputs_secret_[input->input];
  if (std::holds_alternative<StoredSecret>(source)) return true;
  if (const auto* secret = std::get_if<DeclaredSecretValue>(&source)) return !names_.are_secrets_public[secret->secret];
  if (const auto* computed = std::get_if<ExpressionValue>(&source)) return is_secret(computed->expression);
  return false;
}

bool Reading::is_secret(const PartitionSource& source) const {
  if (const auto* const values = std::get_if<text::Expression>(&source)) return is_secret(*values);
  const auto* const rows = std::get_if<ParentRows>(&source);
  return rows != nullptr && is_secret(rows->value);
}

// Notes what fields would show of a partition.
void Reading::gather_secrets(const Partition& partition) {
  if ((partition.unless && is_secret(*partition.unless)) ||
      std::ranges::any_of(partition.sources, [&](const PartitionSource& source) { return is_secret(source); })) {
    secret_partitions_.insert(partition.id);
    secret_parent_partitions_.insert(partition.id);
  }
  for (const PartitionSource& source : partition.sources)
    if (const auto* const rows = std::get_if<ParentRows>(&source))
      for (const KeptValue& kept : rows->kept)
        if (const auto* const value = std::get_if<ValueSource>(&kept.value); value != nullptr && is_secret(*value))
          secret_partitions_.insert(fmt::format("{}.{}", partition.id, kept.name));
}

void Reading::check_readable_properties(const std::vector<Property>& properties, Object holder, std::string_view what) {
  const std::vector<Object> found = objects(holder, "properties");
  for (std::size_t index = 0; index < std::min(found.size(), properties.size()); ++index)
    if (!properties[index].is_secret) check_readable(properties[index].value, found[index], "value", what);
}

void Reading::check_readable(const std::optional<ValueSource>& source, Object holder, std::string_view key,
                             std::string_view what, std::string_view name) {
  if (source && is_secret(*source))
    report(Code::secret_exposed, holder.find(key).value_or(holder),
           fmt::format("{}{} would show a secret to everyone who can query the connector.", what,
                       name.empty() ? "" : fmt::format(" '{}'", json::shown(name))),
           "Use secrets, passwords and tokens only in requests.");
}

}  // namespace connectory::language
