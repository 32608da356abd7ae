#pragma once

// The only place that knows a database driver. Above it stands one SQL: `?` parameters, RETURNING and ON CONFLICT as
// SQLite and PostgreSQL both have them, texts, 64-bit integers and bytes (a column of type BYTEA) as the only types.
// Ownership: a Connection belongs to one thread at a time; the Database outlives its connections.
// Errors: db::Error; after a failure inside a transaction the caller rolls back.
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

// What is no text: images, sealed values.
using Bytes = std::span<const std::byte>;
inline Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// A bound parameter; texts and bytes are borrowed for the length of the call.
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

  // Runs one statement; answers how many rows it changed. Statements are prepared once per connection.
  virtual Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) = 0;
  // Runs one query and shows each row, until `on_row` answers stop.
  enum class Next : std::uint8_t { row, stop };
  virtual Result<void> query_until(std::string_view sql, std::span<const Value> values,
                                   base::FunctionRef<Next(const Row&)> on_row) = 0;
  // Runs a script of several statements, none with parameters: migrations.
  virtual Result<void> run_script(std::string_view sql) = 0;
  // A number that changes when any other connection, of this process or another, has committed.
  virtual Result<std::int64_t> change_mark() = 0;
  // False where a failure made the driver take the whole transaction back (a full disk, an I/O error).
  virtual bool is_in_transaction() const = 0;

  Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Value> values = {}) {
    return execute(sql, std::span(values.begin(), values.size()));
  }
  Result<void> query_until(std::string_view sql, std::initializer_list<Value> values,
                           base::FunctionRef<Next(const Row&)> on_row) {
    return query_until(sql, std::span(values.begin(), values.size()), on_row);
  }
  // Shows every row.
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

// A transaction that rolls back unless committed. `write` takes the write lock at once, so that it cannot fail later.
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

// A part of a transaction that can be taken back alone: one job of a group commit.
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
  // A consistent copy into a new file while others read and write.
  virtual Result<void> back_up(const std::filesystem::path& file) = 0;
};

// An SQLite database in `file`, created with mode 0600 where it is missing.
Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file);

struct Migration {
  std::string_view name;  // `0001_connectors.sql`: the number orders them
  std::string_view sql;
};

// Brings the schema up to date under the write lock; each migration once, in order. Answers how many ran.
// Errors: `newer` where the database has a migration that this program does not know.
Result<int> migrate(Connection& connection, std::span<const Migration> migrations, std::int64_t now_unix_ms);

}  // namespace connectory::db
