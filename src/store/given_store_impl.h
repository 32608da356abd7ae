#pragma once

// For the tests of this room: a store in its own folder with the teams 42 and 43 and a manual clock, and the announced
// changes.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/guarded.h"
#include "base/try.h"
#include "json/document.h"
#include "store/store.h"
#include "store/teams.h"
#include "store/versions.h"

namespace connectory::store {

class GivenStore : public testing::Test {
 protected:
  GivenStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened = Store::open({folder_, StoreOptions::Role::server, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    store_ = *std::move(opened);
    for (const TeamId id : {team, other_team})
      EXPECT_TRUE(write([id](Writing& writing) { return create_team(writing, {id, "Acme"}, actor); }));
    store_->listen([this](const Change* change) {
      constexpr std::string_view kinds[] = {"connector ", "identity ", "logo "};
      announced_.with([&](auto& all) {
        all.push_back(change == nullptr ? std::string("everything")
                                        : std::string(kinds[static_cast<std::size_t>(change->kind)]) + change->subject);
      });
    });
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  template <class F>
  std::invoke_result_t<F&, Writing&> write(F f) {
    return store_->write_now(std::move(f));
  }
  template <class F>
  std::invoke_result_t<F&, db::Connection&> read(F f) {
    return store_->read_now(std::move(f));
  }
  // The first column of each row, as text; `null` for none.
  std::vector<std::string> column(std::string_view sql) {
    std::vector<std::string> found;
    const auto done = read([&](db::Connection& connection) -> Result<void> {
      TRY_DO(connection.query(
          sql, {}, [&](const db::Row& row) { found.push_back(row.is_null(0) ? "null" : std::string(row.text(0))); }));
      return {};
    });
    EXPECT_TRUE(done.has_value()) << sql;
    return found;
  }
  // The actions and their subjects, oldest first, without the creation of the teams.
  std::vector<std::string> audited() {
    return column("SELECT action || ' ' || subject FROM audit WHERE action <> 'team.create' ORDER BY audit_id");
  }
  std::string last_details() { return column("SELECT details FROM audit ORDER BY audit_id DESC LIMIT 1").at(0); }
  std::vector<std::string> announced() {
    return announced_.with([](auto& all) { return std::exchange(all, {}); });
  }
  static NewConfiguration parsed(std::string text, std::optional<std::string> note = {}) {
    const auto document = json::Document::parse(std::move(text));
    EXPECT_TRUE(document.has_value());
    return make_configuration(document->root(), std::move(note));
  }
  // The error of an operation that must fail.
  template <class R>
  static Error::Code code_of(const R& outcome) {
    EXPECT_FALSE(outcome.has_value());
    return outcome.has_value() ? Error::Code::internal : outcome.error().code;
  }

  static inline const TeamId team{42};
  static inline const TeamId other_team{43};
  static inline const Actor actor{"ann", "10.0.0.1"};
  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  base::Guarded<std::vector<std::string>> announced_;
  std::unique_ptr<Store> store_;
};

}  // namespace connectory::store
