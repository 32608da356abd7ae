#include "store/store.h"

#include <filesystem>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/try.h"
#include "store/connectors.h"
#include "store/credentials.h"
#include "store/teams.h"

namespace connectory::store {
namespace {

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    store_ = open(StoreOptions::Role::server);
    store_->listen([this](const Change* change) {
      if (change == nullptr) ++changes_of_everything_;
      if (change != nullptr && change->kind == Change::Kind::connector) ++connector_changes_;
      if (change != nullptr && change->kind == Change::Kind::identity) ++identity_changes_;
    });
    EXPECT_TRUE(
        store_->write_now([](Writing& writing) { return create_team(writing, {TeamId(42), "Acme"}, {"test", ""}); }));
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<Store> open(StoreOptions::Role role) {
    auto opened = Store::open({folder_, role, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    return *std::move(opened);
  }
  Connector create(std::string configuration = "{}") {
    auto created = store_->write_now([&](Writing& writing) {
      return create_connector(writing, {TeamId(42), {}, "Shop", {}, make_configuration(configuration)}, {"test", ""});
    });
    EXPECT_TRUE(created.has_value());
    return *std::move(created);
  }
  Result<void> save(const ConnectorId& id, std::string configuration, std::string_view revision = "") {
    return store_->write_now([&](Writing& writing) {
      ConnectorChange change;
      change.configuration = make_configuration(configuration);
      change.step.may_compare = true;
      const auto accepts = [&](std::string_view current) { return revision.empty() || revision == current; };
      return update_connector(writing, TeamId(42), id, change, accepts, {"test", ""});
    });
  }
  Result<Connector> get(const ConnectorId& id, std::int64_t team = 42) {
    return store_->read_now([&](db::Connection& connection) { return get_connector(connection, TeamId(team), id); });
  }

  // Whether it becomes true while the store's threads continue.
  static bool soon(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return condition();
  }

  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  std::atomic<int> connector_changes_ = 0;
  std::atomic<int> identity_changes_ = 0;
  std::atomic<int> changes_of_everything_ = 0;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, GivesBackWhatWasSaved) {
  const Connector created = create();
  EXPECT_EQ(created.id.value().size(), 5U);
  clock_.advance(std::chrono::hours(1));
  ASSERT_TRUE(save(created.id, R"({"z":1.10})"));
  const auto read = get(created.id);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->configuration->json, R"({"z":1.10})");
  EXPECT_EQ(read->configuration->version, "1.0.1");
  EXPECT_EQ(read->configuration->created_at, created.created_at);
  EXPECT_GT(read->configuration->updated_at, created.created_at);
  EXPECT_NE(read->revision, created.revision);
}

TEST_F(StoreTest, AnIdenticalSaveMakesNoVersion) {
  const Connector created = create(R"({"a":1})");
  ASSERT_TRUE(save(created.id, R"({"a":1})"));
  EXPECT_EQ(get(created.id)->configuration->version, "1.0.0");
}

TEST_F(StoreTest, AnotherTeamsConnectorIsNotThere) {
  const Connector created = create();
  const auto read = get(created.id, 43);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, Error::Code::not_found);
}

TEST_F(StoreTest, AStaleRevisionChangesNothing) {
  const Connector created = create();
  ASSERT_TRUE(save(created.id, R"({"a":1})", created.revision));
  const auto stale = save(created.id, R"({"a":2})", created.revision);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().code, Error::Code::precondition_failed);
  EXPECT_EQ(get(created.id)->configuration->json, R"({"a":1})");
}

TEST_F(StoreTest, AFailedJobTakesBackOnlyItsOwnWork) {
  const auto failed = store_->write_now([](Writing& writing) -> Result<void> {
    auto made = create_connector(writing, {TeamId(42), ConnectorId("HALF1"), "Half", {}, make_configuration("{}")},
                                 {"test", ""});
    EXPECT_TRUE(made.has_value());
    return std::unexpected(Error(Error::Code::internal, "changed its mind"));
  });
  EXPECT_FALSE(failed.has_value());
  EXPECT_FALSE(get(ConnectorId("HALF1")).has_value());
  EXPECT_EQ(connector_changes_, 0);  // and no listener was called for it
}

TEST_F(StoreTest, AnIdentifierIsNeverGivenTwice) {
  const Connector created = create();
  const auto accept_all = [](std::string_view) { return true; };
  ASSERT_TRUE(store_->write_now(
      [&](Writing& writing) { return delete_connector(writing, TeamId(42), created.id, accept_all, {"test", ""}); }));
  EXPECT_FALSE(get(created.id).has_value());
  const auto again = store_->write_now([&](Writing& writing) {
    return create_connector(writing, {TeamId(42), created.id, "Again", {}, make_configuration("{}")}, {"test", ""});
  });
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Error::Code::already_exists);
}

