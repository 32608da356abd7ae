// Arbitrary bytes never cause a crash, and accepted text is JSON with a position in the original text for every value.

#include "json/yaml.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines =
      static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c == '\n' || c == '\r'; })) + 1;
  const auto read = json::read_yaml(text);
  if (!read) {
    const json::Error& error = read.error();
    if (error.offset > size || error.line < 1 || error.line > lines || error.column < 1 || error.column > size + 1)
      std::abort();
    return 0;
  }
  const auto document = json::Document::parse(read->json);
  if (!document || document->values_count() != read->extents.size()) std::abort();
  for (const auto& [at, end] : read->extents)
    if (at.line < 1 || at.line > lines || at.column < 1 || at.column > size + 1) std::abort();
  // JSON is YAML, so the result stays the same if libyaml accepts it (it does not accept names of more than 1,024
  // characters).
  const auto again = json::read_yaml(read->json);
  if (again && again->json != read->json) std::abort();
  return 0;
}
