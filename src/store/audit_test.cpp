#include "store/audit.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/try.h"

namespace connectory::store {
namespace {

const TeamId audited_team{42};

class AuditTest : public testing::Test {
 protected:
  AuditTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "audit-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened = Store::open({folder_, StoreOptions::Role::tool, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    store_ = *std::move(opened);
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& subject) {
    EXPECT_TRUE(store_->write_now(
        [&](Writing& writing) { return record(writing, audited_team, {"test", ""}, {"thing.change", subject}); }));
  }
  std::string subjects(AuditQuery query = everything()) {
    const auto page =
        store_->read_now([&](db::Connection& connection) { return list_audit(connection, audited_team, query); });
    EXPECT_TRUE(page.has_value());
    std::string all;
    for (const AuditEntry& entry : page->entries) all += entry.subject + " ";
    return all + (page->next ? "..." : "");
  }
  static AuditQuery everything() {
    return {.after_id = {}, .before = {}, .action = {}, .subject = {}, .actor = {}, .count_max = 100};
  }

  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  std::unique_ptr<Store> store_;
};

TEST_F(AuditTest, RowsKeepTheirOrderWhateverTheClockDoes) {
  write("a");
  write("b");  // in the same millisecond
  clock_.advance(std::chrono::hours(-1));
  write("c");
  clock_.advance(std::chrono::hours(2));
  write("d");
  EXPECT_EQ(subjects(), "d c b a ");
  AuditQuery query = everything();
  query.count_max = 3;
  EXPECT_EQ(subjects(query), "d c b ...");
  // A row written while the clock was behind has the time of the row before it.
  query.before = base::WallTime{1'700'000'000'000};
  EXPECT_EQ(subjects(query), "");
  query.before = base::WallTime{1'700'000'000'001};
  EXPECT_EQ(subjects(query), "c b a ");
  query.before = base::WallTime{INT64_MIN};
  EXPECT_EQ(subjects(query), "");
}

// Earlier versions of the program drew the second half of an id at random.
TEST_F(AuditTest, TheHighestNumberOfAMillisecondIsFollowedByTheNextMillisecond) {
  write("a");
  EXPECT_TRUE(store_->write_now([&](Writing& writing) -> Result<void> {
    TRY_DO(writing.connection.execute("UPDATE audit SET audit_id = substr(audit_id, 1, 12) || 'ffffffff'", {}));
    return {};
  }));
  write("b");
  EXPECT_EQ(subjects(), "b a ");
}

TEST_F(AuditTest, TheOldestAreRemovedFirst) {
  for (const char* subject : {"a", "b", "c", "d"}) {
    write(subject);
    clock_.advance(std::chrono::milliseconds(10));
  }
  const auto prune = [&](std::int64_t count_max) {
    return *store_->write_now(
        [&](Writing& writing) { return prune_audit_before(writing, {1'700'000'000'030}, count_max); });
  };
  EXPECT_EQ(prune(2), 2);
  EXPECT_EQ(subjects(), "d c ");
  EXPECT_EQ(prune(2), 1);
  EXPECT_EQ(prune(2), 0);
  EXPECT_EQ(subjects(), "d ");
}

TEST_F(AuditTest, AChangeThatFailsLeavesNoRow) {
  EXPECT_FALSE(store_->write_now([&](Writing& writing) -> Result<void> {
    TRY_DO(record(writing, audited_team, {"test", ""}, {"thing.change", "a"}));
    return std::unexpected(Error::not_found("no such thing"));
  }));
  EXPECT_EQ(subjects(), "");
}

}  // namespace
}  // namespace connectory::store
