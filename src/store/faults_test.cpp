// The store on a failing disk. In a run of writes, every change of a file fails once, in each way. After each failure,
// everything that was acknowledged is there, no write is there only in part, and the store works again.

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "db/faulty_files.h"
#include "store/audit.h"
#include "store/connector_list.h"
#include "store/connectors.h"
#include "store/store.h"
#include "store/teams.h"
#include "store/versions.h"

namespace connectory::store {
namespace {

using db::FaultyFiles;
using Fault = FaultyFiles::Fault;
using Luck = FaultyFiles::Luck;

const TeamId shop_team(42);
const Actor tester{"test", ""};

// The texts of all versions of each connector, and how many changes were made.
struct State {
  std::map<std::string, std::vector<std::string>> connectors;
  std::size_t changes = 0;
  bool operator==(const State&) const = default;
};

struct Step {
  enum class Kind : std::uint8_t { create, save, remove } kind;
  std::string id;
  std::string text = {};

  Result<void> run(Store& store) const {
    return store.write_now([this](Writing& writing) -> Result<void> {
      const ConnectorId connector(id);
      const auto accept_all = [](std::string_view) { return true; };
      switch (kind) {
        case Kind::create: {
          auto made = create_connector(writing, {shop_team, connector, "Shop", {}, make_configuration(text)}, tester);
          if (!made) return std::unexpected(made.error());
          return {};
        }
        case Kind::save: {
          ConnectorChange change;
          change.configuration = make_configuration(text);
          change.step.may_compare = true;
          return update_connector(writing, shop_team, connector, change, accept_all, tester);
        }
        case Kind::remove: return delete_connector(writing, shop_team, connector, accept_all, tester);
      }
      std::unreachable();
    });
  }
  void note_in(State& state) const {
    ++state.changes;
    if (kind == Kind::remove)
      state.connectors.erase(id);
    else
      state.connectors[id].push_back(text);
  }
};

std::vector<Step> steps() {
  using enum Step::Kind;
  const std::string large = R"({"a":")" + std::string(60'000, 'x') + R"("})";
  return {{create, "NEW01", "{}"},  {save, "NEW01", R"({"n":1})"}, {save, "OLD01", large},
          {create, "NEW02", large}, {save, "NEW02", R"({"n":2})"}, {remove, "OLD01"},
          {save, "NEW01", large}};
}

State read_state(Store& store) {
  State state;
  const auto done = store.read_now([&](db::Connection& connection) -> Result<void> {
    const auto listed = list_connector_ids(connection, shop_team);
    if (!listed) return std::unexpected(listed.error());
    for (const ConnectorId& id : *listed) {
      const auto current = get_connector(connection, shop_team, id);
      const auto page = list_versions(connection, shop_team, id, {{}, 100, true});
      if (!page) return std::unexpected(page.error());
      auto& texts = state.connectors[id.value()];
      for (const Version& version : page->versions) texts.insert(texts.begin(), *version.configuration);
      EXPECT_EQ(current->configuration->json, texts.back());
    }
    const auto audit = list_audit(connection, shop_team, {.count_max = 100});
    if (!audit) return std::unexpected(audit.error());
    for (const AuditEntry& entry : audit->entries) state.changes += entry.action.starts_with("connector.") ? 1U : 0U;
    const auto checked =
        connection.query("PRAGMA integrity_check", {}, [](const db::Row& row) { EXPECT_EQ(row.text(0), "ok"); });
    if (!checked) return std::unexpected(Error(checked.error()));
    return {};
  });
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().detail);
  return state;
}

class FaultsTest : public testing::TestWithParam<Fault> {
 protected:
  FaultsTest() : template_(make_folder()) {
    auto store = open(template_);
    EXPECT_TRUE(
        (*store)->write_now([](Writing& writing) { return create_team(writing, {shop_team, "Acme"}, tester); }));
    const Step step{Step::Kind::create, "OLD01", R"({"n":0})"};
    EXPECT_TRUE(step.run(**store));
    step.note_in(begin_);
  }
  void TearDown() override {
    for (const auto& folder : folders_) std::filesystem::remove_all(folder);
  }

