#include "api/api.h"

#include <set>

#include <gtest/gtest.h>

#include "api/answer_cache.h"
#include "api/router.h"
#include "json/document.h"

namespace connectory::api {
namespace {

TEST(Router, FindsRoutesAndTheirValues) {
  const Router router(routes());
  const auto found = router.find(net::Method::get, "/v1/teams/42/connector_builder/connectors/T3S70");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.route->operation_id, "getConnector");
  EXPECT_EQ(found.values.values[0], "42");
  EXPECT_EQ(found.values.values[1], "T3S70");
  EXPECT_EQ(router.find(net::Method::head, "/v1/teams/42").route->operation_id, "getTeam");
  EXPECT_EQ(router.find(net::Method::get, "/v1/teams/42/connector_builder/connectors/").route->operation_id,
            "listConnectors");
  const auto wrong = router.find(net::Method::patch, "/v1/teams/42");
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.allow, "GET, HEAD, OPTIONS");
  for (const char* path : {"", "/", "//", "/v1", "/v1/teams//users", "/v1/teams/42/users/7", "/V1/teams/42"})
    EXPECT_TRUE(router.find(net::Method::get, path).allow.empty()) << path;
}

TEST(Routes, CallsThatChangeAConnectorAreWrittenIntoItsLog) {
  for (const Route& route : routes()) {
    const bool changes_connector =
        route.scope && service::name_of(*route.scope).ends_with("_write") && route.path.contains("/connector_builder/");
    const bool has_log = route.operation_id != "deleteConnector";  // which goes with the connector
    EXPECT_EQ(!route.event.empty(), changes_connector && has_log) << route.operation_id;
  }
}

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

TEST(OpenApi, IsJsonInBothForms) {
  const auto document = json::Document::parse(openapi_json("https://example.com"));
  ASSERT_TRUE(document.has_value()) << document.error().detail;
  EXPECT_EQ(document->root().find("openapi")->string(), "3.1.0");
  EXPECT_TRUE(openapi_yaml("").starts_with("\"openapi\": \"3.1.0\"\n"));
}

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

SharedAnswer answer(std::size_t bytes) {
  return std::make_shared<const CachedAnswer>(Tag("\"e\""), std::string(bytes, 'x'));
}

TEST(AnswerCache, DoesNotKeepWhatWasMadeBeforeAChange) {
  AnswerCache cache(64 << 20U);
  const store::TeamId team(1);
  const std::string key = AnswerCache::connector_key(team, "A");
  const auto ticket = cache.ticket(key);
  const store::Change change{store::Change::Kind::connector, team, "A"};
  cache.forget(&change);
  cache.put(key, ticket, answer(10));
  EXPECT_EQ(cache.find(key), nullptr);
  cache.put(key, cache.ticket(key), answer(10));
  EXPECT_NE(cache.find(key), nullptr);
  cache.forget(&change);
  EXPECT_EQ(cache.find(key), nullptr);
}

TEST(AnswerCache, AChangeTakesListsAndPackedBodiesWithIt) {
  AnswerCache cache(64 << 20U);
  const store::TeamId team(1);
  std::vector<std::string> keys = {AnswerCache::connector_key(team, "A"), AnswerCache::list_key(team, false),
                                   AnswerCache::list_key(team, true)};
  for (std::size_t i = 0; i < 3; ++i) keys.push_back(AnswerCache::gzip_key(keys[i]));
  const std::string other = AnswerCache::connector_key(team, "B");
  for (const std::string& key : keys) cache.put(key, cache.ticket(key), answer(10));
  cache.put(other, cache.ticket(other), answer(10));
  const store::Change change{store::Change::Kind::connector, team, "A"};
  cache.forget(&change);
  for (const std::string& key : keys) EXPECT_EQ(cache.find(key), nullptr) << key;
  EXPECT_NE(cache.find(other), nullptr);
  cache.forget(nullptr);
  EXPECT_EQ(cache.find(other), nullptr);
  EXPECT_EQ(cache.counters().bytes, 0);
}

TEST(AnswerCache, AnImageGoesWithItsLogo) {
  AnswerCache cache(64 << 20U);
  for (const std::string& key : {AnswerCache::logo_key("a"), AnswerCache::logo_key("b")})
    cache.put(key, cache.ticket(key), answer(10));
  const store::Change gone{store::Change::Kind::logo, store::TeamId(1), "a"};
  cache.forget(&gone);
  EXPECT_EQ(cache.find(AnswerCache::logo_key("a")), nullptr);
  EXPECT_NE(cache.find(AnswerCache::logo_key("b")), nullptr);
}

TEST(AnswerCache, StaysWithinItsBytes) {
  AnswerCache cache(8 << 20U);
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = AnswerCache::connector_key(store::TeamId(1), std::to_string(i));
    cache.put(key, cache.ticket(key), answer(4096));
    ASSERT_LE(cache.counters().bytes, 8 << 20);
  }
  EXPECT_GT(cache.counters().bytes, 4 << 20);
}

}  // namespace
}  // namespace connectory::api
