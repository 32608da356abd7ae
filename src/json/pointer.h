#pragma once

// A JSON Pointer (RFC 6901): the tokens from the root of a document to one value. Designed for walking a document:
// push() and pop() change the end of one string, and a Step removes its token at the end of its scope:
//
//   for (const auto [key, value] : object.members()) {
//     const Pointer::Step step(pointer, key.string());
//     check(value, pointer);
//   }
//
// Threads: a value type. Errors: parse() reports where the text is not a pointer. Tokens must be UTF-8.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/errors.h"

namespace connectory::json {

class Pointer {
 public:
  Pointer() = default;  // the root
  static Result<Pointer> parse(std::string_view text);

  Pointer& push(std::string_view token);  // a member's name
  Pointer& push(std::size_t index);       // an element, from 0
  void pop();                             // the last token; nothing at the root
  Pointer operator/(std::string_view token) const { return Pointer(*this).push(token); }
  Pointer operator/(std::size_t index) const { return Pointer(*this).push(index); }

  bool is_root() const { return text_.empty(); }
  std::vector<std::string> tokens() const;  // unescaped
  std::string_view text() const { return text_; }

  // The value at the pointer. Absent if a member or element on the way does not exist, or if a token does not apply to
  // its value ("01" or "-" for an array, any token for a number).
  std::optional<Value> resolve(Value root) const;

  friend bool operator==(const Pointer&, const Pointer&) = default;
  friend auto operator<=>(const Pointer&, const Pointer&) = default;

  class [[nodiscard]] Step {
   public:
    Step(Pointer& pointer, std::string_view token) : pointer_(pointer), size_before_(pointer.text_.size()) {
      pointer.push(token);
    }
    Step(Pointer& pointer, std::size_t index) : pointer_(pointer), size_before_(pointer.text_.size()) {
      pointer.push(index);
    }
    ~Step() { pointer_.text_.resize(size_before_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Pointer& pointer_;
    std::size_t size_before_;
  };

 private:
  std::string text_;  // escaped: empty, or each token with a slash before it
};

// The pointer from `root` to a value inside it. For a member's key, the pointer to the member.
std::string pointer_of(Value root, Value target);

}  // namespace connectory::json
