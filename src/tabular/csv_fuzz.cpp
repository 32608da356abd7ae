// CSV from any bytes, in any dialect and in pieces of any size: the same records as from the whole text, without a crash.

#include "tabular/csv.h"

#include <algorithm>
#include <cstdlib>

namespace {

using connectory::tabular::CsvReader;

std::string records(const connectory::tabular::CsvFormat& format, std::string_view text, std::size_t piece_size) {
  CsvReader reader(format);
  std::string made;
  const auto take = [&] {
    while (const auto* record = reader.next()) {
      for (const CsvReader::Value& value : *record) {
        made += value.is_quoted ? 'q' : 'u';
        made += std::to_string(value.text.size());
        made += value.text;
      }
      made += 'r';
    }
  };
  for (std::size_t at = 0; at < text.size(); at += piece_size) {
    reader.feed(text.substr(at, piece_size));
    take();
  }
  reader.finish();
  take();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const connectory::tabular::CsvFormat format{.delimiter = (data[0] & 1U) != 0 ? ',' : ';',
                                              .quote = (data[0] & 2U) != 0 ? std::optional('"') : std::nullopt,
                                              .comment = (data[0] & 4U) != 0 ? "#" : "",
                                              .lines_skipped = (data[0] >> 3U) & 3U};
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t piece_size = std::size_t{data[1]} % 17 + 1;
  if (records(format, text, std::max<std::size_t>(text.size(), 1)) != records(format, text, piece_size)) std::abort();
  return 0;
}
