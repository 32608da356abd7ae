#include "image/escape_impl.h"

namespace connectory::image {

bool Escape::run(base::FunctionRef<void()> work) {
  if (setjmp(here_) != 0) return false;
  work();
  return true;
}

void Escape::jump() { std::longjmp(here_, 1); }

}  // namespace connectory::image
