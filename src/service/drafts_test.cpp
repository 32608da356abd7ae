#include "service/drafts.h"

#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "service/connectors.h"
#include "store/teams.h"

namespace connectory::service {
namespace {

// One loop for all: a pool's thread may still be waking it when the task that it worked for is over.
boost::asio::io_context& test_loop() {
  static boost::asio::io_context loop;
  return loop;
}

template <class T>
T run(base::Task<T> task) {
  boost::asio::io_context& loop = test_loop();
  loop.restart();
  std::optional<T> outcome;
  const auto take = [&outcome](const std::exception_ptr& thrown, T value) {
    EXPECT_FALSE(thrown);
    outcome.emplace(std::move(value));
  };
  boost::asio::co_spawn(loop, std::move(task), take);
  loop.run();
  return *std::move(outcome);
}

// Refuses what has a member "bad", as a loader with findings would.
Findings refuse_bad(std::string_view json) {
  if (!json.contains("\"bad\"")) return {};
  return {2, "2 problems: /bad is not known."};
}

class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "drafts-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened =
        store::Store::open({folder_, store::StoreOptions::Role::server, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    store_ = *std::move(opened);
    EXPECT_TRUE(store_->write_now(
        [](store::Writing& writing) { return store::create_team(writing, {team, "Acme"}, {"test", ""}); }));
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  static store::NewConfiguration parsed(std::string text) {
    return store::make_configuration(json::Document::parse(std::move(text))->root());
  }
  // With a bad configuration as version 1, as a program that checked less may have left it, and a good one as version 2.
  ConnectorId make_connector(Connectors& connectors) {
    const auto created = store_->write_now([](store::Writing& writing) {
      return store::create_connector(writing, {team, {}, "Shop", {}, parsed(R"({"bad":1})")}, {"ann", ""});
    });
    EXPECT_TRUE(update(connectors, created->id, "{}"));
    return created->id;
  }
  static Result<void> update(Connectors& connectors, const ConnectorId& id, std::string text) {
    store::ConnectorChange change;
    change.configuration = parsed(std::move(text));
    return run(connectors.update(team, id, std::move(change), {}, {"ann", ""}));
  }
  std::int64_t current_number(const ConnectorId& id) {
    return *store_->read_now(
        [&](db::Connection& connection) { return store::get_current_number(connection, team, id); });
  }

  static inline const TeamId team{42};
  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  base::Pool pool_{1};
  std::unique_ptr<store::Store> store_;
};

template <class T>
void expect_invalid(const Result<T>& outcome) {
  ASSERT_FALSE(outcome.has_value());
  const auto* error = std::get_if<Error>(&outcome.error());
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->code, Error::Code::invalid_configuration);
  EXPECT_EQ(error->detail, "2 problems: /bad is not known.");
}

TEST_F(CheckTest, NothingInvalidIsPublished) {
  Connectors connectors(*store_, pool_, &refuse_bad);
  Versions versions(*store_, pool_, &refuse_bad);
  Drafts drafts(*store_, pool_, &refuse_bad);
  const ConnectorId id = make_connector(connectors);

  expect_invalid(update(connectors, id, R"({"bad":1})"));
  expect_invalid(update(connectors, id, R"({"bad":")" + std::string(100'000, 'x') + "\"}"));  // checked on the pool
  expect_invalid(run(versions.restore(team, id, 1, {}, {"ann", ""})));
  // A draft may be what it likes, until it is published.
  ASSERT_TRUE(run(drafts.save(team, id, {parsed(R"({"bad":1})"), {}}, {}, {"ann", ""})));
  expect_invalid(run(drafts.publish(team, id, {}, {}, {"ann", ""})));
  expect_invalid(run(drafts.publish(team, id, {.base_number = {}, .note = {}, .dry_run = true}, {}, {"ann", ""})));
  EXPECT_EQ(current_number(id), 2);
  ASSERT_TRUE(run(drafts.save(team, id, {parsed(R"({"good":1})"), {}}, {}, {"ann", ""})));
  EXPECT_TRUE(run(drafts.publish(team, id, {}, {}, {"ann", ""})));
  EXPECT_EQ(current_number(id), 3);
}

TEST(DraftCondition, Holds) {
  using Existence = DraftCondition::Existence;
  struct Case {
    std::string_view name;
    DraftCondition condition;
    bool without;
    bool with_a;
    bool with_b;
  };
  const std::vector<std::string> a = {"a"};
  const Case cases[] = {
      {"nothing asked", {}, true, true, true},
      {"a tag", {a, Existence::must_exist}, false, true, false},
      {"any draft", {{}, Existence::must_exist}, false, true, true},
      {"none yet", {{}, Existence::must_not_exist}, true, false, false},
  };
  const std::string revision_a = "a";
  const std::string revision_b = "b";
  for (const Case& one : cases) {
    EXPECT_EQ(one.condition.holds(nullptr), one.without) << one.name;
    EXPECT_EQ(one.condition.holds(&revision_a), one.with_a) << one.name;
    EXPECT_EQ(one.condition.holds(&revision_b), one.with_b) << one.name;
  }
}

}  // namespace
}  // namespace connectory::service
