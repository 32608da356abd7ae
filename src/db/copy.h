#pragma once

// A backup, opened only for reading: nothing in it changes, and no file is created next to it.
// Ownership and threads: as for any connection of db/database.h. Errors: db::Error.

#include <filesystem>
#include <memory>

#include "db/database.h"

namespace connectory::db {

Result<std::unique_ptr<Connection>> open_sqlite_copy(const std::filesystem::path& file);

}  // namespace connectory::db
