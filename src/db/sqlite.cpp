// The SQLite driver. It is one file, so that no SQLite name is visible anywhere else.

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <unordered_map>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/limits.h"
#include "base/try.h"
#include "db/copy.h"
#include "db/database.h"

namespace connectory::db {
namespace {

using Handle = std::unique_ptr<sqlite3, decltype([](sqlite3* handle) { sqlite3_close_v2(handle); })>;
using Prepared = std::unique_ptr<sqlite3_stmt, decltype([](sqlite3_stmt* statement) { sqlite3_finalize(statement); })>;

Error::Code code_of(int extended) {
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error::Code::busy;
    case SQLITE_FULL: return Error::Code::full;
    case SQLITE_READONLY:
    case SQLITE_PERM: return Error::Code::read_only;
    case SQLITE_IOERR: return Error::Code::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Error::Code::corrupt;
    case SQLITE_CANTOPEN: return Error::Code::cannot_open;
    case SQLITE_CONSTRAINT:
      return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ? Error::Code::duplicate
                                                                                              : Error::Code::internal;
    default: return Error::Code::internal;
  }
}

Error error_of(sqlite3* handle) { return {code_of(sqlite3_extended_errcode(handle)), sqlite3_errmsg(handle)}; }

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  Bytes bytes(int column) const override {
    const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(Handle handle) : handle_(std::move(handle)) {}

  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) override {
    TRY_DO(query(sql, values, [](const Row&) {}));
    return sqlite3_changes64(handle_.get());
  }

  Result<void> query_until(std::string_view sql, std::span<const Value> values,
                           base::FunctionRef<Next(const Row&)> on_row) override {
    TRY(sqlite3_stmt* const statement, prepared(sql));
    // A statement that is not reset keeps its read transaction open, so it is reset however this function ends.
    const std::unique_ptr<sqlite3_stmt, decltype([](sqlite3_stmt* used) {
                            sqlite3_reset(used);
                            sqlite3_clear_bindings(used);
                          })>
        reset(statement);
    for (std::size_t i = 0; i < values.size(); ++i) TRY_DO(bind(statement, static_cast<int>(i) + 1, values[i]));
    const SqliteRow row(statement);
    for (;;) {
      switch (sqlite3_step(statement)) {
        case SQLITE_ROW:
          if (on_row(row) == Next::stop) return {};
          break;
        case SQLITE_DONE: return {};
        default: return std::unexpected(error_of(handle_.get()));
      }
    }
  }

  Result<void> run_script(std::string_view sql) override {
    if (sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      return std::unexpected(error_of(handle_.get()));
    return {};
  }

  Result<std::int64_t> change_mark() override {
    std::int64_t mark = 0;
    TRY_DO(query("PRAGMA data_version", {}, [&](const Row& row) { mark = row.integer(0); }));
    return mark;
  }

  bool is_in_transaction() const override { return sqlite3_get_autocommit(handle_.get()) == 0; }

 private:
  Result<void> bind(sqlite3_stmt* statement, int index, const Value& value) {
    int outcome = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      outcome = sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      // An empty view may have no address, which SQLite would read as null.
      outcome = sqlite3_bind_text64(statement, index, text->data() == nullptr ? "" : text->data(), text->size(),
                                    SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
      // Here too, SQLite would read empty bytes without an address as null.
      outcome = bytes->empty() ? sqlite3_bind_zeroblob(statement, index, 0)
                               : sqlite3_bind_blob64(statement, index, bytes->data(), bytes->size(), SQLITE_STATIC);
    } else {
      outcome = sqlite3_bind_null(statement, index);
    }
    if (outcome != SQLITE_OK) return std::unexpected(error_of(handle_.get()));
    return {};
  }

  Result<sqlite3_stmt*> prepared(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) return known->second.get();
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr) != SQLITE_OK)
      return std::unexpected(error_of(handle_.get()));
    return statements_.emplace(std::string(sql), Prepared(statement)).first->second.get();
  }

  struct HashText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  Handle handle_;
  std::unordered_map<std::string, Prepared, HashText, std::equal_to<>> statements_;  // finalized before the handle
};

