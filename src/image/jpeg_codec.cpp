#include "image/jpeg_codec.h"

#include <array>
#include <cstdio>  // jpeglib.h needs FILE, but does not include it
#include <jerror.h>
#include <jpeglib.h>
#include <new>

#include <fmt/format.h>

#include "base/limits.h"
#include "image/escape_impl.h"
#include "image/orientation.h"

namespace connectory::image {
namespace {

namespace limits = base::limits;

// Twice the coefficients of the largest image in four colours. If libjpeg needs more, it ends with an error.
constexpr long library_bytes_max = 256 * 1024 * 1024;

// The functions below are called by libjpeg, and a jump may leave their frames, so they must not have destructors.
struct JpegReading {
  JpegReading() = default;
  JpegReading(const JpegReading&) = delete;
  JpegReading& operator=(const JpegReading&) = delete;
  ~JpegReading() { jpeg_destroy_decompress(&jpeg); }

  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_source_mgr source{};
  jpeg_progress_mgr progress{};
  Escape escape;
  Error::Code code = Error::Code::damaged;
  std::array<char, JMSG_LENGTH_MAX> words{};
};

JpegReading& reading_of(j_common_ptr jpeg) { return *static_cast<JpegReading*>(jpeg->client_data); }
JpegReading& reading_of(j_decompress_ptr jpeg) { return *static_cast<JpegReading*>(jpeg->client_data); }

[[noreturn]] void on_error(j_common_ptr jpeg) {
  JpegReading& reading = reading_of(jpeg);
  jpeg->err->format_message(jpeg, reading.words.data());
  if (jpeg->err->msg_code == JERR_OUT_OF_MEMORY) reading.code = Error::Code::no_memory;
  if (jpeg->err->msg_code == JERR_NO_BACKING_STORE) reading.code = Error::Code::too_large;
  reading.escape.jump();
}

// libjpeg only warns about damage and continues with grey. Only the warnings listed here do not affect the pixels.
void on_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  const int code = jpeg->err->msg_code;
  if (code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return;
  on_error(jpeg);
}

void on_output(j_common_ptr) {}

void on_begin(j_decompress_ptr) {}
void on_end(j_decompress_ptr) {}

[[noreturn]] void end_truncated(JpegReading& reading) {
  reading.code = Error::Code::truncated;
  reading.escape.jump();
}

boolean on_empty(j_decompress_ptr jpeg) { end_truncated(reading_of(jpeg)); }

void on_skip(j_decompress_ptr jpeg, long count) {
  if (count <= 0) return;
  if (static_cast<std::size_t>(count) > jpeg->src->bytes_in_buffer) end_truncated(reading_of(jpeg));
  jpeg->src->next_input_byte += count;
  jpeg->src->bytes_in_buffer -= static_cast<std::size_t>(count);
}

// Each scan of a progressive image goes over all pixels, but an attacker can request one with a few bytes.
void on_progress(j_common_ptr jpeg) {
  const auto* decompress = reinterpret_cast<const jpeg_decompress_struct*>(jpeg);
  if (decompress->input_scan_number <= limits::jpeg_scans_max) return;
  JpegReading& reading = reading_of(jpeg);
  reading.code = Error::Code::too_costly;
  reading.escape.jump();
}

void read_header(JpegReading& reading, std::string_view bytes) {
  jpeg_decompress_struct& jpeg = reading.jpeg;
  jpeg.err = jpeg_std_error(&reading.errors);
  reading.errors.error_exit = &on_error;
  reading.errors.emit_message = &on_message;
  reading.errors.output_message = &on_output;
  jpeg.client_data = &reading;
  jpeg_create_decompress(&jpeg);  // keeps err and client_data
  jpeg.mem->max_memory_to_use = library_bytes_max;
  reading.progress.progress_monitor = &on_progress;
  jpeg.progress = &reading.progress;
  reading.source.next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
  reading.source.bytes_in_buffer = bytes.size();
  reading.source.init_source = &on_begin;
  reading.source.fill_input_buffer = &on_empty;
  reading.source.skip_input_data = &on_skip;
  reading.source.resync_to_restart = &jpeg_resync_to_restart;
  reading.source.term_source = &on_end;
  jpeg.src = &reading.source;
  jpeg_read_header(&jpeg, TRUE);
}

bool is_cmyk(const jpeg_decompress_struct& jpeg) {
  return jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
}

void choose_output(JpegReading& reading, std::uint32_t edge_wanted) {
  jpeg_decompress_struct& jpeg = reading.jpeg;
  jpeg.out_color_space = is_cmyk(jpeg) ? JCS_CMYK : JCS_EXT_RGBA;
  jpeg.scale_num = 1;
  const std::uint32_t edge = Size{jpeg.image_width, jpeg.image_height}.long_edge();
  for (jpeg.scale_denom = 8; jpeg.scale_denom > 1 && edge / jpeg.scale_denom < edge_wanted;) jpeg.scale_denom /= 2;
  jpeg_calc_output_dimensions(&jpeg);
}

// Converts CMYK to RGB. Adobe's programs store the inks inverted, and mark such files.
void mix_inks(std::uint8_t* row, std::uint32_t width, bool is_inverted) {
  for (std::uint8_t* pixel = row; pixel != row + std::size_t{width} * bytes_per_pixel; pixel += bytes_per_pixel) {
    const unsigned invert = is_inverted ? 0 : 255;
    const unsigned black = pixel[3] ^ invert;
    for (std::size_t ink = 0; ink < 3; ++ink)
      pixel[ink] = static_cast<std::uint8_t>(((pixel[ink] ^ invert) * black + 127) / 255);
    pixel[3] = 0xff;
  }
}

void read_pixels(JpegReading& reading, Picture& picture) {
  jpeg_decompress_struct& jpeg = reading.jpeg;
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_width != picture.size.width || jpeg.output_height != picture.size.height ||
      static_cast<std::size_t>(jpeg.output_components) != bytes_per_pixel)
    ERREXIT(&jpeg, JERR_BAD_BUFFER_MODE);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = picture.row(jpeg.output_scanline);
    jpeg_read_scanlines(&jpeg, &row, 1);
    if (is_cmyk(jpeg)) mix_inks(row, jpeg.output_width, jpeg.saw_Adobe_marker != 0);
  }
}

