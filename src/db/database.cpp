#include "db/database.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::db {

Result<Transaction> Transaction::begin(Connection& connection, Kind kind) {
  TRY_DO(connection.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  // If the rollback fails, there is nothing left to roll back, because the driver ended the transaction itself.
  if (connection_ != nullptr) static_cast<void>(connection_->execute("ROLLBACK"));
}

Result<void> Transaction::commit() {
  TRY_DO(connection_->execute("COMMIT"));
  connection_ = nullptr;
  return {};
}

Result<Savepoint> Savepoint::begin(Connection& connection) {
  TRY_DO(connection.execute("SAVEPOINT job"));
  return Savepoint(connection);
}

Savepoint::~Savepoint() {
  if (connection_ == nullptr) return;
  static_cast<void>(connection_->execute("ROLLBACK TO SAVEPOINT job"));
  static_cast<void>(connection_->execute("RELEASE SAVEPOINT job"));
}

Result<void> Savepoint::keep() {
  TRY_DO(connection_->execute("RELEASE SAVEPOINT job"));
  connection_ = nullptr;
  return {};
}

Result<int> migrate(Connection& connection, std::span<const Migration> migrations, std::int64_t now_unix_ms) {
  const auto number_of = [](std::string_view name) {
    std::int64_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    return number;
  };
  // Checked first without the write lock, so that a start with an up-to-date database writes nothing.
  std::int64_t applied = 0;
  const auto read_applied = [&]() -> Result<void> {
    bool exists = false;
    TRY_DO(connection.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'", {},
                            [&](const Row&) { exists = true; }));
    if (!exists) return {};
    return connection.query("SELECT COALESCE(MAX(number), 0) FROM schema_migrations", {},
                            [&](const Row& row) { applied = row.integer(0); });
  };
  TRY_DO(read_applied());
  const std::int64_t known = migrations.empty() ? 0 : number_of(migrations.back().name);
  const auto refuse_newer = [&]() -> Result<void> {
    if (applied <= known) return {};
    return std::unexpected(Error{
        Error::Code::newer,
        fmt::format(
            "the database has schema {}, but this program supports only up to {}; use the version that wrote it, or a newer one",
            applied, known)});
  };
  TRY_DO(refuse_newer());
  if (applied == known) return 0;

  TRY(Transaction transaction, Transaction::begin(connection, Transaction::Kind::write));
  TRY_DO(
      connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                         "applied_at BIGINT NOT NULL)"));
  TRY_DO(read_applied());  // another process may have migrated meanwhile
  TRY_DO(refuse_newer());
  int ran = 0;
  for (const Migration& migration : migrations) {
    const std::int64_t number = number_of(migration.name);
    if (number <= applied) continue;
    TRY_DO(connection.run_script(migration.sql));
    TRY_DO(connection.execute("INSERT INTO schema_migrations (number, name, applied_at) VALUES (?, ?, ?)",
                              {number, migration.name, now_unix_ms}));
    ++ran;
  }
  TRY_DO(transaction.commit());
  return ran;
}

}  // namespace connectory::db
