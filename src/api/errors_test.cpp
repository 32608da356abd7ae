#include "api/errors.h"

#include <set>

#include <gtest/gtest.h>

#include "json/document.h"

namespace connectory::api {
namespace {

TEST(Problems, StayWithinTheContract) {
  std::set<std::string_view> codes;
  for (const ProblemFacts& facts : problems()) {
    EXPECT_TRUE(codes.insert(facts.code).second) << facts.code;
    EXPECT_LE(facts.message.size(), 255U);
    EXPECT_GE(facts.status, 400);
  }
}

TEST(Problems, DescriptionIsCutAndNeverBroken) {
  std::string description;
  for (int i = 0; i < 3000; ++i) description += "\xc3\xa9";
  const net::Response response = error_response(Problem::not_found, "12345678", description);
  const auto document = json::Document::parse(std::string(response.body_text()));
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root().find("error")->find("description")->string().size(), 2048U * 2);
  const net::Response hostile = error_response(Problem::not_found, "12345678", "\xff\xfe");
  EXPECT_FALSE(
      json::Document::parse(std::string(hostile.body_text()))->root().find("error")->find("description").has_value());
}

}  // namespace
}  // namespace connectory::api
