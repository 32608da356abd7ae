#pragma once

// Why a value could not be sealed or opened, or why the keys are not available. Details never contain a key or a value.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::crypto {

struct Error {
  enum class Code : std::uint8_t {
    unknown_key,    // sealed with an unknown key
    not_authentic,  // altered, moved from the place for which it was sealed, or sealed with a different key
    malformed,      // not the text of a sealed value or of master keys
    missing,        // the file of master keys does not exist, or the variable is empty
    exposed,        // users other than its owner can read the file of master keys
    unavailable,    // the file cannot be read or written, or the command printed no keys
  };
  Code code;
  std::string detail;
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::crypto
