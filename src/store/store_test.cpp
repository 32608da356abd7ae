#include "store/store.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

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

  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  std::atomic<int> connector_changes_ = 0;
  std::atomic<int> identity_changes_ = 0;
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
  EXPECT_EQ(connector_changes_, 0);  // and nobody was told of it
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
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (identity_changes_ == before && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_GT(identity_changes_, before);
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
