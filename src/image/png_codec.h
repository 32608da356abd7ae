#pragma once

// Reads and writes PNG with libpng. The decoder accepts every kind of PNG (palettes, grey, 1 to 16 bits, interlaced,
// transparency) and converts it to 8-bit RGBA. It ignores chunks other than pixels and orientation, and bytes after the
// end. The encoder writes only pixels.
// Threads: pure; safe on every thread. Errors: image::Error.
// Source: Portable Network Graphics (W3C), second edition; libpng's manual, "progressive reading".

#include <string>
#include <string_view>

#include "image/bounds.h"
#include "image/errors.h"
#include "image/picture.h"

namespace connectory::image {

inline constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

// The result is upright.
Result<Picture> decode_png(std::string_view bytes, const Bounds& bounds);
// RGBA if a pixel is not opaque, otherwise RGB.
Result<std::string> encode_png(const Picture& picture);

}  // namespace connectory::image
