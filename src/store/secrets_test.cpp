#include "store/secrets.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/try.h"
#include "store/connectors.h"
#include "store/given_store_impl.h"
#include "store/team_keys.h"
#include "store/teams.h"

namespace connectory::store {
namespace {

// A source of master keys in memory that changes like a file that another process writes.
class MemorySource final : public crypto::MasterKeySource {
 public:
  explicit MemorySource(crypto::MasterKeys keys) : keys_(std::move(keys)) {}
  crypto::Result<crypto::MasterKeys> load() override { return keys_; }
  std::string name() const override { return "the test"; }
  bool is_ours() const override { return true; }
  crypto::Result<void> replace(const crypto::MasterKeys& keys) override {
    keys_ = keys;
    return {};
  }

 private:
  crypto::MasterKeys keys_;
};

class SecretsTest : public GivenStore {
 protected:
  SecretsTest() : ring_(new_ring()), shop_(new_connector(42)) {}

  std::unique_ptr<crypto::KeyRing> new_ring() {
    crypto::MasterKeys keys(crypto::MasterKey::make(random_));
    return std::make_unique<crypto::KeyRing>(std::make_unique<MemorySource>(keys), keys, clock_, base::quiet_log());
  }
  SecretOwner new_connector(std::int64_t of_team) {
    const auto made = write([&](Writing& writing) {
      return create_connector(writing, {TeamId(of_team), {}, "Shop", {}, make_configuration("{}")}, actor);
    });
    return {TeamId(of_team), made->id};
  }

  Result<Placeholder> add(const SecretOwner& owner, std::string_view name, std::string_view value) {
    return write(
        [&](Writing& writing) { return add_secret(writing, *ring_, owner, name, crypto::Secret(value), actor); });
  }
  Result<void> change(const SecretOwner& owner, const Placeholder& placeholder, std::string_view value) {
    return write([&](Writing& writing) {
      return change_secret(writing, *ring_, owner, placeholder, crypto::Secret(value), actor);
    });
  }
  // The value, or the name of the failure.
  std::string open(const SecretOwner& owner, const Placeholder& placeholder, crypto::KeyRing* ring = nullptr) {
    const auto opened = store_->read_now([&](db::Connection& connection) {
      return open_secret(connection, ring == nullptr ? *ring_ : *ring, owner, placeholder);
    });
    if (opened) return std::string(opened->reveal());
    switch (opened.error().code) {
      case Error::Code::not_found: return "<not found>";
      case Error::Code::damaged: return "<damaged>";
      case Error::Code::unavailable: return "<unavailable>";
      default: return "<other>";
    }
  }
  std::vector<ListedSecret> list(const SecretOwner& owner) {
    auto listed = store_->read_now([&](db::Connection& connection) { return list_secrets(connection, owner); });
    return listed ? *std::move(listed) : std::vector<ListedSecret>();
  }
  std::vector<std::vector<std::string>> rows(std::string_view sql, int columns) {
    std::vector<std::vector<std::string>> found;
    const auto read = store_->read_now([&](db::Connection& connection) -> Result<void> {
      TRY_DO(connection.query(sql, {}, [&](const db::Row& row) {
        found.emplace_back();
        for (int i = 0; i < columns; ++i) found.back().emplace_back(row.text(i));
      }));
      return {};
    });
    EXPECT_TRUE(read.has_value());
    return found;
  }
  std::string one(std::string_view sql) { return rows(sql, 1).at(0).at(0); }
  void execute(std::string_view sql) {
    const auto done = write([&](Writing& writing) -> Result<void> {
      TRY_DO(writing.connection.execute(sql));
      return {};
    });
    EXPECT_TRUE(done.has_value()) << sql;
  }

