#pragma once

// The table of the language (language/language.h), compiled for fast lookup of keys. Private to the loader's first
// level.
// Threads: built once, then constant.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "language/language.h"

namespace connectory::language {

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

// The keys that an object may have, in a small hash table. Nearly every lookup takes one probe and one comparison.
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
  KeySet outer;  // if the variant's keys are nested: the component's keys, the tag, and the object
  KeySet inner;  // the keys of that object
};

struct ComponentShape {
  const Component* component = nullptr;
  KeySet keys;  // without variants, all keys; with variants, the keys that every variant has
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

}  // namespace connectory::language
