#include "image/orientation.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace connectory::image {
namespace {

enum class Order : std::uint8_t { little, big };

// A number of `size` bytes; absent if the bytes end before the number does.
std::optional<std::uint32_t> number_at(std::string_view bytes, std::size_t at, std::size_t size, Order order) {
  if (at > bytes.size() || bytes.size() - at < size) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = order == Order::big ? i : size - 1 - i;
    number = number << 8U | static_cast<std::uint8_t>(bytes[at + place]);
  }
  return number;
}

std::optional<std::uint8_t> byte_at(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size()) return std::nullopt;
  return static_cast<std::uint8_t>(bytes[at]);
}

}  // namespace

Orientation parse_orientation(std::string_view exif) {
  constexpr std::uint32_t orientation_tag = 0x0112;
  constexpr std::uint32_t type_short = 3;
  constexpr std::size_t entry_bytes = 12;
  if (!exif.starts_with("II") && !exif.starts_with("MM")) return Orientation::upright;
  const Order order = exif.starts_with("II") ? Order::little : Order::big;
  if (number_at(exif, 2, 2, order) != 42U) return Orientation::upright;
  const auto directory = number_at(exif, 4, 4, order);
  if (!directory) return Orientation::upright;
  const auto entries = number_at(exif, *directory, 2, order);
  for (std::size_t i = 0; i < entries.value_or(0); ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * entry_bytes;
    const auto tag = number_at(exif, entry, 2, order);
    if (!tag) break;
    if (*tag != orientation_tag) continue;
    const auto value = number_at(exif, entry + 8, 2, order);
    if (number_at(exif, entry + 2, 2, order) != type_short || !value || *value < 1 || *value > 8) break;
    return static_cast<Orientation>(*value);
  }
  return Orientation::upright;
}

// Parsed here and not by libjpeg, whose list of saved segments takes quadratic time for a million of them.
Orientation find_orientation_in_jpeg(std::string_view jpeg) {
  constexpr std::uint8_t app1 = 0xe1;
  constexpr std::uint8_t start_of_scan = 0xda;
  constexpr std::string_view exif_mark("Exif\0\0", 6);
  std::size_t at = 2;  // after the start of the image
  for (;;) {
    if (byte_at(jpeg, at) != 0xffU) return Orientation::upright;
    while (byte_at(jpeg, at) == 0xffU) ++at;  // fill bytes
    const auto marker = byte_at(jpeg, at);
    if (!marker || *marker == start_of_scan) return Orientation::upright;
    const auto length = number_at(jpeg, at + 1, 2, Order::big);
    if (!length || *length < 2) return Orientation::upright;
    const std::string_view content = jpeg.substr(std::min(at + 3, jpeg.size()), *length - 2);
    if (*marker == app1 && content.starts_with(exif_mark)) return parse_orientation(content.substr(exif_mark.size()));
    at += 1 + *length;
  }
}

// Also parsed here, because libpng's progressive reader does not know this chunk.
Orientation find_orientation_in_png(std::string_view png) {
  constexpr std::size_t frame_bytes = 12;  // length and name before a chunk, and the checksum after it
  std::size_t at = 8;                      // after the signature
  for (;;) {
    const auto length = number_at(png, at, 4, Order::big);
    if (!length) return Orientation::upright;
    const std::string_view name = png.substr(at + 4, 4);
    if (name == "eXIf") return parse_orientation(png.substr(std::min(at + 8, png.size()), *length));
    if (name == "IEND") return Orientation::upright;
    at += frame_bytes + *length;
  }
}

Picture turn_upright(Picture picture, Orientation orientation) {
  if (orientation == Orientation::upright) return picture;
  const Size from = picture.size;
  const bool swaps_edges = orientation >= Orientation::transposed;
  Picture turned(swaps_edges ? Size{from.height, from.width} : from);
  const std::size_t last_column = from.width - 1;
  const std::size_t last_row = from.height - 1;
  for (std::size_t y = 0; y < turned.size.height; ++y)
    for (std::size_t x = 0; x < turned.size.width; ++x) {
      std::size_t column = x;
      std::size_t row = y;
      switch (orientation) {
        case Orientation::upright: break;
        case Orientation::mirrored: column = last_column - x; break;
        case Orientation::turned_180: column = last_column - x, row = last_row - y; break;
        case Orientation::flipped: row = last_row - y; break;
        case Orientation::transposed: column = y, row = x; break;
        case Orientation::turned_right: column = y, row = last_row - x; break;
        case Orientation::transversed: column = last_column - y, row = last_row - x; break;
        case Orientation::turned_left: column = last_column - y, row = x; break;
      }
      std::memcpy(turned.row(y) + x * bytes_per_pixel, picture.row(row) + column * bytes_per_pixel, bytes_per_pixel);
    }
  return turned;
}

}  // namespace connectory::image
