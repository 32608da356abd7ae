#include "service/master_keys.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/try.h"
#include "service/key_discard.h"
#include "store/connectors.h"
#include "store/lost_keys.h"
#include "store/secrets.h"
#include "store/team_keys.h"
#include "store/teams.h"

namespace connectory::service {
namespace {

using crypto::MasterKey;
using crypto::MasterKeys;

// The keys of a test: the content of the source, whether the program may write it, and the result of reading it.
struct Keys {
  std::optional<MasterKeys> keys;
  bool is_ours = true;
  std::optional<crypto::Error> failure;
};

class TestSource final : public crypto::MasterKeySource {
 public:
  explicit TestSource(Keys& keys) : keys_(keys) {}
  crypto::Result<MasterKeys> load() override {
    if (keys_.failure) return std::unexpected(*keys_.failure);
    if (!keys_.keys) return std::unexpected(crypto::Error{crypto::Error::Code::missing, "the test has no keys"});
    return *keys_.keys;
  }
  std::string name() const override { return "the test"; }
  bool is_ours() const override { return keys_.is_ours; }
  crypto::Result<void> make(const MasterKeys& keys) override {
    if (!keys_.keys) keys_.keys = keys;
    return {};
  }
  crypto::Result<void> replace(const MasterKeys& keys) override {
    keys_.keys = keys;
    return {};
  }

