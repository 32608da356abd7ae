#include "spec/shape_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "spec/language.h"

namespace connectory::spec {
namespace {

using json::Kind;
using json::Value;

// ---- the compiled table ----------------------------------------------------------------------------------------------

struct ComponentShape;

struct Shape {
  const Type* type;
  const ComponentShape* component = nullptr;
  std::vector<Shape> parts;
};

struct Slot {
  std::string_view name;
  const Key* key = nullptr;  // null: the tag, or the object that variants' keys are nested in
  std::unique_ptr<Shape> shape;
};

// The keys that an object may have, found by a small hash: a look and a comparison for nearly every key.
class KeySet {
 public:
  void add(std::string_view name, const Key* key, std::unique_ptr<Shape> shape) {
    slots_.push_back({name, key, std::move(shape)});
  }
  void finish() {
    required_ = 0;
    table_.fill(none);
    for (std::size_t at = 0; at < slots_.size(); ++at) {
      std::size_t place = hash(slots_[at].name);
      while (table_[place] != none) place = (place + 1) % table_.size();
      table_[place] = static_cast<std::uint8_t>(at);
      if (slots_[at].key != nullptr && slots_[at].key->is_required) required_ |= bit(at);
    }
  }
  // The slot's number, or none.
  std::uint8_t find(std::string_view name) const {
    for (std::size_t place = hash(name); table_[place] != none; place = (place + 1) % table_.size())
      if (slots_[table_[place]].name == name) return table_[place];
    return none;
  }
  const Slot& slot(std::uint8_t number) const { return slots_[number]; }
  const std::vector<Slot>& slots() const { return slots_; }
  std::uint64_t required() const { return required_; }
  static std::uint64_t bit(std::size_t number) { return std::uint64_t{1} << number; }

  static constexpr std::uint8_t none = 255;

 private:
  static std::size_t hash(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(name[at])); };
    return (name.size() * 7 + byte(0) * 3 + byte(name.size() - 1) * 31 + byte(name.size() / 2) * 5) % 128;
  }

  std::vector<Slot> slots_;
  std::array<std::uint8_t, 128> table_{};
  std::uint64_t required_ = 0;
};

struct VariantShape {
  const Variant* variant = nullptr;
  KeySet flat;   // the component's keys, the tag, and the variant's
  KeySet outer;  // where the variant's keys are nested: the component's keys, the tag, and the object
  KeySet inner;  // and what stands in that object
};

struct ComponentShape {
  const Component* component = nullptr;
  KeySet keys;  // without variants: all; with them: what every variant has
  std::vector<VariantShape> variants;

  const VariantShape* find(std::string_view value) const {
    const auto found = std::ranges::find_if(variants, [&](const VariantShape& v) { return v.variant->value == value; });
    return found == variants.end() ? nullptr : &*found;
  }
};

class Table {
 public:
  explicit Table(const Language& language) : language_(language), components_(language.components().size()) {
    for (std::size_t at = 0; at < components_.size(); ++at) compile(language.components()[at], components_[at]);
  }
  const ComponentShape& component(std::string_view name) const { return components_[language_.index_of(name)]; }

 private:
  Shape compile(const Type& type) const {
    Shape shape{.type = &type, .component = nullptr, .parts = {}};
    if (type.form == Type::Form::component) shape.component = &components_[language_.index_of(type.component)];
    for (const Type& part : type.parts) shape.parts.push_back(compile(part));
    return shape;
  }
  void add(KeySet& set, const std::vector<Key>& keys) const {
    for (const Key& key : keys) set.add(key.name, &key, std::make_unique<Shape>(compile(key.type)));
  }
  void compile(const Component& component, ComponentShape& shape) const {
    shape.component = &component;
    add(shape.keys, component.keys);
    if (!component.tag.empty()) shape.keys.add(component.tag, nullptr, nullptr);
    shape.keys.finish();
    for (const Variant& variant : component.variants) {
      VariantShape& made = shape.variants.emplace_back();
      made.variant = &variant;
      for (KeySet* set : {&made.flat, &made.outer}) {
        add(*set, component.keys);
        set->add(component.tag, nullptr, nullptr);
      }
      add(made.flat, variant.keys);
      add(made.inner, variant.keys);
      if (!component.nested.empty()) made.outer.add(component.nested, nullptr, nullptr);
      for (KeySet* set : {&made.flat, &made.outer, &made.inner}) set->finish();
    }
  }

  const Language& language_;
  std::vector<ComponentShape> components_;  // never resized: shapes point into it
};

const Table& table() {
  static const Table compiled(language());
  return compiled;
}

