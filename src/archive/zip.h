#pragma once

// Reads zip archives from memory, and writes them to a sink of the caller, with libarchive.
// Threads: free functions of their arguments; a writer is used by one thread. Errors: archive::Error. Bounds are set by
// the caller: a small archive may unpack to any size, so reading stops at the first byte above the bound.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
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
    internal,   // no memory, or the sink failed
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
  std::size_t bytes_max;  // of all files together, when unpacked
};

// Folders are skipped. The directory at the end of an archive lists its contents. An archive is malformed if its
// directory is truncated, or has a different number of entries than the archive.
Result<std::vector<File>> read_zip(std::string_view archive, const Bounds& bounds);

// Writes an archive entry by entry, so that only one entry has to fit into memory. The same entries result in the same
// bytes: no times, no owners.
class ZipWriter {
 public:
  // Receives the archive piece by piece. After it returns false, the writer fails and does not call it again.
  using Sink = std::function<bool(std::string_view bytes)>;

  static Result<ZipWriter> begin(Sink sink);
  ZipWriter(ZipWriter&&) noexcept;
  ZipWriter& operator=(ZipWriter&&) = delete;
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;
  ~ZipWriter();

  // Error `unsafe`: read_zip would refuse the path. After an error, the archive is incomplete.
  Result<void> add(const std::string& path, std::string_view content);
  // Writes the directory. Nothing can be added afterwards.
  Result<void> end();
  std::size_t bytes_written() const;  // to the sink so far

 private:
  struct Parts;
  explicit ZipWriter(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// A whole archive in memory.
Result<std::string> write_zip(std::span<const File> files);

}  // namespace connectory::archive
