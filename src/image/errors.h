#pragma once

// Why bytes are not an accepted image.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::image {

struct Error {
  enum class Code : std::uint8_t {
    unknown_format,  // neither PNG nor JPEG, by the first bytes
    too_large,       // more pixels than base::limits allows
    too_costly,      // a JPEG with more scans than any encoder makes, which would only cost CPU time
    truncated,       // the bytes end before the image does
    damaged,         // the format's rules are violated: checksums, codes, sizes
    no_memory,       // the machine is out of memory; the image may be valid
  };
  Code code;
  std::string detail;  // complete sentences: what is wrong and what to do

  static Error no_memory() { return {Code::no_memory, "There is not enough memory for the image. Retry later."}; }
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::image
