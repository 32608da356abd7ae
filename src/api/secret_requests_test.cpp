#include "api/secret_requests.h"

#include <gtest/gtest.h>

#include "api/connector_requests.h"
#include "api/json_body.h"

namespace connectory::api {
namespace {

TEST(SecretRequests, AreTheNameAndTheValueThatWereSent) {
  for (const auto& [type, body] : {std::pair<std::string_view, std::string>{
                                       "application/json", R"({"secret_value":"hunter2","secret_name":"key"})"},
                                   {"application/x-www-form-urlencoded", "secret_value=hunter2&secret_name=key"}}) {
    const auto draft = parse_new_secret(type, body);
    ASSERT_TRUE(draft.has_value()) << type;
    EXPECT_EQ(draft->name, "key");
    EXPECT_EQ(draft->value.reveal(), "hunter2");
  }
  EXPECT_EQ(parse_secret_value(R"({"secret_name":"key","secret_value":"new"})")->reveal(), "new");
}

TEST(SecretRequests, ARefusalNamesThePlaceAndNotTheValue) {
  for (const char* body : {R"({"secret_value":["hunter2"]})", R"({"secret_value":"hunter2\u0000"})",
                           R"({"secret":"hunter2"})", R"({"secret_value":"hunter2)", R"(["hunter2"])"}) {
    const auto refused = parse_secret_value(body);
    ASSERT_FALSE(refused.has_value()) << body;
    EXPECT_FALSE(std::get<service::Error>(refused.error()).detail.contains("hunter2")) << body;
  }
}

TEST(ConnectorRequests, AreWhatWasSent) {
  const auto created =
      parse_create("application/json", R"({"title":"T","description":"D","connector_identifier":"ABCDE"})");
  ASSERT_TRUE(created.has_value());
  EXPECT_EQ(created->draft.name, "T");
  EXPECT_EQ(created->draft.description, "D");
  EXPECT_EQ(created->original, store::ConnectorId("ABCDE"));
  const auto change = parse_update(
      R"({"connector":{"name":"N","description":null},"configuration":{"configuration_json":{"a": 1.0},"note":"why"}})");
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(change->change.name, "N");
  ASSERT_TRUE(change->change.description.has_value());
  EXPECT_EQ(*change->change.description, std::nullopt);
  EXPECT_EQ(change->change.configuration->json, R"({"a": 1.0})");
  EXPECT_EQ(change->change.configuration->note, "why");
  EXPECT_EQ(change->configuration->raw(), R"({"a": 1.0})");
  const auto name_alone = parse_update(R"({"connector":{"name":"N"}})");
  EXPECT_FALSE(name_alone->change.description || name_alone->change.configuration || name_alone->configuration);
  EXPECT_EQ(parse_update(R"({"configuration":{"configuration_json":{},"note":""}})")->change.configuration->note,
            std::nullopt);
}

// Which numbers are whole numbers from 1, and which are not. 2^53 is the last that a double represents exactly.
TEST(JsonBody, ANumberIsWholeAndExact) {
  struct Case {
    const char* text = "";
    std::optional<std::int64_t> number;
    bool is_refused = false;
  };
  const Case cases[] = {
      {"1", 1, false},
      {"2.0", 2, false},
      {"2e3", 2000, false},
      {"9007199254740992.0", 9'007'199'254'740'992, false},
      {"9007199254740994.0", {}, true},
      {"9223372036854775807", INT64_MAX, false},
      {"9223372036854775808", {}, true},
      {"1e19", {}, true},
      {"1e400", {}, true},
      {"0", {}, true},
      {"0.0", {}, true},
      {"-1", {}, true},
      {"1.5", {}, true},
      {"true", {}, true},
      {R"("1")", {}, true},
      {"null", {}, false},
  };
  for (const Case& one : cases) {
    const auto document = parse_object(std::string("{\"n\":") + one.text + "}");
    ASSERT_TRUE(document.has_value()) << one.text;
    BodyProblems problems;
    EXPECT_EQ(number_member(problems, document->root(), "n", "/n"), one.number) << one.text;
    EXPECT_EQ(problems.is_empty(), !one.is_refused) << one.text;
  }
}

TEST(JsonBody, EachProblemIsNamedOnce) {
  const auto document = parse_object("{\"a\": 1,\n \"b\": \"x\", \"colour\": 2}");
  ASSERT_TRUE(document.has_value());
  BodyProblems problems;
  EXPECT_TRUE(problems.is_empty());
  EXPECT_FALSE(string_member(problems, document->root(), "a", "/a").has_value());
  EXPECT_FALSE(boolean_member(problems, document->root(), "b", "/b").has_value());
  constexpr std::array<std::string_view, 3> known = {"a", "b", "color"};
  refuse_unknown_members(problems, document->root(), known);
  EXPECT_EQ(std::get<service::Error>(problems.refusal().error()).detail,
            "3 problems: /a must be a string, not a number (line 1, column 7); /b must be true or false, not a string "
            "(line 2, column 7); /colour is unknown; did you mean color? (line 2, column 12).");
}

TEST(JsonBody, TextsHaveTheirBounds) {
  const auto is_taken = [](std::string_view text) {
    BodyProblems problems;
    check_text(problems, "/t", text, {2, 3, service::TextRule::Form::value});
    return problems.is_empty();
  };
  EXPECT_TRUE(is_taken("ab"));
  EXPECT_TRUE(is_taken("abc"));
  EXPECT_TRUE(is_taken("äöü"));
  EXPECT_FALSE(is_taken("a"));
  EXPECT_FALSE(is_taken("abcd"));
  EXPECT_FALSE(is_taken("ab\xff"));
  EXPECT_FALSE(is_taken(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace connectory::api