std::unexpected<Error> failure_of(const std::filesystem::path& file) {
  const std::error_code failure(errno, std::generic_category());
  const auto code = errno == EROFS    ? Error::Code::read_only
                    : errno == ENOSPC ? Error::Code::full
                                      : Error::Code::cannot_open;
  return std::unexpected(Error{code, fmt::format("{}: {}", file.native(), failure.message())});
}

// Gives a complete file its final name, which must not be in use. SQLite has synced neither the file nor the folder.
Result<void> publish(int opened, const std::filesystem::path& whole, const std::filesystem::path& file) {
  if (::fsync(opened) != 0) return failure_of(whole);
  bool is_named = ::renameat2(AT_FDCWD, whole.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) == 0;
  // A network file system may not support the flag. It has already been checked that the name is free.
  if (!is_named && errno == EINVAL) is_named = ::rename(whole.c_str(), file.c_str()) == 0;
  if (!is_named) return failure_of(file);
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const int folder_opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_opened < 0) return failure_of(folder);
  ::fsync(folder_opened);
  ::close(folder_opened);
  return {};
}

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(std::filesystem::path file) : file_(std::move(file)) {}

  Result<std::unique_ptr<Connection>> connect(Access access) override {
    sqlite3* opened = nullptr;
    const int outcome = sqlite3_open_v2(file_.c_str(), &opened,
                                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Handle handle(opened);
    if (outcome != SQLITE_OK) return std::unexpected(error_of(handle.get()));
    sqlite3_busy_timeout(handle.get(),
                         static_cast<int>(std::chrono::milliseconds(base::limits::database_busy_timeout).count()));
    auto connection = std::make_unique<SqliteConnection>(std::move(handle));
    // A page of 8 KiB holds a row of 4 KiB, so that reading one configuration reads one page.
    TRY_DO(
        connection->run_script("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                               "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; "
                               "PRAGMA secure_delete = ON;"));
    if (access == Access::read) TRY_DO(connection->run_script("PRAGMA query_only = ON"));
    return connection;
  }

  Result<void> back_up(const std::filesystem::path& file) override {
    // It has a temporary name until it is complete, so that a file with the requested name is always a backup.
    std::filesystem::path partial = file;
    partial += ".partial";
    const int opened = ::open(partial.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0) return failure_of(partial);
    if (::flock(opened, LOCK_EX | LOCK_NB) != 0) {
      ::close(opened);
      return std::unexpected(Error{Error::Code::busy, "another backup is being written to " + file.native()});
    }
    auto outcome = copy_into(opened, partial);
    if (outcome) outcome = publish(opened, partial, file);
    if (!outcome) ::unlink(partial.c_str());
    ::close(opened);
    return outcome;
  }

 private:
  Result<void> copy_into(int opened, const std::filesystem::path& copy) {
    if (::ftruncate(opened, 0) != 0) return failure_of(copy);  // removes what an interrupted backup has left
    TRY(const auto connection, connect(Access::write));
    TRY_DO(connection->execute("VACUUM INTO ?", {std::string_view(copy.native())}));
    return {};
  }

  std::filesystem::path file_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file) {
  // Created here and not by SQLite, so that no other user can ever read it.
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made < 0) return failure_of(file);
  ::close(made);
  return std::make_unique<SqliteDatabase>(file);
}

Result<std::unique_ptr<Connection>> open_sqlite_copy(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  const int outcome = sqlite3_open_v2(file.c_str(), &opened,
                                      SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle handle(opened);
  if (outcome != SQLITE_OK) return std::unexpected(error_of(handle.get()));
  auto connection = std::make_unique<SqliteConnection>(std::move(handle));
  TRY_DO(connection->run_script("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY"));
  return connection;
}

}  // namespace connectory::db
