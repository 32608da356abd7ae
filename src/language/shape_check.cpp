#include "language/shape_check.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "base/nearest.h"
#include "json/shown.h"
#include "language/language.h"
#include "language/shape_impl.h"

namespace connectory::language {
namespace {

using json::Kind;
using json::Value;

const Table& compiled_table() {
  static const Table compiled(language());
  return compiled;
}

// ---- the check ------------------------------------------------------------------------------------------------------

bool is_integral(Value number) {
  if (number.integer()) return true;
  const double value = number.real();
  return std::isfinite(value) && std::trunc(value) == value;
}

Kind kind_of(Type::Form form) {
  switch (form) {
    case Type::Form::boolean: return Kind::boolean;
    case Type::Form::integer:
    case Type::Form::number: return Kind::number;
    case Type::Form::string:
    case Type::Form::choice: return Kind::string;
    case Type::Form::array: return Kind::array;
    case Type::Form::map:
    case Type::Form::component: return Kind::object;
    case Type::Form::any:
    case Type::Form::one_of: return Kind::null;
  }
  std::unreachable();
}

// Only the letters and digits, in lower case: words that differ only in other characters look the same to a person.
std::string plain(std::string_view word) {
  std::string result;
  for (const char c : word)
    if (base::is_alphanumeric(c)) result += base::to_lower(c);
  return result;
}

// Choices are few and short, so a choice is also suggested if it contains the written word or is contained in it:
// `basic_auth`.
std::optional<std::string_view> nearest_choice(std::string_view word, const std::vector<std::string_view>& known,
                                               Findings& findings) {
  constexpr std::size_t length_min = 3;
  const std::string written = plain(word);
  std::vector<std::string_view> held;
  for (const std::string_view choice : known) {
    const std::string candidate = plain(choice);
    if (candidate == written) return choice;
    const bool is_shorter = candidate.size() < written.size();
    const std::string& part = is_shorter ? candidate : written;
    const std::string& whole = is_shorter ? written : candidate;
    if (part.size() >= length_min && whole.find(part) != std::string::npos) held.push_back(choice);
  }
  if (const auto near = findings.nearest(word, known)) return near;
  return held.size() == 1 ? std::optional(held.front()) : std::nullopt;
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

std::optional<bool> truth_of(std::string_view text) {
  const std::string word = plain(text);
  if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "false" || word == "no" || word == "off" || word == "0") return false;
  return std::nullopt;
}

class Checker {
 public:
  Checker(const json::Source& source, Findings& findings, base::Budget& budget)
      : source_(source), findings_(findings), budget_(budget) {}

  void check(const ComponentShape& shape, Value value) {
    if (!value.is(Kind::object)) return wrong_kind(value, "an object", hint_of_object(shape, value));
    const Inside inside(*this, shape);
    if (shape.variants.empty()) return check_members(shape, shape.keys, value, nullptr);
    const Component& component = *shape.component;
    const auto tag = value.find(component.tag);
    if (!tag && component.tag_default.empty()) {
      report(Code::missing_key, value, fmt::format("'{}' is missing.", component.tag),
             fmt::format("Add it. Its value must be one of {}.", fmt::join(values_of(component), ", ")));
      return check_untagged(shape, value);
    }
    const std::string_view chosen = tag ? (tag->is(Kind::string) ? tag->string() : "") : component.tag_default;
    const VariantShape* const variant = shape.find(chosen);
    if (variant == nullptr) {
      if (!tag->is(Kind::string)) {
        wrong_kind(*tag, "a string", {});
      } else {
        not_a_choice(*tag, values_of(component));
      }
      return check_untagged(shape, value);
    }
    const auto nested = component.nested.empty() ? std::nullopt : value.find(component.nested);
    if (component.nested.empty() || (component.may_be_flat && !nested))
      return check_members(shape, variant->flat, value, variant);
    check_members(shape, variant->outer, value, variant);
    if (nested && !nested->is(Kind::object)) return wrong_kind(*nested, "an object", {});
    if (nested) return check_members(shape, variant->inner, *nested, variant);
    for (const Key& key : variant->variant->keys)
      if (key.is_required) {
        report(Code::missing_key, value, fmt::format("'{}' is missing.", component.nested),
               fmt::format("Add it: '{}' requires '{}' in it.", chosen, key.name));
        return;
      }
  }

