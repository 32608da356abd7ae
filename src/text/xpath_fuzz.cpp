// XPaths from any bytes cause no crash and no hang, and the position of an error is in the text.

#include "text/xpath.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto path = connectory::text::XPath::parse(text);
  if (!path && (path.error().offset > size || path.error().detail.empty())) std::abort();
  return 0;
}
