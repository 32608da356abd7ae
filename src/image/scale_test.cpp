#include "image/scale.h"

#include <array>

#include <gtest/gtest.h>

namespace connectory::image {
namespace {

using Pixel = std::array<int, bytes_per_pixel>;

Picture picture(Size size, const std::vector<Pixel>& pixels) {
  Picture made(size);
  for (std::size_t i = 0; i < made.bytes.size(); ++i)
    made.bytes[i] = static_cast<std::uint8_t>(pixels[i / bytes_per_pixel % pixels.size()][i % bytes_per_pixel]);
  return made;
}

std::vector<Pixel> pixels_of(const Picture& picture) {
  std::vector<Pixel> pixels(picture.size.pixels());
  for (std::size_t i = 0; i < picture.bytes.size(); ++i)
    pixels[i / bytes_per_pixel][i % bytes_per_pixel] = picture.bytes[i];
  return pixels;
}

constexpr Pixel black{0, 0, 0, 255};
constexpr Pixel white{255, 255, 255, 255};
constexpr Pixel red{255, 0, 0, 255};
constexpr Pixel green{0, 255, 0, 255};
constexpr Pixel clear_blue{0, 0, 255, 0};

TEST(Scale, AveragesWhatEachNewPixelCovers) {
  struct Case {
    const char* name;
    Size from;
    std::vector<Pixel> pixels;
    std::uint32_t edge;
    Size to;
    std::vector<Pixel> scaled;
  };
  const Case cases[] = {
      {"halves", {2, 2}, {black, white, white, white}, 1, {1, 1}, {{191, 191, 191, 255}}},
      {"a row", {4, 1}, {black, white, red, green}, 2, {2, 1}, {{128, 128, 128, 255}, {128, 128, 0, 255}}},
      {"three to two",
       {3, 3},
       {black, white, black},
       2,
       {2, 2},
       {{85, 85, 85, 255}, {85, 85, 85, 255}, {85, 85, 85, 255}, {85, 85, 85, 255}}},
      {"what is clear lends no colour", {2, 1}, {red, clear_blue}, 1, {1, 1}, {{255, 0, 0, 128}}},
      {"all clear", {2, 1}, {clear_blue}, 1, {1, 1}, {{0, 0, 0, 0}}},
      {"what fits stays, clear colours too", {2, 1}, {red, clear_blue}, 2, {2, 1}, {red, clear_blue}},
      {"nothing vanishes", {9, 1}, {white}, 3, {3, 1}, {white, white, white}},
  };
  for (const Case& one : cases) {
    const Picture scaled = scale_down(picture(one.from, one.pixels), one.edge);
    EXPECT_EQ(scaled.size, one.to) << one.name;
    EXPECT_EQ(pixels_of(scaled), one.scaled) << one.name;
  }
}

TEST(Scale, KeepsProportionsAndColours) {
  struct Case {
    Size from;
    Size to;
  };
  const Case cases[] = {{{1000, 500}, {512, 256}}, {{500, 1000}, {256, 512}}, {{8192, 1}, {512, 1}},
                        {{513, 513}, {512, 512}},  {{512, 512}, {512, 512}},  {{1, 8192}, {1, 512}},
                        {{8191, 13}, {512, 1}},    {{700, 699}, {512, 511}}};
  for (const Case& one : cases) {
    const Picture scaled = scale_down(picture(one.from, {{10, 200, 77, 129}}), 512);
    EXPECT_EQ(scaled.size, one.to) << one.from.width << " x " << one.from.height;
    for (const Pixel& pixel : pixels_of(scaled)) ASSERT_EQ(pixel, (Pixel{10, 200, 77, 129})) << one.from.width;
  }
}

}  // namespace
}  // namespace connectory::image