  std::filesystem::path make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "faults-XXXXXX").string();
    folders_.emplace_back(::mkdtemp(pattern.data()));
    return folders_.back();
  }
  Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder) {
    return Store::open({folder, StoreOptions::Role::tool, 1}, clock_, random_, base::quiet_log());
  }
  // The state on a working disk.
  State state_in(const std::filesystem::path& folder) {
    auto store = open(folder);
    EXPECT_TRUE(store.has_value()) << (store ? "" : store.error().detail);
    return store ? read_state(**store) : State{};
  }
  // Checks the folder as it is or, after a loss of power, in each state that the disk may have been left in.
  void judge_what_is_left(const FaultyFiles& files, const std::filesystem::path& folder,
                          const std::function<void(const std::filesystem::path&)>& judge) {
    if (GetParam() != Fault::power_loss) return judge(folder);
    for (const Luck luck : {Luck::none, Luck::all, Luck::every_other, Luck::half_of_the_last}) {
      SCOPED_TRACE("luck " + std::to_string(static_cast<int>(luck)));
      const std::filesystem::path copy = make_folder();
      files.leave(folder, copy, luck);
      judge(copy);
      std::filesystem::remove_all(copy);
    }
  }

  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  std::vector<std::filesystem::path> folders_;
  std::filesystem::path template_;
  State begin_;
};

TEST_P(FaultsTest, NoChangeOfAFileCanFailWithAHalfWrite) {
  bool was_reached = true;
  int refused_runs = 0;
  for (std::int64_t call = 1; was_reached; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    const std::filesystem::path folder = make_folder();
    std::filesystem::copy(template_, folder);
    FaultyFiles files;
    State known = begin_;
    std::optional<Step> in_doubt;  // refused, but possibly only its answer was lost
    {
      auto store = open(folder);
      ASSERT_TRUE(store.has_value());
      files.arm(call, GetParam());
      for (const Step& step : steps()) {
        if (step.run(**store)) {
          step.note_in(known);
        } else {
          in_doubt = step;
          EXPECT_FALSE((*store)->is_healthy());
          EXPECT_EQ(read_state(**store), known) << "what was refused can be read";
          break;
        }
      }
      was_reached = files.calls() >= call;
      refused_runs += in_doubt ? 1 : 0;
      if (GetParam() != Fault::power_loss) {
        files.repair();
        const Step after{Step::Kind::create, "LATER", "{}"};
        ASSERT_TRUE(after.run(**store)) << "the store does not recover by itself";
        after.note_in(known);
        EXPECT_TRUE((*store)->is_healthy());
        EXPECT_EQ(read_state(**store), known);
        in_doubt.reset();  // overwritten since then
      }
    }
    files.repair();
    const auto judge = [&](const std::filesystem::path& left) {
      const State found = state_in(left);
      State with_it = known;
      if (in_doubt) in_doubt->note_in(with_it);
      EXPECT_TRUE(found == known || found == with_it);
    };
    judge_what_is_left(files, folder, judge);
    if (HasFailure()) return;
    std::filesystem::remove_all(folder);
  }
  EXPECT_GT(refused_runs, 10);
}

TEST_P(FaultsTest, AFirstStartThatFailsCanBeMadeAgain) {
  bool was_reached = true;
  int failed_starts = 0;
  for (std::int64_t call = 1; was_reached; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    const std::filesystem::path folder = make_folder();
    FaultyFiles files;
    files.arm(call, GetParam());
    failed_starts += open(folder).has_value() ? 0 : 1;
    was_reached = files.calls() >= call;
    files.repair();
    const auto judge = [&](const std::filesystem::path& left) {
      auto store = open(left);
      ASSERT_TRUE(store.has_value()) << store.error().detail;
      EXPECT_TRUE(
          (*store)->write_now([](Writing& writing) { return create_team(writing, {shop_team, "Acme"}, tester); }));
      EXPECT_EQ(read_state(**store), State{});
    };
    judge_what_is_left(files, folder, judge);
    if (HasFailure()) return;
    std::filesystem::remove_all(folder);
  }
  EXPECT_GT(failed_starts, 10);
}

INSTANTIATE_TEST_SUITE_P(Each, FaultsTest, testing::Values(Fault::io_error, Fault::full, Fault::power_loss),
                         [](const auto& one) {
                           return one.param == Fault::io_error ? "IoError"
                                  : one.param == Fault::full   ? "Full"
                                                               : "PowerLoss";
                         });

}  // namespace
}  // namespace connectory::store
