#pragma once

// From the bytes of an upload to an image that is safe to serve: its pixels, upright, no larger than wanted, as PNG, and
// nothing else that the upload may have held.
// Pure; safe on every thread; takes a second and 200 MB for the worst image, so: on a pool, few at once.
// Errors: image::Error.

#include <string>
#include <string_view>

#include "image/errors.h"

namespace connectory::image {

Result<std::string> to_png(std::string_view upload, std::uint32_t edge_max);

}  // namespace connectory::image
