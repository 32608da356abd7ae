#include "image/decode.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "image/png_codec.h"

namespace connectory::image {
namespace {

namespace limits = base::limits;
using Code = Error::Code;

Picture speckled(Size size, bool is_opaque) {
  Picture picture(size);
  std::uint32_t noise = 1;
  for (std::uint8_t& byte : picture.bytes)
    byte = static_cast<std::uint8_t>((noise = noise * 1664525 + 1013904223) >> 24U);
  for (std::size_t at = 3; is_opaque && at < picture.bytes.size(); at += bytes_per_pixel) picture.bytes[at] = 255;
  return picture;
}

TEST(Png, GivesBackThePixelsThatWereWritten) {
  for (const Size size : {Size{1, 1}, Size{7, 3}, Size{512, 512}, Size{1, 300}})
    for (const bool is_opaque : {false, true}) {
      const Picture picture = speckled(size, is_opaque);
      const auto written = encode_png(picture);
      ASSERT_TRUE(written.has_value());
      const auto read = decode(*written, limits::logo_edge_max);
      ASSERT_TRUE(read.has_value()) << read.error().detail;
      EXPECT_EQ(read->size, picture.size);
      EXPECT_EQ(read->bytes, picture.bytes);
    }
}

TEST(Png, LeavesTheAlphaOfAnOpaquePictureOut) {
  constexpr std::size_t colour_type_at = 25;
  EXPECT_EQ(encode_png(speckled({2, 2}, true))->at(colour_type_at), 2);
  EXPECT_EQ(encode_png(speckled({2, 2}, false))->at(colour_type_at), 6);
}

TEST(Decode, RefusesWhatIsNoImage) {
  const std::string good = *encode_png(speckled({20, 20}, false));
  const auto changed = [&](std::size_t at) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
  };
  struct Case {
    const char* name;
    std::string bytes;
    Code code;
  };
  const Case cases[] = {
      {"nothing", "", Code::unknown_format},
      {"text", "<svg xmlns='http://www.w3.org/2000/svg'/>", Code::unknown_format},
      {"a GIF", "GIF89a, and more", Code::unknown_format},
      {"half a signature", good.substr(0, 4), Code::unknown_format},
      {"a PNG behind a space", " " + good, Code::unknown_format},
      {"a signature alone", good.substr(0, 8), Code::truncated},
      {"a header alone", good.substr(0, 33), Code::truncated},
      {"half the pixels", good.substr(0, good.size() / 2), Code::truncated},
      {"no end", good.substr(0, good.size() - 12), Code::truncated},
      {"another width", changed(19), Code::damaged},
      {"another pixel", changed(good.size() / 2), Code::damaged},
      {"the beginning of a JPEG", "\xff\xd8\xff", Code::truncated},
      {"a JPEG of no image", "\xff\xd8\xff\xd9", Code::damaged},
      {"a JPEG that is text", "\xff\xd8\xff and so on", Code::damaged},
  };
  for (const Case& one : cases) {
    const auto read = decode(one.bytes, limits::logo_edge_max);
    ASSERT_FALSE(read.has_value()) << one.name;
    EXPECT_EQ(static_cast<int>(read.error().code), static_cast<int>(one.code))
        << one.name << ": " << read.error().detail;
    EXPECT_TRUE(read.error().detail.ends_with('.')) << read.error().detail;
  }
}

TEST(Decode, TakesWhatIsWithinItsBounds) {
  const std::string wide = *encode_png(speckled({30, 20}, false));
  EXPECT_TRUE(decode(wide, 512, {.edge_max = 30, .pixels_max = 600}).has_value());
  for (const Bounds bounds : {Bounds{.edge_max = 29, .pixels_max = 600}, Bounds{.edge_max = 30, .pixels_max = 599}}) {
    const auto read = decode(wide, 512, bounds);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code, Code::too_large);
    EXPECT_TRUE(read.error().detail.contains("30 x 20")) << read.error().detail;
  }
}

TEST(Decode, DropsWhatStandsBehindTheEnd) {
  const Picture picture = speckled({5, 5}, false);
  const auto read = decode(*encode_png(picture) + "<script>alert(1)</script>", 512);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->bytes, picture.bytes);
}

}  // namespace
}  // namespace connectory::image
