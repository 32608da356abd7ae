#pragma once

// The orientation of a picture. Cameras record it in EXIF instead of rotating the pixels.
// Threads: pure; safe on every thread. Errors: none; data that cannot be parsed means upright.
// Source: Exif 2.3 (CIPA DC-008), section 4.6.4, tag 0x0112; TIFF 6.0, section 2.

#include <cstdint>
#include <string_view>

#include "image/picture.h"

namespace connectory::image {

// How the stored pixels must be transformed to be upright. The values are those of EXIF.
enum class Orientation : std::uint8_t {
  upright = 1,
  mirrored = 2,  // left and right are exchanged
  turned_180 = 3,
  flipped = 4,     // top and bottom are exchanged
  transposed = 5,  // rows become columns
  turned_right = 6,
  transversed = 7,  // rows become columns, the last ones first
  turned_left = 8,
};

// `exif`: a TIFF structure. Both formats store EXIF in this form.
Orientation parse_orientation(std::string_view exif);
// From the first EXIF segment of a JPEG, and from the first eXIf chunk of a PNG.
Orientation find_orientation_in_jpeg(std::string_view jpeg);
Orientation find_orientation_in_png(std::string_view png);

Picture turn_upright(Picture picture, Orientation orientation);

}  // namespace connectory::image