 private:
  Keys& keys_;
};

const store::Actor tester{"test", ""};

class MasterKeysTest : public testing::Test {
 protected:
  MasterKeysTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "master-keys-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened =
        store::Store::open({folder_, store::StoreOptions::Role::server, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    store_ = *std::move(opened);
    for (const std::int64_t team : {42, 43}) {
      EXPECT_TRUE(store_->write_now(
          [&](store::Writing& writing) { return store::create_team(writing, {store::TeamId(team), "Acme"}, tester); }));
      owners_.emplace(team, new_connector(team));
    }
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  store::SecretOwner new_connector(std::int64_t team) {
    const auto made = store_->write_now([&](store::Writing& writing) {
      return store::create_connector(writing, {store::TeamId(team), {}, "Shop", {}, store::make_configuration("{}")},
                                     tester);
    });
    return {store::TeamId(team), made->id};
  }

  KeyParts parts() { return {*store_, clock_, random_, base::quiet_log()}; }
  KeyResult<std::unique_ptr<crypto::KeyRing>> open(KeyUse use = KeyUse::serving) {
    return open_key_ring(parts(), std::make_unique<TestSource>(keys_), use);
  }
  // The report, or the reason for the refusal.
  KeyResult<RotationReport> rotate(bool with_data_keys = false) {
    clock_.advance(std::chrono::hours(1));
    auto ring = open(KeyUse::rotating);
    if (!ring) return std::unexpected(ring.error());
    return rotate_keys(parts(), **ring, with_data_keys);
  }
  KeyResult<LostValues> discard(Discard mode) {
    TestSource source(keys_);
    return discard_lost_values(parts(), source, mode, tester);
  }
  KeyResult<FormerKeys> discard_former(Discard mode) {
    TestSource source(keys_);
    return discard_former_keys(parts(), source, mode);
  }

  store::Placeholder add(std::int64_t team, std::string_view name, std::string_view value = "value") {
    const auto ring = open();
    EXPECT_TRUE(ring.has_value());
    auto made = store_->write_now([&](store::Writing& writing) {
      return store::add_secret(writing, **ring, owners_.at(team), name, crypto::Secret(value), tester);
    });
    EXPECT_TRUE(made.has_value());
    return *std::move(made);
  }
  // The value, or the code of the failure.
  std::string value(std::int64_t team, const store::Placeholder& placeholder) {
    const auto ring = open();
    if (!ring) return "<no ring>";
    const auto opened = store_->read_now([&](db::Connection& connection) {
      return store::open_secret(connection, **ring, owners_.at(team), placeholder);
    });
    if (!opened) return opened.error().code == store::Error::Code::not_found ? "<not found>" : "<not opened>";
    return std::string(opened->reveal());
  }
  void execute(std::string_view sql) {
    const auto done = store_->write_now([&](store::Writing& writing) -> store::Result<void> {
      TRY_DO(writing.connection.execute(sql));
      return {};
    });
    EXPECT_TRUE(done.has_value()) << sql;
  }
  std::vector<std::string> texts(std::string_view sql) {
    std::vector<std::string> found;
    const auto read = store_->read_now([&](db::Connection& connection) -> store::Result<void> {
      TRY_DO(connection.query(sql, {}, [&](const db::Row& row) { found.emplace_back(row.text(0)); }));
      return {};
    });
    EXPECT_TRUE(read.has_value()) << sql;
    return found;
  }
  std::string newest() const { return keys_.keys->newest().id.value(); }
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const MasterKey& key : keys_.keys->all()) all.push_back(key.id.value());
    return all;
  }

  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  std::map<std::int64_t, store::SecretOwner> owners_;
  Keys keys_;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// ---- rotations ---------------------------------------------------------------------------------------------------------

TEST_F(MasterKeysTest, TheFormerKeyIsKeptForOlderBackups) {
  const auto token = add(42, "token");
  const std::string first = newest();
  ASSERT_TRUE(store_->back_up(folder_ / "older.db").has_value());
  EXPECT_EQ(*store::master_keys_of_backup(folder_ / "older.db"), std::vector{first});
  EXPECT_FALSE(std::filesystem::exists(folder_ / "older.db-wal"));

  const auto report = rotate();
  ASSERT_TRUE(report.has_value());
  EXPECT_NE(report->master_key_id, first);
  EXPECT_EQ(report->former_master_keys, std::vector{first});
  EXPECT_EQ(ids(), (std::vector{first, report->master_key_id}));
  EXPECT_EQ(value(42, token), "value");

  // An older backup, put back in place, can be opened with the present keys.
  store_.reset();
  std::filesystem::remove(folder_ / "connectory.db");
  std::filesystem::rename(folder_ / "older.db", folder_ / "connectory.db");
  store_ = *store::Store::open({folder_, store::StoreOptions::Role::server, 1}, clock_, random_, base::quiet_log());
  EXPECT_EQ(value(42, token), "value");
  ASSERT_TRUE(rotate().has_value());
  EXPECT_EQ(value(42, token), "value");
}

TEST_F(MasterKeysTest, EachDataKeyThatARotationChangesIsAudited) {
  add(42, "token");
  add(43, "token");
  ASSERT_TRUE(rotate(true).has_value());
  EXPECT_EQ(texts("SELECT action || ' ' || team_id FROM audit WHERE action LIKE 'team_key.%' ORDER BY action, team_id"),
            (std::vector<std::string>{"team_key.create 42", "team_key.create 43", "team_key.rewrap 42",
                                      "team_key.rewrap 43"}));
}

TEST_F(MasterKeysTest, ARotationThatHasOnlyToSealValuesIsFinished) {
  const auto token = add(42, "token");
  const auto ring = open(KeyUse::rotating);
  ASSERT_TRUE(store_->write_now([&](store::Writing& writing) -> store::Result<void> {
    TRY(const auto rotation, store::begin_rotation(writing, newest(), true));
    TRY_DO(store::remake_data_keys(writing, **ring, rotation, tester));
    return {};
  }));
  const auto report = rotate();
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(report->was_resumed);
  EXPECT_EQ(report->values_sealed, 1);
  EXPECT_EQ(keys_.keys->count(), 1U);
  EXPECT_EQ(value(42, token), "value");
}

TEST_F(MasterKeysTest, AMissingKeyIsNamed) {
  add(42, "token");
  const std::string needed = newest();
  for (const bool has_another : {false, true}) {
    keys_.keys = has_another ? std::optional(MasterKeys(MasterKey::make(random_))) : std::nullopt;
    const auto ring = open();
    ASSERT_FALSE(ring.has_value());
    EXPECT_TRUE(has(ring.error().why, needed)) << ring.error().why;
    EXPECT_TRUE(has(ring.error().what_to_do, "secrets discard")) << ring.error().what_to_do;
  }
}

TEST_F(MasterKeysTest, AKeyThatOthersKeepMustBeNew) {
  keys_.keys = MasterKeys(MasterKey::make(random_));
  keys_.is_ours = false;
  const auto token = add(42, "token");
  auto report = rotate();
  ASSERT_FALSE(report.has_value());
  EXPECT_TRUE(has(report.error().why, newest() + ", which is already in use")) << report.error().why;
  EXPECT_EQ(texts("SELECT master_key_id FROM key_rotations"), std::vector{newest()});

  const MasterKeys first = *keys_.keys;
  keys_.keys = first.with(MasterKey::make(random_));
  report = rotate();
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->master_key_id, newest());
  // A former key is not a new key either, wherever it is in the list.
  keys_.keys = MasterKeys(keys_.keys->newest()).with(first.newest());
  report = rotate();
  ASSERT_FALSE(report.has_value());
  EXPECT_TRUE(has(report.error().why, newest() + ", which was used before")) << report.error().why;
  ASSERT_FALSE(rotate(true).has_value());
  EXPECT_EQ(value(42, token), "value");
}

TEST_F(MasterKeysTest, NoKeyGivesWayToANewOne) {
  add(42, "token");
  const std::string first = newest();
  while (keys_.keys->count() < base::limits::master_keys_max)
    keys_.keys = MasterKeys(MasterKey::make(random_)).and_before(*keys_.keys);
  ASSERT_TRUE(rotate().has_value());  // to the newest of them
  const auto report = rotate();
  ASSERT_FALSE(report.has_value());
  EXPECT_TRUE(has(report.error().what_to_do, "discard --former-keys")) << report.error().what_to_do;
  EXPECT_EQ(keys_.keys->count(), base::limits::master_keys_max);
  EXPECT_EQ(ids().front(), first);
}

// ---- former keys -------------------------------------------------------------------------------------------------------

TEST_F(MasterKeysTest, FormerKeysAreRemovedOnRequest) {
  const auto token = add(42, "token");
  const std::string first = newest();
  ASSERT_TRUE(rotate().has_value());
  const auto listed = discard_former(Discard::listed);
  ASSERT_TRUE(listed.has_value());
  ASSERT_EQ(listed->unneeded.size(), 1U);
  EXPECT_EQ(listed->unneeded[0].id, first);
  EXPECT_EQ(listed->unneeded[0].used_until, clock_.wall());
  EXPECT_EQ(keys_.keys->count(), 2U);

  ASSERT_TRUE(discard_former(Discard::removed).has_value());
  EXPECT_EQ(keys_.keys->count(), 1U);
  EXPECT_EQ(value(42, token), "value");
  EXPECT_TRUE(discard_former(Discard::removed)->unneeded.empty());
}

TEST_F(MasterKeysTest, AKeyThatWasUsedTwiceIsNeededUntilItsLastUse) {
  execute(
      "INSERT INTO key_rotations (rotation, master_key_id, remakes_data_keys, started_at) VALUES "
      "(1, 'mk_a', 0, 10), (2, 'mk_b', 0, 20), (3, 'mk_a', 0, 30), (4, 'mk_c', 0, 40)");
  const auto past = store_->read_now(&store::list_past_master_keys);
  ASSERT_TRUE(past.has_value());
  std::vector<std::string> known;
  for (const store::PastMasterKey& key : *past)
    known.push_back(key.id + (key.used_until ? " " + std::to_string(key.used_until->unix_ms) : ""));
  EXPECT_EQ(known, (std::vector<std::string>{"mk_b 30", "mk_a 40", "mk_c"}));
}

TEST_F(MasterKeysTest, AFormerKeyThatStillWrapsSomethingStays) {
  add(42, "token");
  add(43, "token");
  const std::string first = newest();
  execute("UPDATE team_keys SET wrapped = 'v1.AAAA' WHERE team_id = 43");  // a rotation leaves it unchanged
  EXPECT_EQ(rotate()->damaged, 1);
  const auto former = discard_former(Discard::removed);
  ASSERT_TRUE(former.has_value());
  EXPECT_TRUE(former->unneeded.empty());
  ASSERT_EQ(former->needed.size(), 1U);
  EXPECT_EQ(former->needed[0].id, first);
  EXPECT_EQ(ids().front(), first);
}

TEST_F(MasterKeysTest, TheKeyOfAnUnfinishedRotationStays) {
  add(42, "token");
  const MasterKeys first = *keys_.keys;
  const MasterKey second = MasterKey::make(random_);
  // The rotation has begun, but nothing is wrapped yet, and the operator has added another key after it.
  keys_.keys = first.with(second).with(MasterKey::make(random_));
  ASSERT_TRUE(store_->write_now(
      [&](store::Writing& writing) { return store::begin_rotation(writing, second.id.value(), false); }));
  EXPECT_EQ(discard_former(Discard::removed)->needed.size(), 2U);
  EXPECT_EQ(keys_.keys->count(), 3U);
}

TEST_F(MasterKeysTest, FormerKeysThatOthersKeepAreNamed) {
  keys_.keys = MasterKeys(MasterKey::make(random_));
  keys_.is_ours = false;
  add(42, "token");
  const std::string first = newest();
  keys_.keys = keys_.keys->with(MasterKey::make(random_));
  ASSERT_TRUE(rotate().has_value());
  EXPECT_EQ(discard_former(Discard::listed)->unneeded.size(), 1U);
  const auto refused = discard_former(Discard::removed);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(has(refused.error().what_to_do, first)) << refused.error().what_to_do;
}

// ---- lost values -------------------------------------------------------------------------------------------------------

TEST_F(MasterKeysTest, ALostKeyIsGivenUp) {
  const auto token = add(42, "token");
  const std::string lost_key = newest();
  keys_.keys.reset();
  EXPECT_FALSE(open().has_value());

  const auto listed = discard(Discard::listed);
  ASSERT_TRUE(listed.has_value());
  ASSERT_EQ(listed->secrets.size(), 1U);
  EXPECT_EQ(listed->secrets[0].placeholder, token);
  EXPECT_EQ(listed->secrets[0].name, "token");
  EXPECT_EQ(listed->secrets[0].master_key_id, lost_key);
  EXPECT_FALSE(listed->secrets[0].is_damaged);
  EXPECT_EQ(listed->data_keys.size(), 1U);
  EXPECT_FALSE(open().has_value());  // only listed
  EXPECT_EQ(texts("SELECT sealed FROM connector_secrets WHERE sealed IS NOT NULL").size(), 1U);

  ASSERT_TRUE(discard(Discard::removed).has_value());
  EXPECT_EQ(texts("SELECT name FROM connector_secrets WHERE sealed IS NULL AND key_id IS NULL"),
            std::vector{std::string("token")});
  EXPECT_TRUE(texts("SELECT key_id FROM team_keys").empty());
  EXPECT_EQ(texts("SELECT action FROM audit WHERE action LIKE '%.discard' ORDER BY action"),
            (std::vector<std::string>{"secret.discard", "team_key.discard"}));
  EXPECT_EQ(texts("SELECT subject FROM audit WHERE action = 'secret.discard'"),
            std::vector{owners_.at(42).connector.value() + "/" + token.value()});
  EXPECT_EQ(value(42, token), "<not found>");  // and the server starts with a new key
  add(42, "another");
  EXPECT_NE(newest(), lost_key);
  EXPECT_TRUE(discard(Discard::listed)->secrets.empty());
}

TEST_F(MasterKeysTest, WhatOpensStays) {
  const auto ours = add(42, "ours");
  const MasterKeys kept = *keys_.keys;
  // A rotation that rewrapped only the other team's key. Its master key is the current one, and is then lost.
  add(43, "theirs");
  ASSERT_TRUE(rotate().has_value());
  const std::string lost_key = newest();
  const std::string wrapped = texts("SELECT wrapped FROM team_keys WHERE team_id = 42").at(0);
  ASSERT_FALSE(wrapped.empty());
  keys_.keys = kept;
  const auto all = discard(Discard::listed);
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->secrets.size(), 2U);
  EXPECT_EQ(all->secrets[0].owner.team, store::TeamId(42));
  EXPECT_EQ(all->secrets[0].master_key_id, lost_key);
  ASSERT_TRUE(discard(Discard::removed).has_value());
  const auto again = add(42, "again");
  EXPECT_EQ(value(42, again), "value");
  EXPECT_EQ(value(42, ours), "<not found>");
  EXPECT_EQ(texts("SELECT DISTINCT master_key_id FROM team_keys"), std::vector{kept.newest().id.value()});
}

TEST_F(MasterKeysTest, OnlyOneTeamsKeyIsLost) {
  const auto ours = add(42, "ours");
  const MasterKeys kept = *keys_.keys;
  // A rotation to a new key has begun, and team 43 has created its first data key with it. Team 42's was not wrapped
  // again.
  keys_.keys = kept.with(MasterKey::make(random_));
  ASSERT_TRUE(
      store_->write_now([&](store::Writing& writing) { return store::begin_rotation(writing, newest(), false); }));
  const auto theirs = add(43, "theirs");
  keys_.keys = kept;
  const auto removed = discard(Discard::removed);
  ASSERT_TRUE(removed.has_value());
  ASSERT_EQ(removed->secrets.size(), 1U);
  EXPECT_EQ(removed->secrets[0].placeholder, theirs);
  EXPECT_EQ(value(42, ours), "value");
  EXPECT_EQ(value(43, add(43, "again")), "value");
}

TEST_F(MasterKeysTest, DamagedValuesAndKeysAreGivenUpToo) {
  const auto good = add(42, "good");
  const auto bad = add(42, "bad");
  const auto unwrapped = add(43, "unwrapped");
  execute("UPDATE connector_secrets SET sealed = 'v1.AAAA' WHERE name = 'bad'");
  execute("UPDATE team_keys SET wrapped = 'v1.AAAA' WHERE team_id = 43");
  const auto removed = discard(Discard::removed);
  ASSERT_TRUE(removed.has_value());
  ASSERT_EQ(removed->secrets.size(), 2U);
  EXPECT_TRUE(std::ranges::all_of(removed->secrets, &store::LostSecret::is_damaged));
  EXPECT_EQ(removed->data_keys.size(), 1U);
  EXPECT_EQ(value(42, good), "value");
  EXPECT_EQ(value(42, bad), "<not found>");
  EXPECT_EQ(value(43, unwrapped), "<not found>");
  EXPECT_EQ(value(43, add(43, "again")), "value");
}

TEST_F(MasterKeysTest, WhatCannotBeReadNowIsNotLost) {
  const auto token = add(42, "token");
  using enum crypto::Error::Code;
  for (const auto code : {unavailable, exposed, malformed}) {
    keys_.failure = crypto::Error{code, "not now"};
    const auto discarded = discard(Discard::removed);
    ASSERT_FALSE(discarded.has_value());
    EXPECT_TRUE(has(discarded.error().why, "not now"));
  }
  keys_.failure.reset();
  EXPECT_EQ(value(42, token), "value");
}

TEST_F(MasterKeysTest, ManyValuesAreLookedAtInParts) {
  for (int connector = 0; connector < 11; ++connector) {
    owners_.at(42) = new_connector(42);
    const auto ring = open();
    ASSERT_TRUE(store_->write_now([&](store::Writing& writing) -> store::Result<void> {
      for (int i = 0; i < 100; ++i)
        TRY_DO(
            store::add_secret(writing, **ring, owners_.at(42), "n" + std::to_string(i), crypto::Secret("v"), tester));
      return {};
    }));
  }
  EXPECT_TRUE(discard(Discard::listed)->secrets.empty());
  keys_.keys.reset();
  EXPECT_EQ(discard(Discard::removed)->secrets.size(), 1100U);
  EXPECT_TRUE(open().has_value());
}

}  // namespace
}  // namespace connectory::service
