#pragma once

// Pixels and nothing else: what decoders make, scaling changes and the encoder writes.
// A value. Units: pixels; 4 bytes each, red, green, blue, alpha (255: opaque; not multiplied in), row by row from the top.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace connectory::image {

struct Size {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  friend bool operator==(const Size&, const Size&) = default;
  std::uint32_t long_edge() const { return width > height ? width : height; }
  std::size_t pixels() const { return std::size_t{width} * height; }
};

inline constexpr std::size_t bytes_per_pixel = 4;

struct Picture {
  Picture() = default;
  explicit Picture(Size with_size) : size(with_size), bytes(with_size.pixels() * bytes_per_pixel) {}

  std::uint8_t* row(std::size_t y) { return bytes.data() + y * size.width * bytes_per_pixel; }
  const std::uint8_t* row(std::size_t y) const { return bytes.data() + y * size.width * bytes_per_pixel; }

  Size size;
  std::vector<std::uint8_t> bytes;
};

}  // namespace connectory::image
