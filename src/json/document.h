#pragma once

// A JSON text and the values in it, each with its place in the text. So a saved text can be returned byte for byte (key
// order, number text, escapes), and an error message can name the line and column.
// Accepts strict RFC 8259 in UTF-8: no duplicate keys, no comments, no text after the value, depth at most 128.
// Ownership: a Value borrows from its Document, which must not move while it is used. Threads: a parsed Document never
// changes; read it from any thread.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/function_ref.h"
#include "json/errors.h"
#include "json/number.h"

namespace connectory::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

std::string_view name_of(Kind kind);  // "a number", "an object": for messages

struct Position {
  std::size_t line;    // from 1
  std::size_t column;  // from 1, in code points
};

// From the first character to the one after the last.
struct Extent {
  Position begin, end;
};

Position position_of(std::string_view text, std::size_t offset);

class Document;
class Value;
struct Member;
template <class Item>
class Children;
using Elements = Children<Value>;
using Members = Children<Member>;

class Value {
 public:
  Kind kind() const;
  bool is(Kind kind_wanted) const { return kind() == kind_wanted; }
  std::string_view raw() const;                 // as written in the text
  std::string_view string() const;              // of a string: unescaped
  std::optional<std::int64_t> integer() const;  // of a number without fraction or exponent that fits
  double real() const;                          // of a number: the nearest double, or an infinity if it is out of range
  Number number() const;                        // of a number: for exact comparison
  bool boolean() const;                         // of a boolean

  std::size_t offset() const;  // in bytes, from 0: where it begins in the text
  Position position() const;   // counts lines from the start of the text: for error messages, not for every value
  // Its number among all values and keys of the document, in the order of the text, from 0. For tables that accompany
  // the document.
  std::uint32_t index() const { return index_; }
  std::uint32_t end_index() const;  // of the first value that is neither this one nor within it

  std::size_t size() const;                                       // of an array or object; 0 of anything else
  std::optional<Value> find(std::string_view key) const;          // of an object; absent in anything else
  std::optional<Value> element(std::size_t element_index) const;  // of an array, from 0; absent in anything else
  Members members() const;    // for (const auto [key, value] : object.members()); none in anything else
  Elements elements() const;  // for (const Value element : array.elements()); none in anything else
  void for_each_member(base::FunctionRef<void(Value key, Value value)> visit) const;
  void for_each_element(base::FunctionRef<void(Value)> visit) const;

 private:
  friend class Document;
  friend class DocumentBuilder;
  template <class Item>
  friend class Children;
  Value(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}

  std::uint32_t first_child() const;

  const Document* document_;
  std::uint32_t index_;
};

struct Member {
  Value key;
  Value value;
  std::string_view name() const { return key.string(); }
};

class Document {
 public:
  static Result<Document> parse(std::string text);

  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() = default;

  Value root() const { return Value(*this, 0); }
  std::string_view text() const { return text_; }
  std::size_t values_count() const { return nodes_.size(); }  // keys included: one more than the largest Value::index()

 private:
  friend class Value;
  friend class DocumentBuilder;
  template <class Item>
  friend class Children;

  // Values in the order of the text; an object's members are key, value, key, value.
  struct Node {
    std::uint32_t begin;  // bytes [begin, end) of the text
    std::uint32_t end;
    std::uint32_t next;  // index of the first node after this value and everything within it
    // of a string with escapes: its index in decoded_, otherwise none; of an array or object: its size
    std::uint32_t extra;
    Kind kind;
    // of a key: mark_of() its name; of an object: a Bloom filter of the marks of its keys; so that most searches for a
    // key compare no text
    std::uint16_t mark;
  };
  static std::uint16_t mark_of(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(name[at])); };
    const std::uint32_t mixed = (static_cast<std::uint32_t>(name.size()) * 31 + byte(0)) * 31 * 31 +
                                byte(name.size() / 2) * 31 + byte(name.size() - 1);
    return static_cast<std::uint16_t>((mixed * 0x9E3779B1U) >> 16U);
  }
  static std::uint16_t filter_of(std::uint16_t mark) { return static_cast<std::uint16_t>(1U << (mark % 16U)); }
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit Document(std::string text) : text_(std::move(text)) {}

  std::string text_;
  std::vector<Node> nodes_;
  std::vector<std::string> decoded_;
};

// The children of a value, in the order of the text: the elements of an array, or the members of an object. Other
// values have none.
template <class Item>
class Children {
 public:
  class Iterator {
   public:
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;

    Iterator() = default;
    Iterator(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}
    Item operator*() const {
      if constexpr (is_member)
        return {Value(*document_, index_), Value(*document_, index_ + 1)};
      else
        return Value(*document_, index_);
    }
    Iterator& operator++() {
      index_ = document_->nodes_[index_ + (is_member ? 1U : 0U)].next;  // a member is its key, followed by its value
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Document* document_ = nullptr;
    std::uint32_t index_ = 0;
  };

  explicit Children(Value parent) : parent_(parent) {}
  Iterator begin() const { return {*parent_.document_, parent_.first_child()}; }
  Iterator end() const {
    const bool has_them = parent_.is(is_member ? Kind::object : Kind::array);
    return {*parent_.document_, has_them ? parent_.end_index() : parent_.first_child()};
  }

 private:
  static constexpr bool is_member = std::is_same_v<Item, Member>;
  Value parent_;
};

inline Kind Value::kind() const { return document_->nodes_[index_].kind; }
inline std::size_t Value::offset() const { return document_->nodes_[index_].begin; }

inline std::string_view Value::raw() const {
  const Document::Node& node = document_->nodes_[index_];
  return {document_->text_.data() + node.begin, node.end - node.begin};
}

inline std::string_view Value::string() const {
  const Document::Node& node = document_->nodes_[index_];
  if (node.extra != Document::none) return document_->decoded_[node.extra];
  return {document_->text_.data() + node.begin + 1, node.end - node.begin - 2};
}

inline bool Value::boolean() const { return document_->text_[document_->nodes_[index_].begin] == 't'; }

inline std::size_t Value::size() const {
  const Document::Node& node = document_->nodes_[index_];
  return node.kind == Kind::array || node.kind == Kind::object ? node.extra : 0;
}

inline std::uint32_t Value::first_child() const { return index_ + 1; }
inline std::uint32_t Value::end_index() const { return document_->nodes_[index_].next; }

inline Members Value::members() const { return Members(*this); }
inline Elements Value::elements() const { return Elements(*this); }

}  // namespace connectory::json
