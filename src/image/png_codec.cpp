#include "image/png_codec.h"

#include <array>
#include <cstring>
#include <new>
#include <png.h>

#include <fmt/format.h>

#include "image/escape_impl.h"
#include "image/orientation.h"

namespace connectory::image {
namespace {

// The functions below are called by libpng, and a jump may leave their frames, so they must not have destructors.

// The text of libpng's last error, stored inline because nothing may be allocated during the jump.
struct Trouble {
  Escape escape;
  std::array<char, 160> words{};
};

[[noreturn]] void on_error(png_structp png, png_const_charp words) {
  auto* trouble = static_cast<Trouble*>(png_get_error_ptr(png));
  std::strncpy(trouble->words.data(), words, trouble->words.size() - 1);
  trouble->escape.jump();
}

void on_warning(png_structp, png_const_charp) {}

Error damaged(const Trouble& trouble) {
  return {Error::Code::damaged, fmt::format("The PNG is damaged: {}. Save it again.", trouble.words.data())};
}

// ---- reading --------------------------------------------------------------------------------------------------------

// Uses libpng's progressive reader, although all bytes are available. It stops at the last pixel; the sequential reader
// would continue to unpack whatever a bomb contains after it.
struct PngReading {
  explicit PngReading(const Bounds& with_bounds) : bounds(with_bounds) {}
  PngReading(const PngReading&) = delete;
  PngReading& operator=(const PngReading&) = delete;
  ~PngReading() { png_destroy_read_struct(&png, &info, nullptr); }

  const Bounds& bounds;
  png_structp png = nullptr;
  png_infop info = nullptr;
  Trouble trouble;
  Picture picture;
  std::optional<Error> refusal;
  bool is_whole = false;  // the last pixel and the end were reached
};

PngReading& reading_of(png_structp png) { return *static_cast<PngReading*>(png_get_progressive_ptr(png)); }

// Returns whether there is enough memory. An exception must not cross libpng.
bool make_room(PngReading& reading, Size size) {
  reading.refusal = refuse_size(size, reading.bounds);
  if (reading.refusal) return false;
  try {
    reading.picture = Picture(size);
  } catch (const std::bad_alloc&) {
    reading.refusal = Error::no_memory();
  }
  return !reading.refusal;
}

void on_header(png_structp png, png_infop info) {
  PngReading& reading = reading_of(png);
  const Size size{png_get_image_width(png, info), png_get_image_height(png, info)};
  if (!make_room(reading, size)) reading.trouble.escape.jump();
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != std::size_t{size.width} * bytes_per_pixel)
    png_error(png, "rows have a wrong size");
}

void on_row(png_structp png, png_bytep row, png_uint_32 number, int /*pass*/) {
  PngReading& reading = reading_of(png);
  if (row == nullptr || number >= reading.picture.size.height) return;  // a pass without pixels in this row
  png_progressive_combine_row(png, reading.picture.row(number), row);
}

// libpng only warns about missing pixels.
void on_end(png_structp png, png_infop info) {
  constexpr int passes = 7;
  const bool is_interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  reading_of(png).is_whole = is_interlaced ? png_get_current_pass_number(png) == passes
                                           : png_get_current_row_number(png) == png_get_image_height(png, info);
}

// Names with their terminators, as libpng expects them. These chunks are skipped without unpacking: profiles and texts
// are compressed, and nobody needs their content.
constexpr std::string_view skipped_chunks(
    "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt\0", 17 * 5);

void read_all(PngReading& reading, std::string_view bytes) {
  png_structp png = reading.png;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // on_header has our own limits, with better messages
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, reinterpret_cast<png_const_bytep>(skipped_chunks.data()),
                              static_cast<int>(skipped_chunks.size() / 5));
  png_set_progressive_read_fn(png, &reading, &on_header, &on_row, &on_end);
  // libpng requires writable bytes, but does not write to them.
  png_process_data(png, reading.info, reinterpret_cast<png_bytep>(const_cast<char*>(bytes.data())), bytes.size());
}

}  // namespace

Result<Picture> decode_png(std::string_view bytes, const Bounds& bounds) {
  PngReading reading(bounds);
  reading.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading.trouble, &on_error, &on_warning);
  if (reading.png == nullptr) throw std::bad_alloc();
  reading.info = png_create_info_struct(reading.png);
  if (reading.info == nullptr) throw std::bad_alloc();
  const bool is_read = reading.trouble.escape.run([&] { read_all(reading, bytes); });
  if (reading.refusal) return std::unexpected(*std::move(reading.refusal));
  if (!is_read) return std::unexpected(damaged(reading.trouble));
  if (!reading.is_whole)
    return std::unexpected(Error{Error::Code::truncated, "The PNG ends before its image does. Send the whole file."});
  return turn_upright(std::move(reading.picture), find_orientation_in_png(bytes));
}

// ---- writing --------------------------------------------------------------------------------------------------------

namespace {

struct Writing {
  Writing() = default;
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() { png_destroy_write_struct(&png, &info); }

  png_structp png = nullptr;
  png_infop info = nullptr;
  Trouble trouble;
  std::string bytes;
};

bool append(std::string& out, const char* bytes, std::size_t size) {
  try {
    out.append(bytes, size);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void on_bytes(png_structp png, png_bytep bytes, std::size_t size) {
  auto& writing = *static_cast<Writing*>(png_get_io_ptr(png));
  if (!append(writing.bytes, reinterpret_cast<const char*>(bytes), size)) png_error(png, "no memory");
}

void on_flush(png_structp) {}

bool is_opaque(const Picture& picture) {
  for (std::size_t at = bytes_per_pixel - 1; at < picture.bytes.size(); at += bytes_per_pixel)
    if (picture.bytes[at] != 0xff) return false;
  return true;
}

void write_all(Writing& writing, const Picture& picture, bool with_alpha) {
  png_structp png = writing.png;
  png_set_write_fn(png, &writing, &on_bytes, &on_flush);
  png_set_IHDR(png, writing.info, picture.size.width, picture.size.height, 8,
               with_alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, writing.info);
  if (!with_alpha) png_set_filler(png, 0, PNG_FILLER_AFTER);  // omits the alpha of each pixel
  for (std::size_t y = 0; y < picture.size.height; ++y) png_write_row(png, picture.row(y));
  png_write_end(png, nullptr);
}

}  // namespace

Result<std::string> encode_png(const Picture& picture) {
  Writing writing;
  writing.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writing.trouble, &on_error, &on_warning);
  if (writing.png == nullptr) throw std::bad_alloc();
  writing.info = png_create_info_struct(writing.png);
  if (writing.info == nullptr) throw std::bad_alloc();
  const bool with_alpha = !is_opaque(picture);
  if (!writing.trouble.escape.run([&] { write_all(writing, picture, with_alpha); }))
    return std::unexpected(Error{Error::Code::no_memory,
                                 fmt::format("The image could not be written: {}.", writing.trouble.words.data())});
  return std::move(writing.bytes);
}

}  // namespace connectory::image
