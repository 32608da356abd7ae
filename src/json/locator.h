#pragma once

// Computes the pointers of many values and keys. If they are requested in the order of the text, all of them together
// cost one walk through the document. In any other order, each costs a walk through its enclosing arrays and objects.
// Ownership: the document outlives it. Threads: one at a time. Errors: none; the value must be within `root`.

#include <string>
#include <vector>

#include "json/document.h"

namespace connectory::json {

class Locator {
 public:
  explicit Locator(Value root) : root_(root) {}

  // The pointer from the root (RFC 6901). For a key, the pointer to its member.
  std::string pointer_to(Value target);

 private:
  // An array or object on the way, and its child that is next on the way.
  struct Level {
    Value container;
    Elements::Iterator element;  // of an array
    Members::Iterator member;    // of an object
    std::size_t number = 0;      // of an element

    explicit Level(Value of);
    bool is_array() const { return container.is(Kind::array); }
    void restart();
    void advance();
    bool is_at_end() const;
    Value child() const;
    std::uint32_t begin_index() const;  // of the child, or of its key
    bool holds(std::uint32_t index) const { return begin_index() <= index && index < child().end_index(); }
  };

  Value root_;
  std::vector<Level> way_;
};

}  // namespace connectory::json
