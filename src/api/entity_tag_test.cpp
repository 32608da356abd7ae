#include "api/entity_tag.h"

#include <gtest/gtest.h>

namespace connectory::api {
namespace {

TEST(EntityTag, ListsThatNameATag) {
  for (const char* list : {"*", "\"a\"", "W/\"a\"", "\"a.gz\"", "\"x\", W/\"a\"", "\"x\",\"a\",\"y\"", " , \"a\" ,"})
    EXPECT_TRUE(names_etag(list, "\"a\"")) << list;
  for (const char* list : {"", "\"b\"", "a", "\"a", "\"a\" \"b\"", "w/\"a\"", "\"aa\"", "\"a.g\"", "\"x\", *"})
    EXPECT_FALSE(names_etag(list, "\"a\"")) << list;
}

TEST(EntityTag, TheMarkOfLinksCountsForReads) {
  EXPECT_TRUE(names_etag("\"a.123456.gz\"", "\"a.123456\""));
  EXPECT_FALSE(names_etag("\"a\"", "\"a.123456\""));
  EXPECT_FALSE(names_etag("\"a.abcdef\"", "\"a.123456\""));
}

service::Result<service::Condition> condition(std::string_view if_match, std::string_view if_none_match = {}) {
  net::Request request;
  request.if_match = if_match;
  request.if_none_match = if_none_match;
  return condition_of(request);
}

TEST(EntityTag, WithoutHeadersEveryStateIsAccepted) {
  const auto none = condition({});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->holds("a"));
  EXPECT_TRUE(none->holds_without_one());
}

TEST(EntityTag, IfMatchComparesRevisionsStrongly) {
  struct Case {
    const char* list;
    bool accepts_a;
  };
  const Case cases[] = {
      {"*", true},
      {"\"a\"", true},
      {"\"a.123456\"", true},
      {"\"a.abcdef.gz\"", true},
      {"\"x\", \"a\"", true},
      {"W/\"a\"", false},
      {"\"x\"", false},
      {"W/\"x\", \"a\"", true},
      {"\"A\"", false},
      {"\"a\",\"a.1\"", true},
  };
  for (const Case& one : cases) {
    const auto made = condition(one.list);
    ASSERT_TRUE(made) << one.list;
    EXPECT_EQ(made->holds("a"), one.accepts_a) << one.list;
    EXPECT_FALSE(made->holds_without_one()) << one.list;
  }
}

TEST(EntityTag, AnIfMatchThatIsNoListIsRefused) {
  for (const char* list : {"", " ", ",", "a", "\"a", "\"a\" \"b\"", "*, \"a\"", "W/a", "**"}) {
    const auto made = condition(list);
    ASSERT_FALSE(made) << list;
    EXPECT_EQ(std::get<service::Error>(made.error()).code, service::Error::Code::invalid_request) << list;
  }
}

TEST(EntityTag, IfNoneMatchRefusesWhatItNames) {
  EXPECT_FALSE(condition({}, "*")->holds("a"));
  EXPECT_TRUE(condition({}, "*")->holds_without_one());
  EXPECT_FALSE(condition({}, "\"a.123456\"")->holds("a"));
  EXPECT_FALSE(condition({}, "W/\"a\"")->holds("a"));
  EXPECT_TRUE(condition({}, "\"b\"")->holds("a"));
  EXPECT_TRUE(condition({}, "")->holds("a"));
}

}  // namespace
}  // namespace connectory::api