 private:
  void check(const Shape& shape, Value value) {
    if (!budget_.spend(1)) return;
    const Type& type = *shape.type;
    switch (type.form) {
      case Type::Form::any: return;
      case Type::Form::component: return check(*shape.component, value);
      case Type::Form::one_of: return check_one_of(shape, value);
      case Type::Form::boolean:
        if (!value.is(Kind::boolean)) wrong_kind(value, "true or false", {}, truth_in(value));
        return;
      case Type::Form::integer:
        if (!value.is(Kind::number) || !is_integral(value))
          return wrong_kind(value, "a whole number", {}, number_in(value));
        return check_range(type, value);
      case Type::Form::number:
        if (!value.is(Kind::number)) return wrong_kind(value, "a number", {}, number_in(value));
        return check_range(type, value);
      case Type::Form::string:
        if (!value.is(Kind::string)) return wrong_kind(value, "a string", {});
        if (!obeys(type.rule, value.string()))
          report(Code::bad_text, value, fmt::format("This must be {}.", language::words_of(type.rule)), hint_of_key());
        return;
      case Type::Form::choice: return check_choice(type, value);
      case Type::Form::array:
        if (!value.is(Kind::array)) return wrong_kind(value, "an array", hint_of_array(shape.parts[0], value));
        if (static_cast<std::int64_t>(value.size()) < type.minimum)
          report(
              Code::too_few, value,
              fmt::format("The array needs at least {} {}.", type.minimum, type.minimum == 1 ? "element" : "elements"),
              hint_of_key());
        for (const Value element : value.elements()) {
          check(shape.parts[0], element);
          if (budget_.has_ended()) return;
        }
        return;
      case Type::Form::map:
        if (!value.is(Kind::object)) return wrong_kind(value, "an object", {});
        if (shape.parts[0].type->form == Type::Form::any) return;
        for (const json::Member member : value.members()) {
          check(shape.parts[0], member.value);
          if (budget_.has_ended()) return;
        }
        return;
    }
  }

  void check_range(const Type& type, Value value) {
    if (!type.has_range()) return;
    const auto exact = value.integer();
    const bool is_inside =
        exact ? *exact >= type.minimum && *exact <= type.maximum
              : value.real() >= static_cast<double>(type.minimum) && value.real() <= static_cast<double>(type.maximum);
    if (!is_inside)
      report(Code::out_of_range, value, fmt::format("This must be from {} to {}.", type.minimum, type.maximum),
             hint_of_key());
  }

  void check_choice(const Type& type, Value value) {
    if (!value.is(Kind::string)) return wrong_kind(value, "a string", {});
    const std::string_view text = value.string();
    if (std::ranges::any_of(type.choices, [&](const Choice& choice) { return choice.value == text; })) return;
    std::vector<std::string_view> known;
    for (const Choice& choice : type.choices) known.push_back(choice.value);
    not_a_choice(value, known);
  }

  void check_one_of(const Shape& shape, Value value) {
    for (const Shape& part : shape.parts)
      if (value.is(kind_of(part.type->form))) {
        const bool is_number_in_quotes = part.type->form == Type::Form::string &&
                                         !obeys(part.type->rule, value.string()) && is_number(value.string()) &&
                                         std::ranges::any_of(shape.parts, [](const Shape& other) {
                                           return other.type->form == Type::Form::integer;
                                         });
        if (!is_number_in_quotes) return check(part, value);
        const std::string_view number = number_in(value);
        report(Code::bad_text, value, fmt::format("This must be a number, or {}.", language::words_of(part.type->rule)),
               number.empty() ? std::string() : fmt::format("Write {}, without quotes.", number));
        if (!number.empty()) findings_.offer_value(number);
        return;
      }
    std::vector<std::string_view> kinds;
    for (const Shape& part : shape.parts) kinds.push_back(json::name_of(kind_of(part.type->form)));
    std::string hint;
    for (const Shape& part : shape.parts)
      if (hint.empty() && part.component != nullptr) hint = hint_of_object(*part.component, value);
    wrong_kind(value, fmt::format("{}", fmt::join(kinds, ", or ")), std::move(hint));
  }

