#pragma once

// The way out of libpng and libjpeg, which expect that an error never comes back to them: the only setjmp and longjmp of
// the program. Between run() and jump() may stand only frames of C and of functions without anything to destruct, since
// none of their destructors would run; what work() refers to belongs to the caller of run() and outlives the jump.
// Threads: one escape belongs to one decoding.

#include <csetjmp>

#include "base/function_ref.h"

namespace connectory::image {

class Escape {
 public:
  // False where jump() was called inside work().
  bool run(base::FunctionRef<void()> work);
  [[noreturn]] void jump();

 private:
  std::jmp_buf here_{};
};

}  // namespace connectory::image
