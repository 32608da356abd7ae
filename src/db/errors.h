#pragma once

// Why the database did not do what it was asked, in words that hold for every driver.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::db {

struct Error {
  enum class Code : std::uint8_t {
    busy,         // another process held the database for longer than the time-out
    full,         // the disk, or the database's own bound, is full
    read_only,    // the file or its folder may not be written
    io,           // the disk failed
    corrupt,      // the file is damaged, or is no database
    duplicate,    // a unique constraint refused the row
    newer,        // written by a newer version of this program
    cannot_open,  // no such file or folder, or no right to it
    internal,     // a bug of ours: wrong SQL, a misused statement
  };
  Code code;
  std::string detail;  // the driver's words; never a bound value
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::db
