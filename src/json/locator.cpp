#include "json/locator.h"

#include "json/pointer.h"

namespace connectory::json {

Locator::Level::Level(Value of) : container(of) { restart(); }

void Locator::Level::restart() {
  number = 0;
  if (is_array()) {
    element = container.elements().begin();
  } else {
    member = container.members().begin();
  }
}

void Locator::Level::advance() {
  if (is_array()) {
    ++element;
    ++number;
  } else {
    ++member;
  }
}

bool Locator::Level::is_at_end() const {
  return is_array() ? element == container.elements().end() : member == container.members().end();
}

Value Locator::Level::child() const { return is_array() ? *element : (*member).value; }
std::uint32_t Locator::Level::begin_index() const { return is_array() ? child().index() : (*member).key.index(); }

std::string Locator::pointer_to(Value target) {
  const std::uint32_t index = target.index();
  std::size_t kept = 0;
  while (kept < way_.size() && way_[kept].holds(index)) ++kept;
  if (kept < way_.size()) {
    way_.erase(way_.begin() + static_cast<std::ptrdiff_t>(kept) + 1, way_.end());
    Level& level = way_.back();
    if (index <= level.container.index()) {  // the array or object itself, or its key
      way_.pop_back();
    } else {
      if (level.begin_index() > index) level.restart();
      while (!level.holds(index)) level.advance();
    }
  }
  for (;;) {
    const Value at = way_.empty() ? root_ : way_.back().child();
    const bool is_key = !way_.empty() && !way_.back().is_array() && way_.back().begin_index() == index;
    if (at.index() == index || is_key) break;
    Level& level = way_.emplace_back(at);
    while (!level.is_at_end() && !level.holds(index)) level.advance();
    if (level.is_at_end()) {  // not within the root
      way_.pop_back();
      break;
    }
  }
  Pointer pointer;
  for (const Level& level : way_) {
    if (level.is_array()) {
      pointer.push(level.number);
    } else {
      pointer.push((*level.member).name());
    }
  }
  return std::string(pointer.text());
}

}  // namespace connectory::json
