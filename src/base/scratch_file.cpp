#include "base/scratch_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace connectory::base {
namespace {

std::unexpected<std::error_code> failure() { return std::unexpected(std::error_code(errno, std::system_category())); }

// For file systems without O_TMPFILE, such as overlayfs and NFS: creates a file and removes its name at once.
Descriptor make_and_unlink(const std::filesystem::path& folder) {
  std::string name = (folder / "scratch-XXXXXX").string();
  Descriptor descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (descriptor.is_open()) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

Result<ScratchFile, std::error_code> ScratchFile::make(const std::filesystem::path& folder) {
  constexpr int owner_only = 0600;
  Descriptor descriptor(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, owner_only));
  if (!descriptor.is_open() && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT))
    descriptor = make_and_unlink(folder);
  if (!descriptor.is_open()) return failure();
  return ScratchFile(std::move(descriptor));
}

Result<void, std::error_code> ScratchFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure();
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::string, std::error_code> ScratchFile::read(std::uint64_t offset, std::size_t bytes_max) const {
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(bytes_max, size_ - std::min(size_, offset))),
                    '\0');
  for (std::size_t have = 0; have < bytes.size();) {
    const auto got =
        ::pread(descriptor_.get(), bytes.data() + have, bytes.size() - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure();
    if (got == 0) return std::unexpected(std::make_error_code(std::errc::io_error));  // shorter than what was written
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace connectory::base
