// Arbitrary bytes as an image, rotated, scaled and encoded again, never cause a crash. The encoded image is decoded to the
// same pixels.

#include "image/decode.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "image/png_codec.h"
#include "image/scale.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory::image;
  constexpr std::uint32_t edge = 48;  // small, so that most images are scaled, and the fuzzer is fast
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto picture = decode(bytes, edge, {.edge_max = 2048, .pixels_max = 256U * 256U});
  if (!picture) {
    if (picture.error().detail.empty()) std::abort();
    return 0;
  }
  if (picture->size.pixels() == 0 || picture->size.pixels() > 256U * 256U) std::abort();
  const Picture scaled = scale_down(*std::move(picture), edge);
  if (scaled.size.long_edge() > edge || scaled.bytes.size() != scaled.size.pixels() * bytes_per_pixel) std::abort();
  const auto written = encode_png(scaled);
  if (!written) std::abort();
  const auto again = decode(*written, edge);
  if (!again || again->size != scaled.size || again->bytes != scaled.bytes) std::abort();
  return 0;
}
