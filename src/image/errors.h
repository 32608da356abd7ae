#pragma once

// Why bytes are not an image that is taken here.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::image {

struct Error {
  enum class Code : std::uint8_t {
    unknown_format,  // neither PNG nor JPEG, judged by the first bytes
    too_large,       // more pixels than base::limits allows
    too_costly,      // a JPEG of more scans than any encoder makes: it would keep a processor busy, not show more
    truncated,       // the bytes end before the image does
    damaged,         // the format's own rules are broken: checksums, codes, sizes
    no_memory,       // this machine's, not the image's fault
  };
  Code code;
  std::string detail;  // whole sentences: what is wrong and what to do

  static Error no_memory() { return {Code::no_memory, "There is no memory for the image's pixels now."}; }
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::image
