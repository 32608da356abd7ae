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

}  // namespace
}  // namespace connectory::json
