#include "text/decoder.h"

#include <gtest/gtest.h>

#include "json/utf8.h"

namespace connectory::text {
namespace {

struct Decoded {
  std::string text;
  std::uint64_t invalid;
};

Decoded decoded(Charset charset, std::string_view bytes, std::size_t piece_size) {
  Decoder decoder(charset);
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += piece_size) decoder.append(text, bytes.substr(at, piece_size));
  decoder.finish(text);
  return {text, decoder.invalid_count()};
}

TEST(Decoder, ReadsCharsetsInPieces) {
  using enum Charset;
  struct Case {
    const char* name;
    Charset charset;
    std::string bytes;
    std::string text;
    std::uint64_t invalid = 0;
  };
  const Case cases[] = {
      {"nothing", utf_8, "", ""},
      {"UTF-8", utf_8, "a\u00e4\u20ac\U0001F600", "a\u00e4\u20ac\U0001F600"},
      {"its mark", utf_8, "\uFEFFa\uFEFF", "a\uFEFF"},
      {"a mark wins", iso_8859_1, "\uFEFF\u00e4", "\u00e4"},
      {"a mark of UTF-16", utf_8,
       std::string("\xFF\xFE"
                   "a\0\xac\x20",
                   6),
       "a\u20ac"},
      {"the other byte order", utf_16, std::string("\xFE\xFF\0a", 4), "a"},
      {"UTF-16 without a mark", utf_16le, std::string("\x3D\xD8\x00\xDE", 4), "\U0001F600"},
      {"Latin 1 with a euro sign", iso_8859_1, "\x80 caf\xe9", "\u20ac caf\u00e9"},
      {"Latin 9", iso_8859_15, "\xa4", "\u20ac"},
      {"Cyrillic", windows_1251, "\xcf\xf0\xe8", "\u041f\u0440\u0438"},
      {"Japanese", shift_jis, "\x93\xfa\x96{", "\u65e5\u672c"},
      {"a letter of Windows in it", shift_jis, "\x87\x40", "\u2460"},
      {"a charset with states", iso_2022_jp, "\x1b$BF|K\\\x1b(B!", "\u65e5\u672c!"},
      {"Korean", euc_kr, "\xc7\xd1", "\ud55c"},
      {"Chinese", gbk, "\xd6\xd0", "\u4e2d"},
      {"broken UTF-8", utf_8,
       "a\xff"
       "b\xe2\x82"
       "c\xc3",
       "a\uFFFDb\uFFFDc\uFFFD", 3},
      {"bytes that continue nothing", utf_8,
       "a\x8c\x90"
       "b",
       "a\uFFFD\uFFFDb", 2},
      {"overlong, and half a pair as UTF-8", utf_8, "\xc0\x80\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", 5},
      {"half a pair", utf_16le,
       std::string("\x3D\xD8"
                   "a\0",
                   4),
       "\uFFFDa", 1},
      {"half a unit", utf_16le, std::string("a\0b", 3), "a\uFFFD", 1},
      {"a byte that it does not have", windows_1252,
       "a\x81"
       "b",
       "a\uFFFDb", 1},
  };
  for (const Case& c : cases)
    for (const std::size_t size : {100U, 1U, 2U, 3U}) {
      const Decoded made = decoded(c.charset, c.bytes, size);
      EXPECT_EQ(made.text, c.text) << c.name << " in pieces of " << size;
      EXPECT_EQ(made.invalid, c.invalid) << c.name << " in pieces of " << size;
    }
}

TEST(Decoder, KnowsEachCharset) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string_view name : charset_names()) {
    const Decoded made = decoded(*find_charset(name), all, 7);
    EXPECT_TRUE(json::is_utf8(made.text)) << name;
    EXPECT_LT(made.invalid, 200U) << name;
    const bool has_wide_units = name.starts_with("UTF-16");
    EXPECT_EQ(made.text.find("XYZ") != std::string::npos, !has_wide_units) << name;
  }
}

}  // namespace
}  // namespace connectory::text
