#include "db/database.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>

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
  // Absent: null.
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
  keep(3, {}, bytes_of("123"));  // no number is made of what looks like one
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

}  // namespace
}  // namespace connectory::db
