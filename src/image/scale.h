#pragma once

// Scales a picture down by averaging the area that each new pixel covers. Transparent pixels contribute no colour.
// Threads: pure; safe on every thread. Errors: none.

#include "image/picture.h"

namespace connectory::image {

// The long edge becomes `edge_max`; the other edge keeps the proportion, and is at least 1. A picture that already fits
// is returned unchanged.
Picture scale_down(Picture picture, std::uint32_t edge_max);

}  // namespace connectory::image
