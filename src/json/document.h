#pragma once

// A JSON text and the values in it, each with its place in the text, so that what was saved can be given back byte for
// byte (key order, number text, escapes) and a complaint can name line and column.
// Takes strict RFC 8259 in UTF-8: no duplicate keys, no comments, no text after the value, depth at most 128.
// Ownership: a Value borrows from its Document, which must not move meanwhile. Threads: a parsed Document never changes; read it from any thread.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "json/errors.h"

namespace connectory::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

std::string_view name_of(Kind kind);  // "a number", "an object": for messages

struct Position {
  std::size_t line;    // from 1
  std::size_t column;  // from 1, in code points
};

Position position_of(std::string_view text, std::size_t offset);

class Document;

class Value {
 public:
  Kind kind() const;
  bool is(Kind kind_wanted) const { return kind() == kind_wanted; }
  std::string_view raw() const;                 // as it stands in the text
  std::string_view string() const;              // of a string: unescaped
  std::optional<std::int64_t> integer() const;  // of a number without fraction or exponent that fits
  bool boolean() const;                         // of a boolean
  Position position() const;

  std::optional<Value> find(std::string_view key) const;  // of an object
  void for_each_member(base::FunctionRef<void(Value key, Value value)> visit) const;
  void for_each_element(base::FunctionRef<void(Value)> visit) const;

 private:
  friend class Document;
  friend class DocumentBuilder;
  Value(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}

  const Document* document_;
  std::uint32_t index_;
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

 private:
  friend class Value;
  friend class DocumentBuilder;

  // Values in the order of the text; an object's members are key, value, key, value.
  struct Node {
    std::uint32_t begin;  // bytes [begin, end) of the text
    std::uint32_t end;
    std::uint32_t next;     // index of the first node after this value and all within it
    std::uint32_t decoded;  // of a string with escapes: its index in decoded_; else none
    Kind kind;
  };
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit Document(std::string text) : text_(std::move(text)) {}

  std::string text_;
  std::vector<Node> nodes_;
  std::deque<std::string> decoded_;
};

}  // namespace connectory::json