  void check_members(const ComponentShape& shape, const KeySet& keys, Value value, const VariantShape* variant) {
    std::uint64_t seen = 0;
    for (const json::Member member : value.members()) {
      const std::uint8_t number = keys.find(member.name());
      if (number == KeySet::none) {
        unknown_key(shape, keys, value, member, variant);
        if (budget_.has_ended()) return;
        continue;
      }
      seen |= KeySet::bit(number);
      check_slot(keys.slot(number), member.value);
    }
    if ((keys.required() & ~seen) == 0) return;
    for (std::size_t at = 0; at < keys.slots().size(); ++at)
      if ((keys.required() & ~seen & KeySet::bit(at)) != 0)
        report(Code::missing_key, value, fmt::format("'{}' is missing.", keys.slots()[at].name),
               std::string(keys.slots()[at].key->description));
  }

  // For a component whose variant is unknown: checks the keys that every variant has and reports the keys that no
  // variant has.
  void check_untagged(const ComponentShape& shape, Value value) {
    for (const json::Member member : value.members()) {
      const std::uint8_t number = shape.keys.find(member.name());
      if (number != KeySet::none) {
        check_slot(shape.keys.slot(number), member.value);
        continue;
      }
      const auto has = [&](const VariantShape& v) {
        return v.flat.find(member.name()) != KeySet::none || v.outer.find(member.name()) != KeySet::none;
      };
      if (std::ranges::none_of(shape.variants, has)) unknown_key(shape, shape.keys, value, member, nullptr);
    }
  }

  void check_slot(const Slot& slot, Value value) {
    if (!slot.shape) return;
    const Key* const outer = std::exchange(key_, slot.key);
    check(*slot.shape, value);
    key_ = outer;
  }

  void unknown_key(const ComponentShape& shape, const KeySet& keys, Value object, json::Member member,
                   const VariantShape* variant) {
    const Component& component = *shape.component;
    const Level level = component.is_open ? Level::warning : Level::error;
    if (is_counted_only(Code::unknown_key, level)) return;
    std::vector<std::string_view> known;
    for (const Slot& slot : keys.slots()) known.push_back(slot.name);
    std::string hint = hint_of_variant(shape, member.name(), variant);
    const auto near = hint.empty() ? findings_.nearest(member.name(), known) : std::nullopt;
    if (near) hint = did_you_mean(near);
    if (hint.empty()) hint = hint_of_home(shape, member.name());
    if (hint.empty() && component.name == "value_source" && shape_of_sources(member.name()))
      hint = fmt::format(R"(Write {{ "source": "{}", "value": "..." }}.)", member.name());
    if (hint.empty() && !component.is_open) hint = fmt::format("Allowed keys: {}.", fmt::join(known, ", "));
    if (component.is_open && hint.empty()) hint = "It is kept but has no effect.";
    findings_.add(source_, Code::unknown_key, level, member.key,
                  fmt::format("Unknown key '{}' in {}.", json::shown(member.name()), component.title), std::move(hint));
    if (near && !object.find(*near)) findings_.offer_name(*near);
  }

  static bool shape_of_sources(std::string_view word) {
    const Key& source = language().component("value_source").keys.front();
    return std::ranges::any_of(source.type.choices, [&](const Choice& choice) { return choice.value == word; });
  }

  // The key belongs to a different variant, or to this variant's nested object.
  static std::string hint_of_variant(const ComponentShape& shape, std::string_view name, const VariantShape* variant) {
    if (variant == nullptr) return {};
    const Component& component = *shape.component;
    if (!component.nested.empty() && variant->inner.find(name) != KeySet::none)
      return fmt::format("Move it into '{}'.", component.nested);
    for (const VariantShape& other : shape.variants)
      if (other.flat.find(name) != KeySet::none)
        return fmt::format("It belongs to {} '{}', but this is '{}'.", component.tag, other.variant->value,
                           variant->variant->value);
    return {};
  }

