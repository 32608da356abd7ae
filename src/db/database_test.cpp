#include "db/database.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace connectory::db {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "db-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened = open_sqlite(folder_ / "test.db");
    EXPECT_TRUE(opened.has_value());
    database_ = *std::move(opened);
    auto connected = database_->connect(Database::Access::write);
    EXPECT_TRUE(connected.has_value());
    connection_ = *std::move(connected);
    EXPECT_TRUE(connection_->run_script("CREATE TABLE kept (id BIGINT PRIMARY KEY, text TEXT, bytes BYTEA)"));
  }
  void TearDown() override {
    connection_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void keep(std::int64_t id, Value text, Value bytes) {
    EXPECT_TRUE(connection_->execute("INSERT INTO kept (id, text, bytes) VALUES (?, ?, ?)", {id, text, bytes}));
  }
  // Absent for null.
  std::optional<std::string> bytes(std::int64_t id) {
    std::optional<std::string> found;
    EXPECT_TRUE(connection_->query("SELECT bytes FROM kept WHERE id = ?", {id}, [&](const Row& row) {
      const Bytes kept = row.bytes(0);
      if (!row.is_null(0)) found.emplace(reinterpret_cast<const char*>(kept.data()), kept.size());
    }));
    return found;
  }

  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(DatabaseTest, BytesComeBackAsTheyWere) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  const std::string large(3'000'000, '\xff');
  keep(1, {}, bytes_of(all));
  keep(2, {}, bytes_of(large));
  keep(3, {}, bytes_of("123"));  // text that looks like a number is not converted
  EXPECT_EQ(bytes(1), all);
  EXPECT_EQ(bytes(2), large);
  EXPECT_EQ(bytes(3), "123");
}

TEST_F(DatabaseTest, NoBytesAreNotNull) {
  keep(1, std::string_view(), Bytes());
  keep(2, {}, {});
  EXPECT_EQ(bytes(1), "");
  EXPECT_EQ(bytes(2), std::nullopt);
}

// Debian's library overwrites deleted data by default. Others may not, so each connection requests it.
TEST(Database, WhatIsDeletedIsOverwritten) {
  const auto forget_nothing = [](sqlite3* handle, char**, const void*) {
    return sqlite3_exec(handle, "PRAGMA secure_delete = OFF", nullptr, nullptr, nullptr);
  };
  using Opened = int (*)(sqlite3*, char**, const void*);
  const auto entry = reinterpret_cast<void (*)()>(static_cast<Opened>(forget_nothing));
  ASSERT_EQ(sqlite3_auto_extension(entry), SQLITE_OK);
  std::string pattern = (std::filesystem::temp_directory_path() / "db-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  const std::string sealed = "v1.what-was-sealed-and-then-deleted";
  for (const auto& [access, is_writer] : {std::pair{Database::Access::write, true}, {Database::Access::read, false}}) {
    const auto database = *open_sqlite(folder / "test.db");
    auto connection = *database->connect(access);
    std::int64_t is_on = 0;
    ASSERT_TRUE(connection->query("PRAGMA secure_delete", {}, [&](const Row& row) { is_on = row.integer(0); }));
    EXPECT_EQ(is_on, 1);
    if (!is_writer) continue;
    ASSERT_TRUE(connection->run_script("CREATE TABLE kept (id BIGINT PRIMARY KEY, text TEXT)"));
    for (const std::int64_t id : {1, 2, 3})
      ASSERT_TRUE(connection->execute("INSERT INTO kept VALUES (?, ?)", {id, std::string_view(sealed)}));
    ASSERT_TRUE(connection->execute("UPDATE kept SET text = NULL WHERE id = 1"));
    ASSERT_TRUE(connection->execute("DELETE FROM kept WHERE id > 1"));
    connection.reset();  // the write-ahead log is deleted with the last connection
  }
  EXPECT_EQ(sqlite3_cancel_auto_extension(entry), 1);
  std::ifstream file(folder / "test.db", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.find(sealed), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "test.db-wal"));
  std::filesystem::remove_all(folder);
}

// ---- migrations --------------------------------------------------------------------------------------------------------

// A connection that calls a function just before it acquires the write lock.
class Hesitant final : public Connection {
 public:
  Hesitant(Connection& connection, std::function<void()> before)
      : connection_(connection), before_(std::move(before)) {}
  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) override {
    if (sql.starts_with("BEGIN IMMEDIATE")) before_();
    return connection_.execute(sql, values);
  }
  Result<void> query_until(std::string_view sql, std::span<const Value> values,
                           base::FunctionRef<Next(const Row&)> on_row) override {
    return connection_.query_until(sql, values, on_row);
  }
  Result<void> run_script(std::string_view sql) override { return connection_.run_script(sql); }
  Result<std::int64_t> change_mark() override { return connection_.change_mark(); }
  bool is_in_transaction() const override { return connection_.is_in_transaction(); }

 private:
  Connection& connection_;
  std::function<void()> before_;
};

TEST_F(DatabaseTest, TwoProcessesThatMigrateAtOnce) {
  const Migration known[] = {{"0001_first.sql", "CREATE TABLE first (id BIGINT); INSERT INTO first VALUES (1)"},
                             {"0002_second.sql", "CREATE TABLE second (id BIGINT)"}};
  const auto other = *database_->connect(Database::Access::write);

  // The other connection migrates after this one has seen that there is something to migrate.
  Hesitant slower(*connection_, [&] { ASSERT_EQ(migrate(*other, known, 5), 2); });
  EXPECT_EQ(migrate(slower, known, 5), 0);

  std::int64_t count = 0;
  ASSERT_TRUE(connection_->query("SELECT COUNT(*) FROM first", {}, [&](const Row& row) { count = row.integer(0); }));
  EXPECT_EQ(count, 1);
}

TEST_F(DatabaseTest, ANewerProgramMayBeQuicker) {
  const Migration known[] = {{"0001_first.sql", "CREATE TABLE first (id BIGINT)"},
                             {"0002_second.sql", "CREATE TABLE second (id BIGINT)"}};
  const auto other = *database_->connect(Database::Access::write);
  Hesitant older(*connection_, [&] { ASSERT_EQ(migrate(*other, known, 5), 2); });
  const auto migrated = migrate(older, std::span(known).first(1), 5);
  ASSERT_FALSE(migrated.has_value());
  EXPECT_EQ(migrated.error().code, Error::Code::newer);
  EXPECT_FALSE(connection_->is_in_transaction());
}

}  // namespace
}  // namespace connectory::db
