// Archives from any bytes cause no crash and no hang, and never exceed the bounds. What was read can be written and
// read again.

#include "archive/zip.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory::archive;
  constexpr Bounds bounds{.files_max = 100, .file_bytes_max = 1 << 20, .bytes_max = 1 << 21};
  const auto files = read_zip({reinterpret_cast<const char*>(data), size}, bounds);
  if (!files) return 0;
  std::size_t bytes = 0;
  for (const File& file : *files) bytes += file.content.size();
  if (files->size() > bounds.files_max || bytes > bounds.bytes_max) std::abort();
  const auto again = write_zip(*files);
  if (!again) std::abort();
  const auto same = read_zip(*again, bounds);
  if (!files->empty() && (!same || same->size() != files->size())) std::abort();
  return 0;
}
