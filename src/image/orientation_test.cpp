#include "image/orientation.h"

#include <string>

#include <gtest/gtest.h>

namespace connectory::image {
namespace {

// A picture whose pixels are letters, row by row: `abc/def`.
Picture letters(std::string_view text) {
  const auto width = static_cast<std::uint32_t>(text.find('/'));
  Picture picture({width, static_cast<std::uint32_t>((text.size() + 1) / (width + 1))});
  std::size_t at = 0;
  for (const char letter : text) {
    if (letter == '/') continue;
    picture.bytes[at] = static_cast<std::uint8_t>(letter);
    at += bytes_per_pixel;
  }
  return picture;
}

std::string text_of(const Picture& picture) {
  std::string text;
  for (std::size_t y = 0; y < picture.size.height; ++y) {
    if (y > 0) text.push_back('/');
    for (std::size_t x = 0; x < picture.size.width; ++x)
      text.push_back(static_cast<char>(picture.row(y)[x * bytes_per_pixel]));
  }
  return text;
}

TEST(Orientation, TurnsUpright) {
  struct Case {
    Orientation orientation;
    const char* upright;
  };
  const Case cases[] = {
      {Orientation::upright, "abc/def"},      {Orientation::mirrored, "cba/fed"},
      {Orientation::turned_180, "fed/cba"},   {Orientation::flipped, "def/abc"},
      {Orientation::transposed, "ad/be/cf"},  {Orientation::turned_right, "da/eb/fc"},
      {Orientation::transversed, "fc/eb/da"}, {Orientation::turned_left, "cf/be/ad"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(text_of(turn_upright(letters("abc/def"), one.orientation)), one.upright)
        << static_cast<int>(one.orientation);
}

// One entry of an EXIF directory, big-endian: tag, type, count, value.
std::string exif(std::string_view entry, std::string_view head = std::string_view("MM\0*\0\0\0\x08\0\x01", 10)) {
  return std::string(head) + std::string(entry) + std::string(4, '\0');
}

TEST(Orientation, IsReadFromExif) {
  struct Case {
    const char* name;
    std::string exif;
    int orientation;
  };
  const std::string_view big("\x01\x12\0\x03\0\0\0\x01\0\x06\0\0", 12);
  const std::string_view little("\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", 12);
  const Case cases[] = {
      {"big-endian", exif(big), 6},
      {"little-endian", exif(little, std::string_view("II*\0\x08\0\0\0\x01\0", 10)), 6},
      {"behind another entry",
       exif(std::string("\x01\x0f\0\x02\0\0\0\x04"
                        "abc\0",
                        12) +
                std::string(big),
            std::string_view("MM\0*\0\0\0\x08\0\x02", 10)),
       6},
      {"nothing", "", 1},
      {"another order mark", exif(big, std::string_view("XX\0*\0\0\0\x08\0\x01", 10)), 1},
      {"another magic number", exif(big, std::string_view("MM\0+\0\0\0\x08\0\x01", 10)), 1},
      {"a directory after the end", exif(big, std::string_view("MM\0*\xff\xff\xff\xff\0\x01", 10)), 1},
      {"more entries than there are",
       exif(std::string_view("\x01\x0f\0\x02\0\0\0\x04"
                             "abc\0",
                             12),
            std::string_view("MM\0*\0\0\0\x08\xff\xff", 10)),
       1},
      {"as a 32-bit number", exif(std::string_view("\x01\x12\0\x04\0\0\0\x01\0\0\0\x06", 12)), 1},
      {"zero", exif(std::string_view("\x01\x12\0\x03\0\0\0\x01\0\0\0\0", 12)), 1},
      {"nine", exif(std::string_view("\x01\x12\0\x03\0\0\0\x01\0\x09\0\0", 12)), 1},
      {"cut short", exif(big).substr(0, 18), 1},
  };
  for (const Case& one : cases) EXPECT_EQ(static_cast<int>(parse_orientation(one.exif)), one.orientation) << one.name;
}

TEST(Orientation, IsFoundInItsFormat) {
  const std::string found = exif(std::string_view("\x01\x12\0\x03\0\0\0\x01\0\x08\0\0", 12));  // 26 bytes
  ASSERT_EQ(found.size(), 26U);
  const std::string start = "\xff\xd8";
  const std::string comment(
      "\xff\xfe\0\x05"
      "abc",
      7);
  const std::string mark(
      "\xff\xe1\0\x22"
      "Exif\0\0",
      10);
  const std::string scan("\xff\xda\0\x02", 4);
  struct Case {
    const char* name;
    std::string jpeg;
    int orientation;
  };
  const Case cases[] = {
      {"at the beginning", start + mark + found, 8},
      {"behind a comment and fill bytes", start + comment + "\xff\xff" + mark + found, 8},
      {"another kind of application segment", start + "\xff\xe2" + mark.substr(2) + found, 1},
      {"behind the scan", start + scan + mark + found, 1},
      {"in a segment without a length", start + "\xff\xe1", 1},
      {"after a length of zero", start + std::string("\xff\xfe\0\0", 4) + mark + found, 1},
      {"after bytes that are not a marker", start + "x" + mark + found, 1},
      {"nowhere", start + comment, 1},
      {"of nothing", "", 1},
  };
  for (const Case& one : cases)
    EXPECT_EQ(static_cast<int>(find_orientation_in_jpeg(one.jpeg)), one.orientation) << one.name;

  const std::string signature(8, 's');
  const std::string text("\0\0\0\x02tEXtabcrc!", 14);
  const std::string chunk = std::string(
                                "\0\0\0\x1a"
                                "eXIf",
                                8) +
                            found + "crc!";
  EXPECT_EQ(find_orientation_in_png(signature + text + chunk), Orientation::turned_left);
  EXPECT_EQ(find_orientation_in_png(signature + std::string("\0\0\0\0IEND", 8) + "crc!" + chunk), Orientation::upright);
  EXPECT_EQ(find_orientation_in_png(signature + "\xff\xff\xff\xff" + chunk), Orientation::upright);
  EXPECT_EQ(find_orientation_in_png(""), Orientation::upright);
}

}  // namespace
}  // namespace connectory::image