// ---- the check -------------------------------------------------------------------------------------------------------

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
    case Type::Form::text:
    case Type::Form::choice: return Kind::string;
    case Type::Form::array: return Kind::array;
    case Type::Form::map:
    case Type::Form::component: return Kind::object;
    case Type::Form::any:
    case Type::Form::one_of: return Kind::null;
  }
  std::unreachable();
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const auto close = base::nearest(word, known);
  return close ? fmt::format("Did you mean '{}'?", *close) : std::string();
}

std::string shown(std::string_view word) {
  constexpr std::size_t length_max = 60;
  if (word.size() <= length_max) return std::string(word);
  std::size_t end = length_max;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("{}...", word.substr(0, end));
}

class Checker {
 public:
  Checker(const json::Source& source, Findings& findings) : source_(source), findings_(findings) {}

  void check(const ComponentShape& shape, Value value) {
    if (!value.is(Kind::object)) return wrong_kind(value, "an object");
    if (shape.variants.empty()) return check_members(shape, shape.keys, value, nullptr);
    const Component& component = *shape.component;
    const auto tag = value.find(component.tag);
    if (!tag && component.tag_default.empty()) {
      report(Code::missing_key, value, fmt::format("'{}' is missing.", component.tag),
             fmt::format("Add it with one of {}.", fmt::join(values_of(component), ", ")));
      return check_untagged(shape, value);
    }
    const std::string_view chosen = tag ? (tag->is(Kind::string) ? tag->string() : "") : component.tag_default;
    const VariantShape* const variant = shape.find(chosen);
    if (variant == nullptr) {
      if (!tag->is(Kind::string)) {
        wrong_kind(*tag, "a text");
      } else {
        not_a_choice(*tag, values_of(component));
      }
      return check_untagged(shape, value);
    }
    const auto nested = component.nested.empty() ? std::nullopt : value.find(component.nested);
    if (component.nested.empty() || (component.may_be_flat && !nested))
      return check_members(shape, variant->flat, value, variant);
    check_members(shape, variant->outer, value, variant);
    if (nested && !nested->is(Kind::object)) return wrong_kind(*nested, "an object");
    if (nested) return check_members(shape, variant->inner, *nested, variant);
    for (const Key& key : variant->variant->keys)
      if (key.is_required) {
        report(Code::missing_key, value, fmt::format("'{}' is missing.", component.nested),
               fmt::format("'{}' needs it, with '{}' in it.", chosen, key.name));
        return;
      }
  }

 private:
  void check(const Shape& shape, Value value) {
    const Type& type = *shape.type;
    switch (type.form) {
      case Type::Form::any: return;
      case Type::Form::component: return check(*shape.component, value);
      case Type::Form::one_of: return check_one_of(shape, value);
      case Type::Form::boolean:
        if (!value.is(Kind::boolean)) wrong_kind(value, "true or false");
        return;
      case Type::Form::integer:
        if (!value.is(Kind::number) || !is_integral(value)) return wrong_kind(value, "a whole number");
        return check_range(type, value);
      case Type::Form::number:
        if (!value.is(Kind::number)) wrong_kind(value, "a number");
        return;
      case Type::Form::text:
        if (!value.is(Kind::string)) return wrong_kind(value, "a text");
        if (!obeys(type.rule, value.string()))
          report(Code::bad_text, value, fmt::format("This must be {}.", words_of(type.rule)));
        return;
      case Type::Form::choice: return check_choice(type, value);
      case Type::Form::array:
        if (!value.is(Kind::array)) return wrong_kind(value, "a list");
        if (static_cast<std::int64_t>(value.size()) < type.minimum)
          report(Code::too_few, value,
                 fmt::format("The list needs at least {} {}.", type.minimum, type.minimum == 1 ? "entry" : "entries"));
        for (const Value element : value.elements()) check(shape.parts[0], element);
        return;
      case Type::Form::map:
        if (!value.is(Kind::object)) return wrong_kind(value, "an object");
        if (shape.parts[0].type->form == Type::Form::any) return;
        for (const json::Member member : value.members()) check(shape.parts[0], member.value);
        return;
    }
  }

  void check_range(const Type& type, Value value) {
    const auto exact = value.integer();
    const bool is_inside =
        exact ? *exact >= type.minimum && *exact <= type.maximum
              : value.real() >= static_cast<double>(type.minimum) && value.real() <= static_cast<double>(type.maximum);
    if (!is_inside)
      report(Code::out_of_range, value, fmt::format("This must be from {} to {}.", type.minimum, type.maximum));
  }