  // Does what `connectory secrets rotate` does. The new key is put into the source first.
  void rotate(bool with_data_keys) {
    const crypto::MasterKeys more = ring_->keys().with(crypto::MasterKey::make(random_));
    ASSERT_TRUE(ring_->source().replace(more));
    const auto rotation =
        write([&](Writing& writing) { return begin_rotation(writing, more.newest().id.value(), with_data_keys); });
    ASSERT_TRUE(rotation.has_value());
    finish(*rotation);
    ASSERT_TRUE(ring_->source().replace(more.newest_only()));
  }
  void finish(const KeyRotation& rotation) {
    const auto repeat = [&](auto take_step) {
      RotationStep step;
      while (!step.is_last) {
        const auto next = write([&](Writing& writing) { return take_step(writing, step); });
        ASSERT_TRUE(next.has_value()) << next.error().detail;
        damaged_ += next->damaged;
        step = *next;
      }
    };
    repeat([&](Writing& writing, const RotationStep&) { return remake_data_keys(writing, *ring_, rotation, actor); });
    repeat([&](Writing& writing, const RotationStep& before) {
      return rewrap_data_keys(writing, *ring_, rotation, before, actor);
    });
    repeat([&](Writing& writing, const RotationStep& before) { return reseal_values(writing, *ring_, before); });
    ASSERT_TRUE(write([](Writing& writing) { return drop_old_data_keys(writing); }));
  }
  RotationState state() {
    return *store_->read_now([](db::Connection& connection) { return get_rotation_state(connection); });
  }

  std::unique_ptr<crypto::KeyRing> ring_;
  SecretOwner shop_;
  std::int64_t damaged_ = 0;
};

// Caches of a connector depend on it.
TEST_F(SecretsTest, EachChangeIsAnnounced) {
  const std::vector<std::string> the_connector = {"connector " + shop_.connector.value()};
  announced();
  const Placeholder placeholder = *add(shop_, "token", "first");
  EXPECT_EQ(announced(), the_connector);
  ASSERT_TRUE(change(shop_, placeholder, "second"));
  EXPECT_EQ(announced(), the_connector);
  ASSERT_TRUE(write([&](Writing& writing) { return delete_secret(writing, shop_, placeholder, actor); }));
  EXPECT_EQ(announced(), the_connector);
  EXPECT_FALSE(change(shop_, placeholder, "third"));
  EXPECT_EQ(announced(), std::vector<std::string>());
}

TEST_F(SecretsTest, OpensWhatWasPutIn) {
  const std::string values[] = {"x", std::string("\0\xff", 2), "{\"a\":\"b\"}", std::string(40'000, 'v')};
  std::map<std::string, Placeholder> placeholders;
  for (const std::string& value : values) placeholders.emplace(value, *add(shop_, std::to_string(value.size()), value));
  for (const auto& [value, placeholder] : placeholders) EXPECT_EQ(open(shop_, placeholder), value);
  const auto all =
      store_->read_now([&](db::Connection& connection) { return open_secrets(connection, *ring_, shop_); });
  ASSERT_EQ(all->size(), 4U);
  for (const OpenSecret& secret : *all)
    EXPECT_EQ(placeholders.at(std::string(secret.value.reveal())), secret.placeholder);
  EXPECT_EQ(one("SELECT COUNT(*) FROM team_keys"), "1");  // one key for each team, created with the first value
}

TEST_F(SecretsTest, APlaceholderIsAsTheContractHasIt) {
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const std::string text = add(shop_, "n" + std::to_string(i), "x")->value();
    EXPECT_EQ(text.size(), 13U);
    EXPECT_TRUE(text.starts_with("sec_"));
    EXPECT_EQ(text.find_first_not_of("0123456789abcdef", 4), std::string::npos);
    seen.insert(text);
  }
  EXPECT_EQ(seen.size(), 20U);
}

TEST_F(SecretsTest, ListsNamesInTheOrderTheyWereMade) {
  for (const char* const name : {"zeta", "alpha", "mid"}) {
    ASSERT_TRUE(add(shop_, name, "x"));
    clock_.advance(std::chrono::milliseconds(1));
  }
  const auto listed = list(shop_);
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[0].name, "zeta");
  EXPECT_EQ(listed[2].name, "mid");
  EXPECT_TRUE(listed[0].is_set);
}

TEST_F(SecretsTest, AChangedValueReplacesTheOld) {
  const auto placeholder = add(shop_, "token", "old");
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(change(shop_, *placeholder, "new"));
  EXPECT_EQ(open(shop_, *placeholder), "new");
  EXPECT_GT(list(shop_)[0].updated_at, list(shop_)[0].created_at);
}

TEST_F(SecretsTest, WhatIsRefused) {
  const auto placeholder = add(shop_, "token", "value");
  const SecretOwner foreign{TeamId(43), shop_.connector};
  const SecretOwner other = new_connector(42);
  const auto code = [](const auto& outcome) { return outcome ? std::nullopt : std::optional(outcome.error().code); };
  const Placeholder unknown("sec_000000000");
  EXPECT_EQ(code(add(shop_, "token", "again")), Error::Code::already_exists);
  EXPECT_EQ(code(add(foreign, "token", "x")), Error::Code::not_found);
  EXPECT_EQ(code(change(shop_, unknown, "x")), Error::Code::not_found);
  EXPECT_EQ(code(change(foreign, *placeholder, "x")), Error::Code::not_found);
  EXPECT_EQ(code(change(other, *placeholder, "x")), Error::Code::not_found);
  for (const SecretOwner& owner : {foreign, other}) {
    EXPECT_EQ(open(owner, *placeholder), "<not found>");
    EXPECT_EQ(code(write([&](Writing& writing) { return delete_secret(writing, owner, *placeholder, actor); })),
              Error::Code::not_found);
    EXPECT_TRUE(list(owner).empty());
  }
  EXPECT_EQ(open(shop_, *placeholder), "value");  // the failed attempt changed nothing
  EXPECT_TRUE(add(other, "token", "same name, another connector"));
}

TEST_F(SecretsTest, AHundredAndNoMore) {
  std::optional<Placeholder> last;
  for (std::size_t i = 0; i < base::limits::secrets_of_connector_max; ++i)
    last = *add(shop_, "n" + std::to_string(i), "x");
  const auto more = add(shop_, "one more", "x");
  ASSERT_FALSE(more.has_value());
  EXPECT_EQ(more.error().code, Error::Code::limit_reached);
  EXPECT_NE(more.error().detail.find("100"), std::string::npos);
  ASSERT_TRUE(write([&](Writing& writing) { return delete_secret(writing, shop_, *last, actor); }));
  EXPECT_TRUE(add(shop_, "one more", "x"));
}

TEST_F(SecretsTest, GoWithTheirConnector) {
  const auto placeholder = add(shop_, "token", "value");
  ASSERT_TRUE(write([&](Writing& writing) {
    return delete_connector(writing, shop_.team, shop_.connector, [](std::string_view) { return true; }, actor);
  }));
  EXPECT_EQ(open(shop_, *placeholder), "<not found>");
  EXPECT_EQ(one("SELECT COUNT(*) FROM connector_secrets"), "0");
}

TEST_F(SecretsTest, ADuplicateHasTheNamesAlone) {
  const auto placeholder = add(shop_, "token", "value");
  const SecretOwner copy = new_connector(42);
  ASSERT_TRUE(write([&](Writing& writing) { return copy_secret_names(writing, shop_.connector, copy.connector); }));
  const auto listed = list(copy);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].placeholder, *placeholder);  // as the configuration names it
  EXPECT_EQ(listed[0].name, "token");
  EXPECT_FALSE(listed[0].is_set);
  EXPECT_EQ(open(copy, *placeholder), "<not found>");
  ASSERT_TRUE(change(copy, *placeholder, "its own"));
  EXPECT_EQ(open(copy, *placeholder), "its own");
  EXPECT_EQ(open(shop_, *placeholder), "value");
}

