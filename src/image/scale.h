#pragma once

// Makes a picture smaller by averaging the area that each new pixel covers; transparent pixels lend no colour.
// Pure; safe on every thread. Errors: none.

#include "image/picture.h"

namespace connectory::image {

// The long edge comes to `edge_max`, the other in proportion, at least 1. A picture that fits already is left as it is.
Picture scale_down(Picture picture, std::uint32_t edge_max);

}  // namespace connectory::image