TEST_F(StoreTest, ManyWritersAreCommittedTogetherAndNoneIsLost) {
  const Connector created = create();
  std::vector<std::jthread> writers;
  for (int w = 0; w < 8; ++w)
    writers.emplace_back([&, w] {
      for (int i = 0; i < 25; ++i) EXPECT_TRUE(save(created.id, "{\"n\":" + std::to_string(w * 100 + i) + "}"));
    });
  writers.clear();
  EXPECT_EQ(get(created.id)->configuration->version, "1.0.200");
  EXPECT_EQ(connector_changes_, 201);
  EXPECT_LE(store_->counters().commits, store_->counters().writes);
}

TEST_F(StoreTest, AServerHearsWhatAToolChanged) {
  const auto before = identity_changes_.load();
  {
    const auto tool = open(StoreOptions::Role::tool);
    const Grant grant{.team = TeamId(42),
                      .name = "ci",
                      .role = "OWNER",
                      .scopes = {},
                      .rate_per_hour = 5000,
                      .allowed_ips = {},
                      .is_enabled = true,
                      .created_at = {},
                      .expires_at = {},
                      .last_used_at = {}};
    ASSERT_TRUE(tool->write_now([&](Writing& writing) { return create_key(writing, grant, "hash", {"test", ""}); }));
  }
  EXPECT_TRUE(soon([&] { return identity_changes_ > before; }));
}

TEST_F(StoreTest, AServerThatMissedNoticesForgetsEverything) {
  const auto tool = open(StoreOptions::Role::tool);
  const auto change = [&](std::int64_t count) {
    ASSERT_TRUE(tool->write_now([count](Writing& writing) -> Result<void> {
      for (std::int64_t i = 0; i < count; ++i)
        writing.changes.push_back({Change::Kind::connector, TeamId(42), std::to_string(i)});
      return {};
    }));
  };
  // As many notices as are kept can all be read, one by one.
  change(base::limits::change_notices_kept);
  EXPECT_TRUE(soon([&] { return connector_changes_ == base::limits::change_notices_kept; }));
  EXPECT_EQ(changes_of_everything_, 0);
  change(base::limits::change_notices_kept + 1);
  EXPECT_TRUE(soon([&] { return changes_of_everything_ == 1; }));
}

// A server learns exactly what a tool changed. A kind that this version does not know may mean anything.
TEST_F(StoreTest, NoticesNameWhatChanged) {
  std::vector<std::string> heard;
  std::atomic<int> count = 0;
  store_ = nullptr;
  store_ = open(StoreOptions::Role::server);
  store_->listen([&](const Change* change) {
    const int kind = change == nullptr ? -1 : static_cast<int>(change->kind);
    heard.push_back(std::to_string(kind) + (change == nullptr ? "" : change->subject));
    ++count;
  });
  const auto tool = open(StoreOptions::Role::tool);
  ASSERT_TRUE(tool->write_now([](Writing& writing) -> Result<void> {
    for (const auto kind : {Change::Kind::connector, Change::Kind::identity, Change::Kind::logo})
      writing.changes.push_back({kind, TeamId(42), "x"});
    return {};
  }));
  EXPECT_TRUE(soon([&] { return count == 3; }));
  ASSERT_TRUE(tool->write_now([](Writing& writing) -> Result<void> {
    TRY_DO(
        writing.connection.execute("INSERT INTO change_notices (notice_id, kind, team_id, subject) "
                                   "SELECT MAX(notice_id) + 1, 'of a later version', 42, 'y' FROM change_notices"));
    return {};
  }));
  EXPECT_TRUE(soon([&] { return count == 4; }));
  EXPECT_EQ(heard, (std::vector<std::string>{"0x", "1x", "2x", "1y"}));
  store_ = nullptr;  // destroyed before the object that its listener writes to
}