TEST_F(SecretsTest, EachChangeHasItsAuditRow) {
  const auto placeholder = add(shop_, "token", "value");
  ASSERT_TRUE(change(shop_, *placeholder, "other"));
  ASSERT_TRUE(write([&](Writing& writing) { return delete_secret(writing, shop_, *placeholder, actor); }));
  const auto audit = rows("SELECT action, subject, actor FROM audit WHERE action LIKE 'secret.%' ORDER BY action", 3);
  const std::string subject = shop_.connector.value() + "/" + placeholder->value();
  const std::vector<std::vector<std::string>> expected = {
      {"secret.create", subject, "ann"}, {"secret.delete", subject, "ann"}, {"secret.update", subject, "ann"}};
  EXPECT_EQ(audit, expected);
}

// ---- attacks by someone who can write to the database ---------------------------------------------------------------

TEST_F(SecretsTest, ASealedValueOpensOnlyWhereItWasPut) {
  const SecretOwner other = new_connector(42);
  const SecretOwner foreign = new_connector(43);
  const auto first = add(shop_, "first", "value");
  const auto second = add(shop_, "second", "other value");
  const auto third = add(other, "third", "x");
  const auto fourth = add(foreign, "fourth", "x");
  execute(
      "UPDATE connector_secrets SET sealed = (SELECT sealed FROM connector_secrets WHERE name = 'first'), "
      "key_id = (SELECT key_id FROM connector_secrets WHERE name = 'first') WHERE name <> 'first'");
  EXPECT_EQ(open(shop_, *first), "value");
  EXPECT_EQ(open(shop_, *second), "<damaged>");
  EXPECT_EQ(open(other, *third), "<damaged>");
  EXPECT_EQ(open(foreign, *fourth), "<damaged>");  // the key belongs to a different team
}

