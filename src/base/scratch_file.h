#pragma once

// A temporary file without a name, for data that is too large to hold in memory. The system frees its space when the
// descriptor is closed, even if the process is killed.
// Threads: one thread writes; then any thread reads. Units: bytes. Errors: the system's (errno), such as ENOSPC.
// Source: open(2), O_TMPFILE.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/descriptor.h"
#include "base/result.h"

namespace connectory::base {

class ScratchFile {
 public:
  // `folder` is on the file system that will hold the data.
  static Result<ScratchFile, std::error_code> make(const std::filesystem::path& folder);

  Result<void, std::error_code> append(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  // Reads at most `bytes_max` bytes from `offset`; fewer only at the end of the file.
  Result<std::string, std::error_code> read(std::uint64_t offset, std::size_t bytes_max) const;

 private:
  explicit ScratchFile(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace connectory::base