  void check_choice(const Type& type, Value value) {
    if (!value.is(Kind::string)) return wrong_kind(value, "a text");
    const std::string_view text = value.string();
    if (std::ranges::any_of(type.choices, [&](const Choice& choice) { return choice.value == text; })) return;
    std::vector<std::string_view> known;
    for (const Choice& choice : type.choices) known.push_back(choice.value);
    not_a_choice(value, known);
  }

  void check_one_of(const Shape& shape, Value value) {
    for (const Shape& part : shape.parts)
      if (value.is(kind_of(part.type->form))) return check(part, value);
    std::vector<std::string_view> kinds;
    for (const Shape& part : shape.parts) kinds.push_back(json::name_of(kind_of(part.type->form)));
    wrong_kind(value, fmt::format("{}", fmt::join(kinds, " or ")));
  }

  void check_members(const ComponentShape& shape, const KeySet& keys, Value value, const VariantShape* variant) {
    std::uint64_t seen = 0;
    for (const json::Member member : value.members()) {
      const std::uint8_t number = keys.find(member.name());
      if (number == KeySet::none) {
        unknown_key(shape, keys, member, variant);
        continue;
      }
      seen |= KeySet::bit(number);
      if (const Slot& slot = keys.slot(number); slot.shape) check(*slot.shape, member.value);
    }
    if ((keys.required() & ~seen) == 0) return;
    for (std::size_t at = 0; at < keys.slots().size(); ++at)
      if ((keys.required() & ~seen & KeySet::bit(at)) != 0)
        report(Code::missing_key, value, fmt::format("'{}' is missing.", keys.slots()[at].name),
               std::string(keys.slots()[at].key->description));
  }

  // A component whose variant is not known: what every variant has is checked, what no variant has is reported.
  void check_untagged(const ComponentShape& shape, Value value) {
    for (const json::Member member : value.members()) {
      const std::uint8_t number = shape.keys.find(member.name());
      if (number != KeySet::none) {
        if (const Slot& slot = shape.keys.slot(number); slot.shape) check(*slot.shape, member.value);
        continue;
      }
      const auto has = [&](const VariantShape& v) {
        return v.flat.find(member.name()) != KeySet::none || v.outer.find(member.name()) != KeySet::none;
      };
      if (std::ranges::none_of(shape.variants, has)) unknown_key(shape, shape.keys, member, nullptr);
    }
  }

  void unknown_key(const ComponentShape& shape, const KeySet& keys, json::Member member, const VariantShape* variant) {
    std::vector<std::string_view> known;
    for (const Slot& slot : keys.slots()) known.push_back(slot.name);
    std::string hint = did_you_mean(member.name(), known);
    const Component& component = *shape.component;
    if (hint.empty() && variant != nullptr)
      for (const VariantShape& other : shape.variants)
        if (other.flat.find(member.name()) != KeySet::none) {
          hint = fmt::format("It belongs to the {} '{}', and this is '{}'.", component.tag, other.variant->value,
                             variant->variant->value);
          break;
        }
    if (hint.empty() && !component.is_open) hint = fmt::format("Known here: {}.", fmt::join(known, ", "));
    if (component.is_open && hint.empty()) hint = "It is kept, and has no effect.";
    findings_.add(source_, Code::unknown_key, component.is_open ? Level::warning : Level::error, member.key,
                  fmt::format("'{}' is not known here ({}).", shown(member.name()), component.title), std::move(hint));
  }

  static std::vector<std::string_view> values_of(const Component& component) {
    std::vector<std::string_view> values;
    for (const Variant& variant : component.variants) values.push_back(variant.value);
    return values;
  }

  void wrong_kind(Value value, std::string_view wanted) {
    report(Code::wrong_kind, value, fmt::format("This must be {}, not {}.", wanted, json::name_of(value.kind())));
  }
  void not_a_choice(Value value, const std::vector<std::string_view>& known) {
    std::string hint = did_you_mean(value.string(), known);
    report(Code::not_a_choice, value, fmt::format("This must be one of {}.", fmt::join(known, ", ")), std::move(hint));
  }
  void report(Code code, Value at, std::string message, std::string hint = {}) {
    findings_.add(source_, code, at, std::move(message), std::move(hint));
  }

  const json::Source& source_;
  Findings& findings_;
};

}  // namespace

void check_shape(const json::Source& source, Value configuration, Findings& findings) {
  Checker(source, findings).check(table().component(language().root().name), configuration);
}

void check_shape(const json::Source& source, std::string_view component, Findings& findings) {
  Checker(source, findings).check(table().component(component), source.root());
}

}  // namespace connectory::spec
