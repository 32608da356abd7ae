#include "image/to_png.h"

#include <new>

#include "base/try.h"
#include "image/decode.h"
#include "image/png_codec.h"
#include "image/scale.h"

namespace connectory::image {

Result<std::string> to_png(std::string_view upload, std::uint32_t edge_max) {
  try {
    TRY(Picture picture, decode(upload, edge_max));
    return encode_png(scale_down(std::move(picture), edge_max));
  } catch (const std::bad_alloc&) {
    return std::unexpected(Error::no_memory());
  }
}

}  // namespace connectory::image
