// Arbitrary bytes as a time never cause a crash, and a parsed time is written and parsed again as the same.

#include "text/time.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = text::parse_time(text);
  if (!time) return 0;
  const auto up = text::parse_time(text, text::Rounding::up);
  if (!up || up->unix_ms - time->unix_ms > 1 || *up < *time) std::abort();
  // An offset may result in a year outside those that four digits can represent.
  constexpr std::int64_t first_ms = -62'167'219'200'000;
  constexpr std::int64_t last_ms = 253'402'300'799'999;
  if (time->unix_ms < first_ms || time->unix_ms > last_ms) return 0;
  if (text::parse_time(text::to_iso8601_ms(*time)) != *time) std::abort();
  return 0;
}
