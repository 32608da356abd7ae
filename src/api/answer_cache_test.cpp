#include "api/answer_cache.h"

#include <gtest/gtest.h>

namespace connectory::api {
namespace {

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

TEST(AnswerCache, CountsAnAnswerThatIsReplacedOnce) {
  AnswerCache cache(64 << 20U);
  const std::string key = AnswerCache::connector_key(store::TeamId(1), "A");
  cache.put(key, cache.ticket(key), answer(1000));
  const std::int64_t bytes = cache.counters().bytes;
  cache.put(key, cache.ticket(key), answer(3000));
  EXPECT_EQ(cache.counters().bytes, bytes + 2000);
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
