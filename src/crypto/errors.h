#pragma once

// Why something could not be sealed or opened, or the keys to it could not be had. No detail holds a key or a value.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::crypto {

struct Error {
  enum class Code : std::uint8_t {
    unknown_key,    // sealed under a key that is not known here
    not_authentic,  // altered, moved from the place it was sealed for, or sealed under another key
    malformed,      // not the text of a sealed value, or of master keys
    missing,        // there is no file of master keys, or the variable that should hold them is empty
    exposed,        // others than its owner may read the file of master keys
    unavailable,    // the file cannot be read or written, or the command gave no keys
  };
  Code code;
  std::string detail;
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::crypto
