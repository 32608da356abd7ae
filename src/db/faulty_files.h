#pragma once

// For tests: simulates a failing disk for SQLite databases. While a FaultyFiles object exists, every database that the
// process opens uses it. The n-th change of a file (creation, write, truncation, sync, deletion) fails in the given
// way. After a loss of power, the files have only what was synced, and those other writes that the disk happened to
// complete.
// Ownership: one at a time; it must outlive all connections that are opened during its life. Threads: any.
// Source: SQLite's "The OS Backend (VFS)"; for the guarantees of a sync, fsync(2).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace connectory::db {

class FaultyFiles {
 public:
  enum class Fault : std::uint8_t {
    io_error,    // this call fails; a write fails in the middle
    full,        // from here on, no file can grow
    power_loss,  // from here on, nothing reaches the disk
  };
  // Which of the writes that were not synced are on the disk nevertheless.
  enum class Luck : std::uint8_t { none, all, every_other, half_of_the_last };

  FaultyFiles();
  ~FaultyFiles();
  FaultyFiles(const FaultyFiles&) = delete;
  FaultyFiles& operator=(const FaultyFiles&) = delete;

  // Makes a change fail: `call` counts changes from now on, from 1.
  void arm(std::int64_t call, Fault fault);
  void repair();               // the disk works again
  std::int64_t calls() const;  // changes since arm()
  // Copies the databases of a folder, as they are after the loss of power, into an existing folder.
  void leave(const std::filesystem::path& folder, const std::filesystem::path& copy, Luck luck) const;

  struct Disk;

 private:
  std::unique_ptr<Disk> disk_;
};

}  // namespace connectory::db
