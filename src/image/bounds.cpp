#include "image/bounds.h"

#include <fmt/format.h>

namespace connectory::image {

std::optional<Error> refuse_size(Size size, const Bounds& bounds) {
  if (size.long_edge() <= bounds.edge_max && size.pixels() <= bounds.pixels_max) return std::nullopt;
  return Error{
      Error::Code::too_large,
      fmt::format("The image has {} x {} pixels; at most {} on an edge and {} in total are allowed. Make it smaller.",
                  size.width, size.height, bounds.edge_max, bounds.pixels_max)};
}

}  // namespace connectory::image
