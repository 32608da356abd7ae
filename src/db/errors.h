#pragma once

// Why a database operation failed, in terms that apply to every driver.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::db {

struct Error {
  enum class Code : std::uint8_t {
    busy,         // a different process locked the database for longer than the time-out
    full,         // the disk is full, or the database has reached its own bound
    read_only,    // the file or its folder is not writable
    io,           // the disk failed
    corrupt,      // the file is damaged, or is not a database
    duplicate,    // a unique constraint refused the row
    newer,        // written by a newer version of this program
    cannot_open,  // the file or folder does not exist, or access is denied
    internal,     // a bug in this program: wrong SQL, a misused statement
  };
  Code code;
  std::string detail;  // the driver's message; never a bound value
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::db
