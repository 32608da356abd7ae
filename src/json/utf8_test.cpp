#include "json/utf8.h"

#include <gtest/gtest.h>

namespace connectory::json {
namespace {

TEST(Utf8, CutsBetweenCodePoints) {
  struct Case {
    std::string_view name;
    std::string_view text;
    std::size_t points;
    std::string_view beginning;
  };
  const Case cases[] = {
      {"all of it", "abc", 5, "abc"},
      {"exactly all of it", "abc", 3, "abc"},
      {"ASCII", "abc", 2, "ab"},
      {"more bytes than points, and yet whole", "é🚀", 2, "é🚀"},
      {"not within a character", "é🚀x", 2, "é🚀"},
      {"the first of two", "🚀🚀", 1, "🚀"},
      {"nothing", "🚀", 0, ""},
      {"of nothing", "", 3, ""},
  };
  for (const Case& one : cases) EXPECT_EQ(first_code_points(one.text, one.points), one.beginning) << one.name;
}

TEST(Utf8, FindsControlCharacters) {
  struct Case {
    std::string_view text;
    std::optional<std::size_t> in_one_line;
    std::optional<std::size_t> in_several;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"", {}, {}},
      {"plain \xc3\xa9 \xf0\x9f\x9a\x80", {}, {}},
      {"a\tb", 1, {}},
      {"a\r\nb", 1, {}},
      {"a\0b"sv, 1, 1},
      {"\x1b[31m", 0, 0},
      {"ab\x7f", 2, 2},
      {"\xc2\x80", 0, 0},
      {"\xc3\xa9\xc2\x9f", 2, 2},
      {"\xc2\xa0", {}, {}},
      {"a\xe2\x80\xa8", 1, 1},
      {"a\xe2\x80\xa9", 1, 1},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(find_control(one.text, Lines::one), one.in_one_line) << one.text;
    EXPECT_EQ(find_control(one.text, Lines::several), one.in_several) << one.text;
  }
}

TEST(Utf8, ABlankTextShowsNothing) {
  for (const char* blank : {"", " ", " \t\n", "\xc2\xa0", "\xe2\x80\x83\xe3\x80\x80", "\xe2\x80\x8b", "\xef\xbb\xbf"})
    EXPECT_TRUE(is_blank(blank)) << blank;
  for (const char* seen : {"a", " a ", "\xc3\xa9", "\xe2\x80\x94", "\xf0\x9f\x9a\x80"})
    EXPECT_FALSE(is_blank(seen)) << seen;
}

// RFC 3629, section 4: the first and the last of each row, and their neighbours outside it.
TEST(Utf8, IsWellFormedOrItsFirstWrongByteIsNamed) {
  struct Case {
    std::string_view text;
    std::optional<std::size_t> wrong_at;
  };
  const Case cases[] = {
      {"\x7f", {}},
      {"\xc2\x80", {}},
      {"\xdf\xbf", {}},
      {"\xe0\xa0\x80", {}},
      {"\xec\xbf\xbf", {}},
      {"\xed\x9f\xbf", {}},
      {"\xee\x80\x80", {}},
      {"\xef\xbf\xbf", {}},
      {"\xf0\x90\x80\x80", {}},
      {"\xf4\x8f\xbf\xbf", {}},
      {"", {}},
      {"a\x80", 1},
      {"a\xc1\xbf", 1},
      {"a\xc2", 1},
      {"a\xc2\x7f", 1},
      {"a\xc2\xc0", 1},
      {"a\xe0\x9f\xbf", 1},
      {"a\xe1\x80", 1},
      {"a\xe1\x80\x7f", 1},
      {"a\xed\xa0\x80", 1},
      {"a\xf0\x8f\xbf\xbf", 1},
      {"a\xf1\x80\x80", 1},
      {"a\xf1\x80\x80\xc0", 1},
      {"a\xf4\x90\x80\x80", 1},
      {"a\xf5\x80\x80\x80", 1},
      {"\xc3\xa9\xff", 2},
      {"\xff", 0},
      {"\xe2\x82\xac\xfe", 3},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(find_invalid_utf8(one.text), one.wrong_at) << one.text;
    EXPECT_EQ(is_utf8(one.text), !one.wrong_at) << one.text;
  }
}

TEST(Utf8, IsWrittenAndCountedByCodePoint) {
  for (const auto& [point, text] : {std::pair<std::uint32_t, std::string_view>{0x41, "A"},
                                    {0x7f, "\x7f"},
                                    {0x80, "\xc2\x80"},
                                    {0x7ff, "\xdf\xbf"},
                                    {0x800, "\xe0\xa0\x80"},
                                    {0xffff, "\xef\xbf\xbf"},
                                    {0x10000, "\xf0\x90\x80\x80"},
                                    {0x10ffff, "\xf4\x8f\xbf\xbf"}}) {
    std::string out;
    append_utf8(out, point);
    EXPECT_EQ(out, text) << point;
    EXPECT_EQ(count_code_points(out + "a" + out), 3U);
  }
}

}  // namespace
}  // namespace connectory::json
