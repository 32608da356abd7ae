#pragma once

// How large an image may be. Checked against the image's header before memory for its pixels is allocated.
// Threads: pure; safe on every thread.

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

// The reason to refuse a picture of this size; absent if the size is accepted.
std::optional<Error> refuse_size(Size size, const Bounds& bounds);

}  // namespace connectory::image
