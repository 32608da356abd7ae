#pragma once

// An exclusive lock on a file, which is created if missing. It is held for the lifetime of this object. The kernel
// releases it however the process ends.
// Threads: one. Errors: absent if another process holds it, or the file cannot be created.

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
