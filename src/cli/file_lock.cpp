#include "cli/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace connectory::cli {

std::optional<FileLock> FileLock::take(const std::filesystem::path& file) {
  const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (handle < 0) return std::nullopt;
  if (::flock(handle, LOCK_EX | LOCK_NB) != 0) {
    ::close(handle);
    return std::nullopt;
  }
  return FileLock(handle);
}

FileLock::~FileLock() {
  if (handle_ >= 0) ::close(handle_);
}

}  // namespace connectory::cli
