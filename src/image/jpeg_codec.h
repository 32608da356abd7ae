#pragma once

// Reads JPEG with libjpeg-turbo: baseline and progressive, grey, colour and CMYK. The result is opaque RGBA.
// Threads: pure; safe on every thread. Errors: image::Error.
// Source: ITU-T T.81, T.871 (JFIF); libjpeg.txt of libjpeg-turbo.

#include <string_view>

#include "image/bounds.h"
#include "image/errors.h"
#include "image/picture.h"

namespace connectory::image {

inline constexpr std::string_view jpeg_signature = "\xff\xd8\xff";

// The result is upright. A large image may be decoded at a half, a quarter or an eighth of its size, which costs less.
// Its long edge is then still at least `edge_wanted`.
Result<Picture> decode_jpeg(std::string_view bytes, std::uint32_t edge_wanted, const Bounds& bounds);

}  // namespace connectory::image