  static bool has_key(const ComponentShape& shape, std::string_view name) {
    return shape.keys.find(name) != KeySet::none || std::ranges::any_of(shape.variants, [&](const VariantShape& v) {
             return v.flat.find(name) != KeySet::none;
           });
  }

  static const ComponentShape* component_in(const Shape& shape) {
    if (shape.component != nullptr) return shape.component;
    for (const Shape& part : shape.parts)
      if (const ComponentShape* const found = component_in(part)) return found;
    return nullptr;
  }

  // Where the key belongs: one level down, further up, or in the only other component that has it.
  std::string hint_of_home(const ComponentShape& shape, std::string_view name) const {
    const auto look_in = [&](const KeySet& keys) -> std::string {
      for (const Slot& slot : keys.slots()) {
        const ComponentShape* const inner = slot.shape ? component_in(*slot.shape) : nullptr;
        if (inner != nullptr && inner != &shape && has_key(*inner, name))
          return fmt::format("It belongs to {}. Move it into '{}'.", inner->component->title, slot.name);
      }
      return {};
    };
    std::string hint = look_in(shape.keys);
    for (const VariantShape& variant : shape.variants)
      if (hint.empty()) hint = look_in(variant.flat);
    if (!hint.empty()) return hint;
    std::vector<std::string_view> known;
    for (const Slot& slot : shape.keys.slots()) known.push_back(slot.name);
    for (std::size_t level = inside_.size(); level-- > 0;)
      if (inside_[level] != &shape && has_key(*inside_[level], name))
        return fmt::format("It belongs to {}, at a higher level. Allowed keys here: {}.",
                           inside_[level]->component->title, fmt::join(known, ", "));
    const Component* home = nullptr;
    for (const Component& component : language().components()) {
      if (compiled_table().component(component.name).keys.find(name) == KeySet::none) continue;
      if (home != nullptr) return {};
      home = &component;
    }
    if (home == nullptr) return {};
    return fmt::format("It belongs to {}. Allowed keys here: {}.", home->title, fmt::join(known, ", "));
  }

  static std::vector<std::string_view> values_of(const Component& component) {
    std::vector<std::string_view> values;
    for (const Variant& variant : component.variants) values.push_back(variant.value);
    return values;
  }

  // Spends the cost of a finding. If no more findings are kept, it is only counted.
  bool is_counted_only(Code code, Level level) {
    constexpr std::uint64_t cost = 20;
    constexpr std::uint64_t cost_of_counting = 2;
    findings_.skip();  // until one is added
    if (!budget_.spend(findings_.is_full() ? cost_of_counting : cost)) return true;
    if (!findings_.is_full()) return false;
    findings_.add({code, level, {}, {}, {}, {}});
    return true;
  }

  // `unquoted`: the number or boolean that a string contains.
  void wrong_kind(Value value, std::string_view wanted, std::string hint, std::string_view unquoted = {}) {
    if (value.is(Kind::null) && key_ != nullptr) hint = fmt::format("Omit '{}' or give it a value.", key_->name);
    if (!unquoted.empty()) hint = fmt::format("Write {}, without quotes.", unquoted);
    if (hint.empty()) hint = hint_of_key();
    report(Code::wrong_kind, value, fmt::format("This must be {}, not {}.", wanted, json::name_of(value.kind())),
           std::move(hint));
    if (!unquoted.empty()) findings_.offer_value(unquoted);
  }
  void not_a_choice(Value value, const std::vector<std::string_view>& known) {
    const auto near = nearest_choice(value.string(), known, findings_);
    report(Code::not_a_choice, value, fmt::format("This must be one of {}.", fmt::join(known, ", ")),
           did_you_mean(near, hint_of_key()));
    if (near) findings_.offer_text(*near);
  }
  void report(Code code, Value at, std::string message, std::string hint = {}) {
    if (is_counted_only(code, language::rule_of(code).level)) return;
    findings_.add(source_, code, at, std::move(message), std::move(hint));
  }

  // ---- hints: what to write instead ----
  // Strings of the configuration are repeated only if they cannot be secrets: numbers, paths, names of the language.