TEST_F(SecretsTest, ADataKeyOpensOnlyForItsTeam) {
  const SecretOwner foreign = new_connector(43);
  const auto ours = add(shop_, "ours", "value");
  const auto theirs = add(foreign, "theirs", "value");
  execute("UPDATE team_keys SET wrapped = (SELECT wrapped FROM team_keys WHERE team_id = 42) WHERE team_id = 43");
  EXPECT_EQ(open(foreign, *theirs), "<damaged>");
  execute("UPDATE team_keys SET wrapped = 'v1.AAAA'");
  EXPECT_EQ(open(shop_, *ours), "<damaged>");
}

TEST_F(SecretsTest, AMovedConnectorDoesNotTakeItsSecretsAlong) {
  const auto placeholder = add(shop_, "token", "value");
  ASSERT_TRUE(add(new_connector(43), "x", "x"));
  execute("UPDATE connectors SET team_id = 43 WHERE connector_id = '" + shop_.connector.value() + "'");
  EXPECT_EQ(open({TeamId(43), shop_.connector}, *placeholder), "<damaged>");
}

// ---- master keys and rotations ---------------------------------------------------------------------------------------

TEST_F(SecretsTest, WithoutTheMasterKeyNothingOpens) {
  const auto placeholder = add(shop_, "token", "value");
  const auto other = new_ring();
  EXPECT_EQ(open(shop_, *placeholder, other.get()), "<unavailable>");
  const auto refused =
      write([&](Writing& writing) { return add_secret(writing, *other, shop_, "more", crypto::Secret("x"), actor); });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Error::Code::unavailable);
  EXPECT_EQ(list(shop_).size(), 1U);  // names need no key
}

TEST_F(SecretsTest, ALostMasterKeyThatSealedNothingIsForgotten) {
  ASSERT_TRUE(write([&](Writing& writing) { return begin_rotation(writing, "mk_0000000000000000", false); }));
  const auto placeholder = add(shop_, "token", "value");
  ASSERT_TRUE(placeholder.has_value());
  EXPECT_EQ(open(shop_, *placeholder), "value");
  EXPECT_EQ(state().current->master_key_id, ring_->keys().newest().id.value());
}

TEST_F(SecretsTest, ARotationChangesTheWrappingAlone) {
  const auto ours = add(shop_, "ours", "value");
  const SecretOwner foreign = new_connector(43);
  const auto theirs = add(foreign, "theirs", "their value");
  const std::string sealed = one("SELECT sealed FROM connector_secrets WHERE name = 'ours'");
  for (int i = 0; i < 3; ++i) rotate(false);
  EXPECT_EQ(one("SELECT sealed FROM connector_secrets WHERE name = 'ours'"), sealed);
  EXPECT_EQ(open(shop_, *ours), "value");
  EXPECT_EQ(open(foreign, *theirs), "their value");
  EXPECT_EQ(one("SELECT COUNT(DISTINCT master_key_id) FROM team_keys"), "1");
  EXPECT_EQ(one("SELECT COUNT(*) FROM audit WHERE action = 'team_key.rewrap'"), "6");
  EXPECT_TRUE(state().is_finished);
  // A process that has only the new key can read everything. One that has only the first can read nothing.
  crypto::MasterKeys newest = ring_->keys().newest_only();
  crypto::KeyRing fresh(std::make_unique<MemorySource>(newest), newest, clock_, base::quiet_log());
  EXPECT_EQ(open(shop_, *ours, &fresh), "value");
  crypto::MasterKeys oldest(ring_->keys().all().front());
  crypto::KeyRing stale(std::make_unique<MemorySource>(oldest), oldest, clock_, base::quiet_log());
  EXPECT_EQ(open(shop_, *ours, &stale), "<unavailable>");
}

