#pragma once

// Strong identifiers: ids of different nouns do not mix, do not convert implicitly, and can be compared and hashed.
// Threads: values. Errors: an id is created from outside text only by its own parse function.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace connectory::base {

template <class Tag, class Text = std::string>
class Id {
 public:
  Id() = default;
  explicit Id(Text value) : value_(std::move(value)) {}

  const Text& value() const { return value_; }

  friend bool operator==(const Id&, const Id&) = default;
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  Text value_{};
};

struct HashId {
  template <class Tag, class Text>
  std::size_t operator()(const Id<Tag, Text>& id) const {
    return std::hash<Text>{}(id.value());
  }
};

}  // namespace connectory::base
