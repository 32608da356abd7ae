#include "image/decode.h"

#include "image/jpeg_codec.h"
#include "image/png_codec.h"

namespace connectory::image {

Result<Picture> decode(std::string_view bytes, std::uint32_t edge_wanted, const Bounds& bounds) {
  if (bytes.starts_with(png_signature)) return decode_png(bytes, bounds);
  if (bytes.starts_with(jpeg_signature)) return decode_jpeg(bytes, edge_wanted, bounds);
  return std::unexpected(Error{Error::Code::unknown_format,
                               bytes.empty()
                                   ? "The file is empty."
                                   : "The file is neither PNG nor JPEG, according to its first bytes. Convert it."});
}

}  // namespace connectory::image
