// Archives with any files cause no crash and no hang, and what is read can be written and read again. The input is
// files as text, each after a line `--- path`.

#include "service/transfer.h"

#include <cstdlib>

#include "archive/zip.h"

namespace {

using namespace connectory;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<archive::File> split(std::string_view text) {
  constexpr std::string_view mark = "--- ";
  std::vector<archive::File> files;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with(mark))
      files.push_back({std::string(line.substr(mark.size())), {}});
    else if (!files.empty())
      files.back().content.append(line).append("\n");
  }
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto packed = archive::write_zip(split({reinterpret_cast<const char*>(data), size}));
  if (!packed) return 0;
  const auto connectors = service::from_archive(*packed);
  if (!connectors) return 0;
  const auto written = service::to_archive(*connectors);
  require(written.has_value());
  const auto again = service::from_archive(*written);
  require(again.has_value() && again->size() == connectors->size());
  const auto rewritten = service::to_archive(*again);
  require(rewritten.has_value() && *rewritten == *written);
  return 0;
}
