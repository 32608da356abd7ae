#pragma once

// An exclusive lock on a file, made where it is missing and held until the end of this; the kernel lets go of it whatever
// happens to the process.
// Threads: one. Errors: absent where another process holds it, or the file cannot be made.

#include <filesystem>
#include <optional>
#include <utility>

namespace connectory::cli {

class FileLock {
 public:
  static std::optional<FileLock> take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int handle) : handle_(handle) {}
  int handle_;
};

}  // namespace connectory::cli
