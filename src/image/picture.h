#pragma once

// An image in memory: pixels and nothing else.
// Threads: a value. Units: pixels of 4 bytes: red, green, blue, alpha (255 is opaque; not premultiplied), row by row
// from the top.

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