TEST_F(StoreTest, AWriteIsAnsweredOnlyWhenItsListenerHasHeard) {
  const Connector created = create();
  std::atomic<bool> was_answered = false;
  std::atomic<bool> was_answered_too_soon = false;
  store_ = nullptr;
  store_ = open(StoreOptions::Role::server);
  store_->listen([&](const Change*) {
    // A slow listener: an answer that does not wait for it would arrive earlier.
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    while (!was_answered && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    was_answered_too_soon = was_answered.load();
  });
  ASSERT_TRUE(save(created.id, R"({"a":1})"));
  was_answered = true;
  EXPECT_FALSE(was_answered_too_soon);
  store_ = nullptr;
}

// In some failures, such as a full disk, SQLite rolls back the complete transaction by itself. Then the work of the
// other jobs of the group is lost too.
TEST_F(StoreTest, NobodyIsToldOfAWriteThatWasTakenBackWithItsGroup) {
  std::latch is_held(1);
  std::latch may_go(1);
  std::jthread holder([&] {
    EXPECT_TRUE(store_->write_now([&](Writing&) -> Result<void> {
      is_held.count_down();
      may_go.wait();
      return {};
    }));
  });
  is_held.wait();  // jobs that arrive now wait until it ends, and become one group
  const auto add = [this](const char* id) {
    return store_->write_now([id](Writing& writing) -> Result<void> {
      TRY_DO(
          create_connector(writing, {TeamId(42), ConnectorId(id), "Shop", {}, make_configuration("{}")}, {"test", ""}));
      return {};
    });
  };
  std::vector<Result<void>> outcomes(3);
  std::vector<std::jthread> writers;
  const auto begin = [&](auto work) {
    const auto waiting = static_cast<std::int64_t>(writers.size());
    writers.emplace_back(work);
    EXPECT_TRUE(soon([&] { return store_->counters().waiting == waiting + 1; }));
  };
  begin([&] { outcomes[0] = add("FIRST"); });
  begin([&] {
    outcomes[1] = store_->write_now([](Writing& writing) -> Result<void> {
      TRY_DO(writing.connection.execute("ROLLBACK"));
      return std::unexpected(Error(Error::Code::no_space, "as SQLite does it"));
    });
  });
  begin([&] { outcomes[2] = add("THIRD"); });
  may_go.count_down();
  writers.clear();
  holder.join();
  for (const Result<void>& outcome : outcomes) {
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, Error::Code::unavailable);
  }
  EXPECT_FALSE(store_->is_healthy());
  for (const char* id : {"FIRST", "THIRD"}) EXPECT_FALSE(get(ConnectorId(id)).has_value()) << id;
  EXPECT_EQ(connector_changes_, 0);
  EXPECT_TRUE(add("AFTER"));
  EXPECT_TRUE(store_->is_healthy());
}

TEST(StoreError, HasTheCodeOfWhatWentWrongBelow) {
  using enum Error::Code;
  const std::pair<db::Error::Code, Error::Code> of_database[] = {
      {db::Error::Code::full, no_space},     {db::Error::Code::read_only, read_only},
      {db::Error::Code::busy, unavailable},  {db::Error::Code::cannot_open, unavailable},
      {db::Error::Code::io, unavailable},    {db::Error::Code::corrupt, damaged},
      {db::Error::Code::newer, damaged},     {db::Error::Code::duplicate, already_exists},
      {db::Error::Code::internal, internal},
  };
  for (const auto& [below, here] : of_database) {
    const Error error(db::Error{below, "why"});
    EXPECT_EQ(error.code, here) << static_cast<int>(below);
    EXPECT_EQ(error.detail, "why");
  }
  const std::pair<crypto::Error::Code, Error::Code> of_keys[] = {
      {crypto::Error::Code::unknown_key, unavailable}, {crypto::Error::Code::missing, unavailable},
      {crypto::Error::Code::exposed, unavailable},     {crypto::Error::Code::unavailable, unavailable},
      {crypto::Error::Code::not_authentic, damaged},   {crypto::Error::Code::malformed, damaged},
  };
  for (const auto& [below, here] : of_keys) EXPECT_EQ(Error(crypto::Error{below, "why"}).code, here);
}

TEST_F(StoreTest, ItsFolderIsMadeForItsOwnerAlone) {
  const std::filesystem::path folder = folder_ / "new" / "data";
  const auto opened = Store::open({folder, StoreOptions::Role::tool, 1}, clock_, random_, base::quiet_log());
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(StoreTest, ADatabaseOfALaterVersionIsRefusedWithWords) {
  ASSERT_TRUE(store_->write_now([](Writing& writing) -> Result<void> {
    TRY_DO(writing.connection.execute(
        "INSERT INTO schema_migrations (number, name, applied_at) VALUES (9999, 'later', 0)"));
    return {};
  }));
  store_->finish();
  const auto opened = Store::open({folder_, StoreOptions::Role::tool, 1}, clock_, random_, base::quiet_log());
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().detail.find("9999"), std::string::npos);
}

TEST_F(StoreTest, AStoreThatHasFinishedSaysSo) {
  store_->finish();
  const auto read = get(ConnectorId("AAAAA"));
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, Error::Code::unavailable);
}

}  // namespace
}  // namespace connectory::store
