#pragma once

// PNG in and out, by libpng. In: every kind that the specification has (palettes, grey, 1 to 16 bits, interlaced,
// transparency), read as 8-bit RGBA; chunks other than pixels and orientation are passed over, as is what stands behind the
// end. Out: pixels and nothing else.
// Pure; safe on every thread. Errors: image::Error.
// Source: Portable Network Graphics (W3C), second edition; libpng's manual, "progressive reading".

#include <string>
#include <string_view>

#include "image/bounds.h"
#include "image/errors.h"
#include "image/picture.h"

namespace connectory::image {

inline constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

// Upright.
Result<Picture> decode_png(std::string_view bytes, const Bounds& bounds);
// RGB, or RGBA where a pixel is not opaque.
Result<std::string> encode_png(const Picture& picture);

}  // namespace connectory::image
