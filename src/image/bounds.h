#pragma once

// How large an image may be, held against its header before memory for its pixels is taken. Pure; safe on every thread.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/limits.h"
#include "image/errors.h"
#include "image/picture.h"

namespace connectory::image {

struct Bounds {
  std::uint32_t edge_max = base::limits::image_edge_max;
  std::size_t pixels_max = base::limits::image_pixels_max;
};

// Why a picture of this size is not taken; absent where it is.
std::optional<Error> refuse_size(Size size, const Bounds& bounds);

}  // namespace connectory::image
