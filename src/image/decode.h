#pragma once

// From the bytes of an upload to pixels, upright, whatever format they have: judged by the first bytes and never by a name
// or a declared type.
// Pure; safe on every thread. Errors: image::Error, and std::bad_alloc.

#include <string_view>

#include "image/bounds.h"
#include "image/errors.h"
#include "image/picture.h"

namespace connectory::image {

// `edge_wanted`: what it will be scaled down to; a larger image may come out smaller than it is, but not below that.
Result<Picture> decode(std::string_view bytes, std::uint32_t edge_wanted, const Bounds& bounds = {});

}  // namespace connectory::image
