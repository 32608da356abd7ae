#pragma once

// A JSON document that can be changed, and a function that applies a diff's changes to it. Tests and the fuzzer check
// diff() with it. Slow and simple on purpose. Errors: std::abort if a change does not fit, because diff() is then
// wrong.

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compare/diff.h"
#include "json/document.h"
#include "json/pointer.h"

namespace connectory::compare::detail {

struct Tree {
  json::Kind kind = json::Kind::null;
  std::string scalar;  // a string's characters, otherwise the text
  std::map<std::string, Tree> members;
  std::vector<Tree> elements;
  friend bool operator==(const Tree&, const Tree&) = default;
};

inline Tree to_tree(json::Value value) {
  Tree tree{value.kind(), {}, {}, {}};
  switch (value.kind()) {
    case json::Kind::null:
    case json::Kind::boolean:
    case json::Kind::number: tree.scalar = value.raw(); break;
    case json::Kind::string: tree.scalar = value.string(); break;
    case json::Kind::array:
      value.for_each_element([&](json::Value element) { tree.elements.push_back(to_tree(element)); });
      break;
    case json::Kind::object:
      value.for_each_member(
          [&](json::Value key, json::Value member) { tree.members.emplace(key.string(), to_tree(member)); });
      break;
  }
  return tree;
}

inline Tree to_tree(const std::string& text) {
  const auto document = json::Document::parse(text);
  if (!document) std::abort();
  return to_tree(document->root());
}

// The steps of a JSON Pointer. Numeric steps are compared as numbers.
class Steps {
 public:
  explicit Steps(std::string_view pointer) {
    const auto parsed = json::Pointer::parse(pointer);
    if (!parsed) std::abort();
    steps_ = parsed->tokens();
  }
  static std::size_t index(const std::string& step) {
    std::size_t number = 0;
    std::from_chars(step.data(), step.data() + step.size(), number);
    return number;
  }
  // Document order within arrays, the only places where order matters.
  friend bool operator<(const Steps& a, const Steps& b) {
    return std::ranges::lexicographical_compare(a.steps_, b.steps_, [](const auto& x, const auto& y) {
      return std::pair(index(x), x) < std::pair(index(y), y);
    });
  }
  // The value that contains the last step.
  Tree& parent(Tree& root) const {
    Tree* at = &root;
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) at = &child(*at, steps_[i]);
    return *at;
  }
  Tree& find(Tree& root) const { return steps_.empty() ? root : child(parent(root), steps_.back()); }
  Tree take(Tree& root) const {
    Tree& from = parent(root);
    Tree taken = std::move(child(from, steps_.back()));
    if (from.kind == json::Kind::object) {
      from.members.erase(steps_.back());
    } else {
      from.elements.erase(from.elements.begin() + static_cast<std::ptrdiff_t>(index(steps_.back())));
    }
    return taken;
  }
  void put(Tree& root, Tree value) const {
    Tree& into = parent(root);
    if (into.kind == json::Kind::object) {
      if (!into.members.emplace(steps_.back(), std::move(value)).second) std::abort();
      return;
    }
    const std::size_t place = index(steps_.back());
    if (into.kind != json::Kind::array || place > into.elements.size()) std::abort();
    into.elements.insert(into.elements.begin() + static_cast<std::ptrdiff_t>(place), std::move(value));
  }

 private:
  static Tree& child(Tree& tree, const std::string& step) {
    if (tree.kind == json::Kind::object) {
      const auto member = tree.members.find(step);
      if (member == tree.members.end()) std::abort();
      return member->second;
    }
    if (tree.kind != json::Kind::array || index(step) >= tree.elements.size()) std::abort();
    return tree.elements[index(step)];
  }

  std::vector<std::string> steps_;
};

// `changes` must be complete: no text cut, no change omitted.
inline Tree apply(Tree tree, const std::vector<Change>& changes) {
  struct Place {
    Steps steps;
    const Change* change;
  };
  std::vector<Place> out;
  std::vector<Place> in;
  for (const Change& change : changes) {
    if (change.kind == Change::Kind::changed) Steps(change.pointer_before).find(tree) = to_tree(change.after->json);
    if (change.kind == Change::Kind::removed || change.kind == Change::Kind::moved)
      out.push_back({Steps(change.pointer_before), &change});
    if (change.kind == Change::Kind::added || change.kind == Change::Kind::moved)
      in.push_back({Steps(change.pointer_after), &change});
  }
  std::ranges::sort(out, [](const Place& a, const Place& b) { return b.steps < a.steps; });
  std::ranges::sort(in, [](const Place& a, const Place& b) { return a.steps < b.steps; });
  std::map<const Change*, Tree> taken;
  for (const Place& place : out) taken[place.change] = place.steps.take(tree);
  for (const Place& place : in)
    place.steps.put(tree, place.change->after ? to_tree(place.change->after->json) : std::move(taken[place.change]));
  return tree;
}

}  // namespace connectory::compare::detail
