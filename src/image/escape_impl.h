#pragma once

// Leaves libpng and libjpeg after an error, because their error handlers must not return. These are the only setjmp and
// longjmp of the program. All frames between run() and jump() must be C functions, or functions without objects to
// destroy, because no destructors run. Everything that work() refers to must belong to the caller of run(), so that it
// outlives the jump.
// Threads: an Escape is used by one decoding.

#include <csetjmp>

#include "base/function_ref.h"

namespace connectory::image {

class Escape {
 public:
  // False if work() called jump().
  bool run(base::FunctionRef<void()> work);
  [[noreturn]] void jump();

 private:
  std::jmp_buf here_{};
};

}  // namespace connectory::image
