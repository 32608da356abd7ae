#pragma once

// For tests: the files of SQLite databases on a disk that fails. While an object of this lives, every database that is opened
// in the process goes through it; the n-th change of a file (made, written to, cut, synced, deleted) fails as asked, and after a
// loss of power the files have only what had been synced, and what else the disk happened to have written.
// Ownership: outlives all connections that were opened meanwhile; one at a time. Threads: any.
// Source: SQLite's "The OS Backend (VFS)"; what a sync promises: fsync(2).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace connectory::db {

class FaultyFiles {
 public:
  enum class Fault : std::uint8_t {
    io_error,    // this one call fails, a write in the middle of it
    full,        // from here on nothing can be made longer
    power_loss,  // from here on nothing happens any more
  };
  // What of the writes that were not synced is on the disk all the same.
  enum class Luck : std::uint8_t { none, all, every_other, half_of_the_last };

  FaultyFiles();
  ~FaultyFiles();
  FaultyFiles(const FaultyFiles&) = delete;
  FaultyFiles& operator=(const FaultyFiles&) = delete;

  // The call-th change from now on, from 1.
  void arm(std::int64_t call, Fault fault);
  void mend();                 // the disk works again
  std::int64_t calls() const;  // changes since arm()
  // A copy of a folder's databases as they come back after the loss of power. Into a folder that is there.
  void leave(const std::filesystem::path& folder, const std::filesystem::path& copy, Luck luck) const;

  struct Disk;

 private:
  std::unique_ptr<Disk> disk_;
};

}  // namespace connectory::db
