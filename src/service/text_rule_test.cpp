#include "service/text_rule.h"

#include <gtest/gtest.h>

namespace connectory::service {
namespace {

std::string broken(std::string_view text, const TextRule& rule) { return find_broken_rule(text, rule).value_or(""); }

TEST(TextRule, Titles) {
  const std::string longest(255, 'x');
  for (const std::string& good : {std::string("Shop"), std::string(" Shop "), std::string("\xc3\xa9"), longest})
    EXPECT_EQ(broken(good, title_rule), "") << good;
  EXPECT_EQ(broken("", title_rule), "has 0 characters; 1 to 255 are allowed");
  EXPECT_EQ(broken(longest + "x", title_rule), "has 256 characters; 1 to 255 are allowed");
  EXPECT_EQ(broken("\xff", title_rule), "must be UTF-8");
  EXPECT_EQ(broken("\xc3\xa9\nb", title_rule), "must not contain control characters; there is one at character 2");
  EXPECT_EQ(broken(" \xc2\xa0", title_rule), "must not consist of white space only");
}

TEST(TextRule, ProseMayHaveLines) {
  EXPECT_EQ(broken("", description_rule), "");
  EXPECT_EQ(broken("one\r\n\ttwo", description_rule), "");
  EXPECT_EQ(broken("one\x1b", description_rule),
            "must not contain control characters other than line breaks and tabs; there is one at character 4");
  EXPECT_EQ(broken("\n\n", description_rule), "must not consist of white space only");
}

TEST(TextRule, ValuesMayBeAnythingButTheEndOfAText) {
  EXPECT_EQ(broken(" \x01\n", secret_value_rule), "");
  EXPECT_EQ(broken(std::string("a\0b", 3), secret_value_rule), "must not contain the character U+0000");
}

}  // namespace
}  // namespace connectory::service
