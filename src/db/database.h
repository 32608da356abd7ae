#pragma once

// The only room that knows a database driver. The rooms above use one SQL dialect: `?` parameters, RETURNING and ON
// CONFLICT as both SQLite and PostgreSQL support them, and only texts, 64-bit integers and bytes (type BYTEA).
// Ownership: a Connection belongs to one thread at a time; the Database outlives its connections.
// Errors: db::Error. After a failure inside a transaction, the caller rolls back.
// Source: SQLite (WAL, synchronous=FULL for every acknowledged write).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/function_ref.h"
#include "db/errors.h"

namespace connectory::db {

// Binary values: images, sealed values.
using Bytes = std::span<const std::byte>;
inline Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// A bound parameter. Texts and bytes are borrowed for the duration of the call.
using Value = std::variant<std::monostate, std::int64_t, std::string_view, Bytes>;

class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;  // columns from 0
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // valid until the next row
  virtual Bytes bytes(int column) const = 0;            // valid until the next row
};

class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement, and returns how many rows it changed. Statements are prepared once for each connection.
  virtual Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) = 0;
  // Runs one query, and passes each row to `on_row` until that returns stop.
  enum class Next : std::uint8_t { row, stop };
  virtual Result<void> query_until(std::string_view sql, std::span<const Value> values,
                                   base::FunctionRef<Next(const Row&)> on_row) = 0;
  // Runs a script of several statements without parameters, such as a migration.
  virtual Result<void> run_script(std::string_view sql) = 0;
  // A number that changes when any other connection, in this or a different process, commits.
  virtual Result<std::int64_t> change_mark() = 0;
  // False if a failure made the driver roll back the complete transaction (a full disk, an I/O error).
  virtual bool is_in_transaction() const = 0;

  Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Value> values = {}) {
    return execute(sql, std::span(values.begin(), values.size()));
  }
  Result<void> query_until(std::string_view sql, std::initializer_list<Value> values,
                           base::FunctionRef<Next(const Row&)> on_row) {
    return query_until(sql, std::span(values.begin(), values.size()), on_row);
  }
  // Passes every row to `on_row`.
  Result<void> query(std::string_view sql, std::span<const Value> values, base::FunctionRef<void(const Row&)> on_row) {
    const auto go_on = [&](const Row& row) {
      on_row(row);
      return Next::row;
    };
    return query_until(sql, values, go_on);
  }
  Result<void> query(std::string_view sql, std::initializer_list<Value> values,
                     base::FunctionRef<void(const Row&)> on_row) {
    return query(sql, std::span(values.begin(), values.size()), on_row);
  }
};

// A transaction that rolls back unless it is committed. `write` acquires the write lock immediately, so that this
// cannot fail later.
class Transaction {
 public:
  enum class Kind : std::uint8_t { read, write };
  static Result<Transaction> begin(Connection& connection, Kind kind);

  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

// A part of a transaction that can be rolled back alone, such as one job of a group commit.
class Savepoint {
 public:
  static Result<Savepoint> begin(Connection& connection);

  Savepoint(Savepoint&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Savepoint& operator=(Savepoint&&) = delete;
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();

  Result<void> keep();

 private:
  explicit Savepoint(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

class Database {
 public:
  enum class Access : std::uint8_t { read, write };

  virtual ~Database() = default;
  virtual Result<std::unique_ptr<Connection>> connect(Access access) = 0;
  // Copies the database consistently into a new file, while others read and write.
  virtual Result<void> back_up(const std::filesystem::path& file) = 0;
};

// An SQLite database in `file`, which is created with mode 0600 if it is missing.
Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file);

struct Migration {
  std::string_view name;  // such as `0001_connectors.sql`; migrations are ordered by the number
  std::string_view sql;
};

// Upgrades the schema under the write lock, running each missing migration once, in order. Returns how many ran.
// Errors: `newer` if the database has a migration that this program does not know.
Result<int> migrate(Connection& connection, std::span<const Migration> migrations, std::int64_t now_unix_ms);

}  // namespace connectory::db
