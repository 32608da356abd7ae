#pragma once

// Which way up a picture was taken, as cameras note it in EXIF instead of turning the pixels.
// Pure; safe on every thread. Errors: none; what cannot be read is upright.
// Source: Exif 2.3 (CIPA DC-008), section 4.6.4, tag 0x0112; TIFF 6.0, section 2.

#include <cstdint>
#include <string_view>

#include "image/picture.h"

namespace connectory::image {

// What has to be done to the stored pixels to see them upright; values as EXIF has them.
enum class Orientation : std::uint8_t {
  upright = 1,
  mirrored = 2,  // left and right change places
  turned_180 = 3,
  flipped = 4,     // top and bottom change places
  transposed = 5,  // rows become columns
  turned_right = 6,
  transversed = 7,  // rows become columns, last ones first
  turned_left = 8,
};

// `exif`: a TIFF structure, which is what EXIF is inside both formats.
Orientation parse_orientation(std::string_view exif);
// Of a JPEG's first EXIF segment, of a PNG's first eXIf chunk.
Orientation find_orientation_in_jpeg(std::string_view jpeg);
Orientation find_orientation_in_png(std::string_view png);

Picture turn_upright(Picture picture, Orientation orientation);

}  // namespace connectory::image
