#include "text/charset.h"

#include <set>

#include <gtest/gtest.h>

namespace connectory::text {
namespace {

TEST(Charset, IsFoundByItsNameInAnyCase) {
  std::set<std::string_view> names;
  for (const std::string_view name : charset_names()) {
    EXPECT_TRUE(names.insert(name).second) << name;
    ASSERT_TRUE(find_charset(name)) << name;
    EXPECT_EQ(name_of(*find_charset(name)), name);
  }
  EXPECT_EQ(find_charset("utf-8"), Charset::utf_8);
  EXPECT_EQ(find_charset("SHIFT_JIS"), Charset::shift_jis);
  EXPECT_EQ(find_charset("iso-8859-15"), Charset::iso_8859_15);
}

TEST(Charset, HasLabels) {
  EXPECT_EQ(find_charset("Latin1"), Charset::iso_8859_1);
  EXPECT_EQ(find_charset("cp1251"), Charset::windows_1251);
  EXPECT_EQ(find_charset("gb2312"), Charset::gbk);
  EXPECT_EQ(find_charset("utf-7"), std::nullopt);
  EXPECT_EQ(find_charset(""), std::nullopt);
}

}  // namespace
}  // namespace connectory::text
