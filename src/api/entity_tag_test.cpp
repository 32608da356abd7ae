#include "api/entity_tag.h"

#include <gtest/gtest.h>

namespace connectory::api {
namespace {

TEST(Tags, APackedBodysTagCountsAsItsPlainOnes) {
  EXPECT_TRUE(names_etag("*", "\"a\""));
  EXPECT_TRUE(names_etag("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(names_etag("\"a.gz\"", "\"a\""));
  EXPECT_FALSE(names_etag("\"b\"", "\"a\""));
  EXPECT_FALSE(names_etag("a", "\"a\""));
  EXPECT_FALSE(accepted_revisions("*").has_value());
  EXPECT_FALSE(accepted_revisions("").has_value());
  EXPECT_EQ(*accepted_revisions("\"a\", \"b.gz\""), (std::vector<std::string>{"a", "b"}));
}

TEST(Tags, AChangeDoesNotMindTheMarkOfLinks) {
  EXPECT_TRUE(names_etag("\"a.123456.gz\"", "\"a.123456\""));
  EXPECT_FALSE(names_etag("\"a\"", "\"a.123456\""));
  EXPECT_FALSE(names_etag("\"a.abcdef\"", "\"a.123456\""));
  EXPECT_EQ(*accepted_revisions("\"a.123456\", \"b.abcdef.gz\", \"c\""), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace connectory::api
