#pragma once

// For the tests of this room: a store in its own folder with the teams 42 and 43, a loop on which tasks run to their
// end, and a manual clock.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/task.h"
#include "base/try.h"
#include "store/connectors.h"
#include "store/store.h"
#include "store/teams.h"

namespace connectory::service {

// One loop for all tests, because a pool's thread may still be waking it when the task that it worked for is over.
inline boost::asio::io_context& test_loop() {
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

class GivenStore : public testing::Test {
 protected:
  GivenStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "service-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened =
        store::Store::open({folder_, store::StoreOptions::Role::server, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    store_ = *std::move(opened);
    for (const store::TeamId id : {team, other_team})
      EXPECT_TRUE(store_->write_now(
          [id](store::Writing& writing) { return store::create_team(writing, {id, "Acme"}, {"test", ""}); }));
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  template <class F>
  auto write(F f) {
    return store_->write_now(std::move(f));
  }
  template <class F>
  auto read(F f) {
    return store_->read_now(std::move(f));
  }
  store::ConnectorId new_connector(std::string configuration = "{}") {
    const auto created = write([&](store::Writing& writing) {
      return store::create_connector(
          writing, {team, {}, "Shop", {}, store::make_configuration(json(std::move(configuration)).root())}, actor);
    });
    EXPECT_TRUE(created.has_value());
    return created->id;
  }
  static json::Document json(std::string text) {
    auto document = json::Document::parse(std::move(text));
    EXPECT_TRUE(document.has_value());
    return *std::move(document);
  }
  void execute(std::string_view sql) {
    const auto done = write([sql](store::Writing& writing) -> store::Result<void> {
      TRY_DO(writing.connection.execute(sql));
      return {};
    });
    EXPECT_TRUE(done.has_value()) << sql;
  }
  // The first column of each row, as text; `null` for none.
  std::vector<std::string> column(std::string_view sql) {
    std::vector<std::string> found;
    const auto done = read([&](db::Connection& connection) -> store::Result<void> {
      TRY_DO(connection.query(
          sql, {}, [&](const db::Row& row) { found.push_back(row.is_null(0) ? "null" : std::string(row.text(0))); }));
      return {};
    });
    EXPECT_TRUE(done.has_value()) << sql;
    return found;
  }
  // The actions and their subjects, oldest first.
  std::vector<std::string> audited() { return column("SELECT action || ' ' || subject FROM audit ORDER BY audit_id"); }

  static inline const store::TeamId team{42};
  static inline const store::TeamId other_team{43};
  static inline const store::Actor actor{"ann", ""};
  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  base::Pool pool_{1};
  std::unique_ptr<store::Store> store_;
};

}  // namespace connectory::service
