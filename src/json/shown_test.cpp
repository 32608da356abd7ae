#include "json/shown.h"

#include <gtest/gtest.h>

#include "json/utf8.h"

namespace connectory::json {
namespace {

TEST(Shown, IsShortOnOneLineAndHarmless) {
  struct Case {
    std::string_view what;
    std::string text;
    std::string shown;
  };
  const std::string sixty(60, 'x');
  const Case cases[] = {
      {"nothing", "", ""},
      {"a word", "clicks", "clicks"},
      {"other scripts", "\xe5\xb9\xbf\xe5\x91\x8a \xf0\x9f\x90\x9d", "\xe5\xb9\xbf\xe5\x91\x8a \xf0\x9f\x90\x9d"},
      {"as long as may be", sixty, sixty},
      {"too long", sixty + "y", sixty + "..."},
      {"too long, and a character over the limit", std::string(59, 'x') + "\xc3\xa9y",
       std::string(59, 'x') + "\xc3\xa9..."},
      {"a line break", "a\nb\r\tc", "a\\nb\\r\\tc"},
      {"a command to a terminal", "\x1b[31mred\x7f", "\\u001b[31mred\\u007f"},
      {"a null character", std::string("a\0b", 3), "a\\u0000b"},
      {"bytes that are not UTF-8", "a\xff\xc3(", "a\\xff\\xc3("},
      {"a character cut off", "a\xe5\xb9", "a\\xe5\\xb9"},
  };
  for (const auto& [what, text, shown] : cases) EXPECT_EQ(json::shown(text), shown) << what;
}

TEST(Shown, IsAlwaysUtf8) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const std::string two = {static_cast<char>(first), static_cast<char>(second)};
      EXPECT_TRUE(is_utf8(shown(two))) << first << ' ' << second;
    }
}

}  // namespace
}  // namespace connectory::json