Error refusal_of(const JpegReading& reading) {
  switch (reading.code) {
    case Error::Code::truncated: return {reading.code, "The JPEG ends before its image does. Send the whole file."};
    case Error::Code::too_costly:
      return {reading.code, fmt::format("The JPEG has more than {} scans. Save it again.", limits::jpeg_scans_max)};
    case Error::Code::too_large: return {reading.code, "The JPEG takes too much memory. Make it smaller."};
    case Error::Code::no_memory: return Error::no_memory();
    case Error::Code::unknown_format:
    case Error::Code::damaged: break;
  }
  return {Error::Code::damaged,
          fmt::format("The JPEG is damaged, or of an unsupported kind: {}. Save it again as baseline or "
                      "progressive JPEG, or as PNG.",
                      reading.words.data())};
}

}  // namespace

Result<Picture> decode_jpeg(std::string_view bytes, std::uint32_t edge_wanted, const Bounds& bounds) {
  JpegReading reading;
  if (!reading.escape.run([&] { read_header(reading, bytes); })) return std::unexpected(refusal_of(reading));
  if (auto refusal = refuse_size({reading.jpeg.image_width, reading.jpeg.image_height}, bounds))
    return std::unexpected(*std::move(refusal));
  if (!reading.escape.run([&] { choose_output(reading, edge_wanted); })) return std::unexpected(refusal_of(reading));
  Picture picture({reading.jpeg.output_width, reading.jpeg.output_height});
  if (!reading.escape.run([&] { read_pixels(reading, picture); })) return std::unexpected(refusal_of(reading));
  return turn_upright(std::move(picture), find_orientation_in_jpeg(bytes));
}

}  // namespace connectory::image
