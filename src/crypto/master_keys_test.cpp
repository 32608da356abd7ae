#include "crypto/master_keys.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "crypto/base64.h"

namespace connectory::crypto {
namespace {

const std::string bytes_1(32, '\x01');
const std::string bytes_2(32, '\x02');

std::string line_of(const MasterKeys& keys, std::size_t index) {
  return "v1:" + keys.all()[index].id.value() + ":" + to_base64(keys.all()[index].key->reveal());
}

TEST(MasterKeys, AreReadBackAsTheyWereWritten) {
  base::SystemRandom random;
  const MasterKeys keys = MasterKeys(MasterKey::make(random)).with(MasterKey::make(random));
  const Secret text = keys.to_text();
  const auto read = MasterKeys::parse(text.reveal());
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->count(), 2U);
  EXPECT_EQ(read->newest().id, keys.newest().id);
  for (const MasterKey& key : keys.all()) EXPECT_EQ(read->find(key.id.value())->reveal(), key.key->reveal());
  EXPECT_EQ(read->find("mk_0000000000000000"), nullptr);
}

TEST(MasterKeys, AnIdBelongsToItsKey) {
  const MasterKey key = MasterKey::from(Key::from(bytes_1));
  EXPECT_EQ(key.id, MasterKey::from(Key::from(bytes_1)).id);
  EXPECT_NE(key.id, MasterKey::from(Key::from(bytes_2)).id);
  EXPECT_EQ(key.id.value().size(), 3U + 16U);
}

TEST(MasterKeys, ManyWaysToWriteThem) {
  const std::string one = to_base64(bytes_1);
  const std::string two = to_base64(bytes_2);
  const MasterKeys both = MasterKeys(MasterKey::from(Key::from(bytes_1))).with(MasterKey::from(Key::from(bytes_2)));
  const std::string texts[] = {
      fmt::format("{}\n{}\n", one, two),
      fmt::format("{},{}", one, two),
      fmt::format("  {} \t{}  ", one, two),
      fmt::format("# old\n{}\r\n\r\n# new\r\n{} # made today", one, two),
      fmt::format("{}\n{}", line_of(both, 0), two),
      fmt::format("{} {}", line_of(both, 0), line_of(both, 1)),
  };
  for (const std::string& text : texts) {
    const auto keys = MasterKeys::parse(text);
    ASSERT_TRUE(keys.has_value()) << text << keys.error().detail;
    EXPECT_EQ(keys->count(), 2U);
    EXPECT_EQ(keys->newest().id, both.newest().id);
  }
}

TEST(MasterKeys, WhatIsRefused) {
  const std::string one = to_base64(bytes_1);
  const MasterKeys only(MasterKey::from(Key::from(bytes_1)));
  const std::string line = line_of(only, 0);
  std::string too_many;
  for (std::size_t i = 0; i <= base::limits::master_keys_max; ++i)
    too_many += to_base64(std::string(32, static_cast<char>(i))) + "\n";
  const struct {
    const char* name;
    std::string text;
    const char* says;
  } cases[] = {
      {"nothing", "", "no master key"},
      {"only comments", "# nothing\n\n# here", "no master key"},
      {"too short", to_base64(std::string(31, 'x')), "line 1"},
      {"too long", to_base64(std::string(33, 'x')), "line 1"},
      {"no Base64", "hunter2", "line 1"},
      {"the second line", one + "\nhunter2", "line 2"},
      {"cut off", line.substr(0, line.size() - 5), "line 1"},
      {"another key's id", "v1:mk_0000000000000000:" + one, "id"},
      {"no id", "v1::" + one, "id"},
      {"a version of later", "v2" + line.substr(2), "line 1"},
      {"twice", one + "\n" + one, "appears twice"},
      {"twice, written in two ways", one + "\n" + line, "appears twice"},
      {"a damaged key", line.substr(0, line.size() - 6) + "BBBBB=", "line 1"},
      {"more than allowed", too_many, "more than"},
      {"a NUL after it", one + std::string(1, '\0'), "line 1"},
  };
  for (const auto& each : cases) {
    const auto keys = MasterKeys::parse(each.text);
    ASSERT_FALSE(keys.has_value()) << each.name;
    EXPECT_EQ(keys.error().code, Error::Code::malformed) << each.name;
    EXPECT_NE(keys.error().detail.find(each.says), std::string::npos) << each.name << ": " << keys.error().detail;
    for (const std::string& hidden : {one, std::string("hunter2")})
      EXPECT_EQ(keys.error().detail.find(hidden), std::string::npos) << each.name;
  }
}

TEST(MasterKeys, OlderOnesStayBeforeTheNewest) {
  base::SystemRandom random;
  const MasterKeys first(MasterKey::make(random));
  const MasterKeys second = first.with(MasterKey::make(random));
  const MasterKeys third = second.newest_only().with(MasterKey::make(random));
  EXPECT_EQ(third.count(), 2U);
  const MasterKeys all = third.and_before(second);
  EXPECT_EQ(all.count(), 3U);
  EXPECT_EQ(all.newest().id, third.newest().id);
  EXPECT_NE(all.find(first.newest().id.value()), nullptr);
  EXPECT_EQ(all.and_before(all).count(), 3U);

  MasterKeys many = first;
  for (std::size_t i = 0; i < base::limits::master_keys_max; ++i) many = many.with(MasterKey::make(random));
  EXPECT_EQ(many.count(), base::limits::master_keys_max);
  EXPECT_EQ(many.find(first.newest().id.value()), nullptr);  // the oldest was dropped
  EXPECT_TRUE(MasterKeys::parse(many.to_text().reveal()).has_value());
  EXPECT_LT(many.to_text().reveal().size(), base::limits::master_keys_bytes_max);
}

}  // namespace
}  // namespace connectory::crypto
