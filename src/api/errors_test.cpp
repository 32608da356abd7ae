#include "api/errors.h"

#include <set>

#include <gtest/gtest.h>

#include "json/document.h"

namespace connectory::api {
namespace {

TEST(Problems, StayWithinTheContract) {
  std::set<std::string_view> messages;
  for (const ProblemFacts& facts : problems()) {
    const bool is_fault_of_ours = facts.status == 500;
    EXPECT_TRUE(messages.insert(facts.message).second || is_fault_of_ours) << facts.message;
    EXPECT_LE(facts.message.size(), 255U);
    EXPECT_GE(facts.status, 400);
  }
}

TEST(Problems, AConflictSaysWhichOneItIs) {
  using store::Error;
  const auto facts = [](const service::Failure& failure) { return facts_of(problem_of(failure)); };
  const ProblemFacts exists = facts(Error::already_exists(""));
  const ProblemFacts outdated = facts(Error(Error::Code::outdated, ""));
  const ProblemFacts limit = facts(Error::limit_reached(""));
  const ProblemFacts breaking = facts(service::Error{service::Error::Code::breaking_change, ""});
  EXPECT_EQ(exists.message, "The resource already exists.");
  for (const ProblemFacts& other : {outdated, limit, breaking}) {
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(other.code, "CONFLICT_ERROR");
    EXPECT_NE(other.message, exists.message);
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