  std::string hint_of_key() const {
    return key_ == nullptr || key_->description.empty() ? std::string()
                                                        : fmt::format("'{}': {}", key_->name, key_->description);
  }
  static std::string_view number_in(Value value) {
    constexpr std::size_t length_max = 20;
    const bool is_one = value.is(Kind::string) && value.string().size() <= length_max && is_number(value.string()) &&
                        json::Document::parse(std::string(value.string())).has_value();
    return is_one ? value.string() : std::string_view();
  }
  static std::string_view truth_in(Value value) {
    const auto truth = value.is(Kind::string) ? truth_of(value.string()) : std::nullopt;
    return !truth ? "" : *truth ? "true" : "false";
  }
  std::string hint_of_array(const Shape& item, Value value) const {
    const ComponentShape* const component = component_in(item);
    if (value.is(Kind::object) && component != nullptr) {
      const bool is_one = value.size() > 0 && std::ranges::any_of(value.members(), [&](const json::Member& member) {
                            return has_key(*component, member.name());
                          });
      return is_one ? "Wrap it in an array: [{ ... }]." : fmt::format("Write an array: [{}].", outline_of(*component));
    }
    if (value.is(Kind::string) && component == nullptr) {
      constexpr std::size_t length_max = 40;
      if (value.string().size() <= length_max) return fmt::format("Write an array: [{}].", value.raw());
      return "Write an array: [\"...\"].";
    }
    if (component != nullptr) return fmt::format("Write an array: [{}].", outline_of(*component));
    return {};
  }
  std::string hint_of_object(const ComponentShape& shape, Value value) const {
    const Component& component = *shape.component;
    if (value.is(Kind::array)) {
      for (const Key& key : component.keys)
        if (component.keys.size() == 1 && key.type.form == Type::Form::array)
          return fmt::format("Move the array into '{}'.", key.name);
      return {};
    }
    if (value.is(Kind::string) && component.name == "value_source")
      return fmt::format(R"(Write {{ "source": "{}", "value": {} }}.)",
                         value.string().starts_with('$') ? "jsonPath" : "static",
                         value.string().starts_with('$') && value.string().size() <= 100 ? value.raw() : R"("...")");
    if (component.name == "option" && value.is(Kind::string) && value.string().size() <= 40)
      return fmt::format(R"(Write {{ "value": {} }}.)", value.raw());
    if (value.is(Kind::string) && shape.find(value.string()) != nullptr)
      return fmt::format(R"(Write {{ "{}": {} }}.)", component.tag, value.raw());
    return fmt::format("Write {}.", outline_of(shape));
  }
  // `{ "name": "...", "value": "..." }`: its required keys; if it has none, all its keys.
  static std::string outline_of(const ComponentShape& shape) {
    const Component& component = *shape.component;
    std::vector<std::string> keys;
    if (!component.tag.empty()) keys.push_back(fmt::format(R"("{}": "...")", component.tag));
    const bool has_required = std::ranges::any_of(component.keys, &Key::is_required);
    for (const Key& key : component.keys)
      if (!has_required || key.is_required)
        keys.push_back(fmt::format(R"("{}": {})", key.name, key.example_json.empty() ? "..." : key.example_json));
    return fmt::format("{{ {} }}", fmt::join(keys, ", "));
  }

  // The components that enclose the one being checked, from the root down.
  struct Inside {
    Inside(Checker& owner, const ComponentShape& shape) : checker(owner) { checker.inside_.push_back(&shape); }
    ~Inside() { checker.inside_.pop_back(); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    Checker& checker;
  };

  const Key* key_ = nullptr;  // the key whose value is being checked
  std::vector<const ComponentShape*> inside_;
  const json::Source& source_;
  Findings& findings_;
  base::Budget& budget_;
};

}  // namespace

void check_shape(const json::Source& source, Value configuration, Findings& findings, base::Budget& budget) {
  Checker(source, findings, budget).check(compiled_table().component(language().root().name), configuration);
}

void check_shape(const json::Source& source, std::string_view component, Findings& findings) {
  base::Budget budget(base::limits::document_work_max);
  Checker(source, findings, budget).check(compiled_table().component(component), source.root());
}

}  // namespace connectory::language