TEST_F(SecretsTest, ARotationOfDataKeysSealsAnew) {
  std::map<std::string, Placeholder> made;
  const SecretOwner second = new_connector(42);
  for (std::size_t i = 0; i < 100; ++i)
    made.emplace(std::to_string(i), *add(shop_, "n" + std::to_string(i), std::to_string(i)));
  for (std::size_t i = 100; i < 120; ++i)  // more than one batch
    made.emplace(std::to_string(i), *add(second, "n" + std::to_string(i), std::to_string(i)));
  const SecretOwner copy = new_connector(42);
  ASSERT_TRUE(write([&](Writing& writing) { return copy_secret_names(writing, shop_.connector, copy.connector); }));
  const std::string key = one("SELECT key_id FROM team_keys");
  const std::string sealed = one("SELECT sealed FROM connector_secrets WHERE name = 'n7' AND sealed IS NOT NULL");
  rotate(true);
  EXPECT_NE(one("SELECT key_id FROM team_keys"), key);
  EXPECT_EQ(one("SELECT COUNT(*) FROM team_keys"), "1");
  EXPECT_NE(one("SELECT sealed FROM connector_secrets WHERE name = 'n7' AND sealed IS NOT NULL"), sealed);
  for (const auto& [value, placeholder] : made)
    EXPECT_EQ(open(std::stoul(value) < 100 ? shop_ : second, placeholder), value);
  EXPECT_EQ(damaged_, 0);
  EXPECT_TRUE(state().is_finished);
  EXPECT_FALSE(list(copy)[0].is_set);
}

TEST_F(SecretsTest, ARotationThatWasCutOffIsSeenAndFinished) {
  const auto placeholder = add(shop_, "token", "value");
  const crypto::MasterKeys more = ring_->keys().with(crypto::MasterKey::make(random_));
  ASSERT_TRUE(ring_->source().replace(more));
  ASSERT_TRUE(write([&](Writing& writing) { return begin_rotation(writing, more.newest().id.value(), true); }));
  EXPECT_FALSE(state().is_finished);
  EXPECT_EQ(open(shop_, *placeholder), "value");

  const KeyRotation rotation = *state().current;
  EXPECT_TRUE(rotation.remakes_data_keys);
  ASSERT_EQ(write([&](Writing& writing) { return remake_data_keys(writing, *ring_, rotation, actor); })->changed, 1);
  EXPECT_FALSE(state().is_finished);  // interrupted here: two data keys, the value under the older one
  EXPECT_EQ(open(shop_, *placeholder), "value");
  const auto meanwhile = add(shop_, "meanwhile", "sealed by the new key");

  finish(rotation);
  EXPECT_TRUE(state().is_finished);
  EXPECT_EQ(state().master_key_ids, std::vector{more.newest().id.value()});
  EXPECT_EQ(open(shop_, *placeholder), "value");
  EXPECT_EQ(open(shop_, *meanwhile), "sealed by the new key");
}

TEST_F(SecretsTest, AnAlteredValueDoesNotStopARotation) {
  const auto good = add(shop_, "good", "value");
  const auto bad = add(shop_, "bad", "value");
  execute("UPDATE connector_secrets SET sealed = 'v1.AAAA' WHERE name = 'bad'");
  rotate(true);
  EXPECT_EQ(damaged_, 1);
  EXPECT_EQ(open(shop_, *good), "value");
  EXPECT_EQ(open(shop_, *bad), "<damaged>");
  EXPECT_EQ(one("SELECT COUNT(*) FROM team_keys"), "2");  // the one that seals it is kept
  EXPECT_EQ(state().master_key_ids.size(), 1U);
  ASSERT_TRUE(change(shop_, *bad, "repaired"));
  EXPECT_EQ(open(shop_, *bad), "repaired");
}

TEST_F(SecretsTest, AnAlteredKeyDoesNotStopARotation) {
  const auto good = add(shop_, "good", "value");
  const SecretOwner foreign = new_connector(43);
  const auto bad = add(foreign, "bad", "value");
  execute("UPDATE team_keys SET wrapped = 'v1.AAAA' WHERE team_id = 43");
  rotate(false);
  EXPECT_EQ(damaged_, 1);
  EXPECT_EQ(open(shop_, *good), "value");
  EXPECT_EQ(open(foreign, *bad), "<damaged>");
  EXPECT_EQ(state().master_key_ids.size(), 2U);
  EXPECT_FALSE(state().is_finished);
}

TEST_F(SecretsTest, NothingReadableIsInTheFiles) {
  const std::string value = "a value that nobody may find in a file";
  const auto placeholder = add(shop_, "token", value);
  ASSERT_TRUE(change(shop_, *placeholder, value + " either"));
  rotate(true);
  ASSERT_TRUE(store_->back_up(folder_ / "copy.db"));
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(bytes.find("nobody may find"), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find(ring_->keys().newest().key->reveal()), std::string::npos) << file.path();
  }
}

}  // namespace
}  // namespace connectory::store
