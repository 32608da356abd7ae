#pragma once

// The outcome of something that may fail: a value, or an error that the room's errors.h names.
// Threads: a value type. Errors: none of its own.
// Why not std::expected itself: GCC 12's is not [[nodiscard]], and code that ignores a failure must not compile.

#include <expected>
#include <utility>

namespace connectory::base {

template <class T, class E>
class [[nodiscard]] Result : public std::expected<T, E> {
 public:
  using std::expected<T, E>::expected;
};

}  // namespace connectory::base
