#pragma once

// Decodes the bytes of an upload to upright pixels. The first bytes determine the format; names and declared types do
// not matter.
// Threads: pure; safe on every thread. Errors: image::Error, and std::bad_alloc.

#include <string_view>

#include "image/bounds.h"
#include "image/errors.h"
#include "image/picture.h"

namespace connectory::image {

// `edge_wanted`: the size to which the caller will scale the picture. The result of a larger image may already be
// scaled down, but not below that size.
Result<Picture> decode(std::string_view bytes, std::uint32_t edge_wanted, const Bounds& bounds = {});

}  // namespace connectory::image
