#pragma once

// Reads and writes zip archives in memory, with libarchive.
// Threads: free functions of their arguments. Errors: archive::Error. Bounds are set by the caller: a small archive
// may unpack to any size, so reading stops at the first byte above the bound.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace connectory::archive {

struct Error {
  enum class Code : std::uint8_t {
    malformed,  // not a zip archive, or a damaged or encrypted one
    unsafe,     // an entry that is not a plain file, leaves its folder, or appears twice
    too_large,  // more files or bytes than the bounds allow
    internal,   // no memory
  };
  Code code;
  std::string detail;
};

template <class T>
using Result = base::Result<T, Error>;

struct File {
  std::string path;  // `connectors/T3S70/connector.json`: relative, with slashes, in ASCII
  std::string content;
};

struct Bounds {
  std::size_t files_max;
  std::size_t file_bytes_max;
  std::size_t bytes_max;  // of all files together, unpacked
};

// Folders are skipped. The directory at the end of an archive lists its contents; one that is cut off, or has a
// different number of entries than the archive, is malformed.
Result<std::vector<File>> read_zip(std::string_view archive, const Bounds& bounds);

// unsafe: a path that read_zip would refuse. The same files give the same bytes: no times, no owners.
Result<std::string> write_zip(std::span<const File> files);

}  // namespace connectory::archive
