#pragma once

// A response as a tree of text::Value, which adapters and row steps change. Values never change: a changed tree is made
// of new lists and objects on the way to what has changed, and of the old values everywhere else.
// Ownership: values borrow from the document, from other values, and from the Arena of the response. Threads: one at a
// time for each Arena. Errors: TreeError, a sentence.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/result.h"
#include "base/text_hash.h"
#include "json/path_evaluation.h"
#include "language/model_adapter.h"
#include "text/value.h"

namespace connectory::engine {

using text::Arena;
using text::Entry;
using text::Value;

struct TreeError {
  std::string sentence;  // without a full stop
};
template <class T>
using TreeResult = base::Result<T, TreeError>;

// The elements or members of a node.
template <class Children, class Node>
class TreeNodes {
 public:
  class Iterator {
   public:
    explicit Iterator(typename Children::Iterator at) : at_(at) {}
    Node operator*() const { return Node(*at_); }
    Iterator& operator++() { return ++at_, *this; }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    typename Children::Iterator at_;
  };

  explicit TreeNodes(const Value& parent) : children_(parent) {}
  Iterator begin() const { return Iterator(children_.begin()); }
  Iterator end() const { return Iterator(children_.end()); }

 private:
  Children children_;
};

// A node for JSONPaths (json::PathNode). A tree holds what JSON can hold, so there are no days and times in it.
class TreeNode {
 public:
  struct Member;
  using Elements = TreeNodes<text::Elements, TreeNode>;
  using Members = TreeNodes<text::Members, Member>;

  explicit TreeNode(const Value& value) : value_(value) {}

  const Value& value() const { return value_; }
  json::Kind kind() const;
  bool boolean() const { return value_.boolean(); }
  json::Number number() const {
    return value_.is(Value::Kind::integer) ? json::Number(value_.integer()) : json::Number::of_text(value_.text());
  }
  std::string_view string() const { return value_.text(); }
  std::size_t size() const { return value_.size(); }
  std::optional<TreeNode> find(std::string_view name) const {
    const Value found = value_.find(name);
    return found.is(Value::Kind::missing) ? std::nullopt : std::optional(TreeNode(found));
  }
  std::optional<TreeNode> element(std::size_t index) const {
    return index < size() ? std::optional(TreeNode(value_.element(index))) : std::nullopt;
  }
  Elements elements() const { return Elements(value_); }
  Members members() const { return Members(value_); }

 private:
  Value value_;
};

struct TreeNode::Member {
  explicit Member(const Entry& entry) : key(entry.name), value(entry.value) {}

  std::string_view key;
  TreeNode value;
  std::string_view name() const { return key; }
};

// The way from the root of a tree to a value in it. Names are borrowed from the tree.
using Step = std::variant<std::string_view, std::size_t>;
struct Located {
  Value value;
  std::vector<Step> steps;
};

// The values that a path selects in a value, in the order of RFC 9535.
TreeResult<std::vector<Located>> select(const language::AdapterPath& path, const Value& from);
// The first of them; missing if there is none.
TreeResult<Value> select_first(const language::AdapterPath& path, const Value& from);
// The last name in a path, such as `hours` of $.data.hours.*; empty if there is none.
std::string_view last_name(const language::AdapterPath& path);

// Changes to a tree, collected first and made together.
class Edits {
 public:
  // Several values take their places in a list one after the other; anywhere else they become a list.
  void replace_with_rows(std::span<const Step> at, std::vector<Value> rows) { node(at).rows = std::move(rows); }
  void replace(std::span<const Step> at, const Value& value) { node(at).value = value; }
  void remove(std::span<const Step> at) { node(at).is_removed = true; }

  TreeResult<Value> apply(const Value& tree, Arena& arena) const;

 private:
  struct Node {
    std::optional<Value> value;
    std::optional<std::vector<Value>> rows;
    bool is_removed = false;
    std::map<std::size_t, Node> elements;
    std::map<std::string_view, Node> members;

    bool has_children() const { return !elements.empty() || !members.empty(); }
  };

  Node& node(std::span<const Step> at);
  static Value apply(const Value& tree, const Node& node, Arena& arena);

  Node root_;
};

// The tree with the value at a path of names and indexes. Objects on the way are added; a name that is new comes last.
TreeResult<Value> written(const Value& tree, const language::AdapterPath& path, const Value& value, Arena& arena);

// Builds objects whose members are not known beforehand.
class ObjectBuilder {
 public:
  // Replaces a member of that name in its place.
  void set(std::string_view name, const Value& value);
  bool has(std::string_view name) { return find(name) != nullptr; }
  // The caller knows that the name is new.
  void add(std::string_view name, const Value& value) { entries_.push_back({name, value}); }
  void add_all(const Value& object);
  Value finish(Arena& arena) const;

 private:
  static constexpr std::size_t few = 32;  // up to here, comparing each is quicker than hashing

  Entry* find(std::string_view name);

  std::vector<Entry> entries_;
  boost::unordered_flat_map<std::string_view, std::size_t, base::TextHash> places_;
  std::size_t indexed_ = 0;  // so many entries are in places_
};
// A number of the configuration, or of a response.
Value number_of(std::string_view text);
Value value_of(const language::Scalar& scalar);
Value list_of(std::span<const Value> values, Arena& arena);

// The arena refuses to grow without end.
TreeResult<void> check_size(const Arena& arena);

// For messages: `an object`, `null`.
std::string_view kind_in_words(const Value& value);

}  // namespace connectory::engine
