// HTML from any bytes causes no crash and no hang, and its text is not much longer than it.

#include "text/html_text.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = connectory::text::html_to_text(std::string_view(reinterpret_cast<const char*>(data), size));
  if (text.size() > 4 * size + 100) std::abort();
  return 0;
}
