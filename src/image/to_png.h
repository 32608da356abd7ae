#pragma once

// Turns the bytes of an upload into an image that is safe to serve: a PNG with only the upright pixels, scaled down to
// the given size.
// Threads: pure; safe on every thread. The most expensive image takes a second and 200 MB, so run few at the same time,
// on a pool.
// Errors: image::Error.

#include <string>
#include <string_view>

#include "image/errors.h"

namespace connectory::image {

Result<std::string> to_png(std::string_view upload, std::uint32_t edge_max);

}  // namespace connectory::image
