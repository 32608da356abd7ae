#include "db/faulty_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace connectory::db {

namespace {

constexpr const char* vfs_name = "connectory-faulty";

std::string content_of(const std::filesystem::path& file) {
  std::string content(std::filesystem::file_size(file), '\0');
  std::ifstream(file, std::ios::binary).read(content.data(), static_cast<std::streamsize>(content.size()));
  return content;
}

struct Change {
  std::size_t offset;
  std::string bytes;  // the bytes written there; for a truncation, none
  bool is_cut;
};

void apply(std::string& content, const Change& change, std::size_t bytes) {
  if (change.is_cut) return content.resize(change.offset);
  if (content.size() < change.offset + bytes) content.resize(change.offset + bytes);
  content.replace(change.offset, bytes, change.bytes, 0, bytes);
}

// A file as it is on the disk: what was synced, and what was not.
struct Kept {
  std::string synced;
  bool is_made = false;  // an empty file that was never synced may be missing
  std::vector<Change> waiting;
};

// What SQLite holds for an open file. SQLite's own file object follows in memory.
struct File {
  sqlite3_file base;
  Kept* kept;
  sqlite3_file* own;
};

}  // namespace

struct FaultyFiles::Disk {
  sqlite3_vfs* own = nullptr;  // the real one
  sqlite3_vfs vfs{};
  mutable std::mutex mutex;
  std::map<std::string, Kept, std::less<>> files;
  std::int64_t calls = 0;
  std::int64_t armed_call = 0;
  Fault fault = Fault::io_error;

  enum class Outcome : std::uint8_t { done, fails, is_full };
  // The outcome of the next change. Called with the mutex held.
  Outcome next(bool makes_longer) {
    ++calls;
    if (armed_call == 0 || calls < armed_call) return Outcome::done;
    switch (fault) {
      case Fault::io_error: return calls == armed_call ? Outcome::fails : Outcome::done;
      case Fault::full: return makes_longer ? Outcome::is_full : Outcome::done;
      case Fault::power_loss: return Outcome::fails;
    }
    return Outcome::done;
  }
};

namespace {

using Disk = FaultyFiles::Disk;
Disk* current = nullptr;  // global, because SQLite passes only its own objects to these functions

File& file_of(sqlite3_file* base) { return *reinterpret_cast<File*>(base); }
sqlite3_file* own_of(sqlite3_file* base) { return file_of(base).own; }

int close(sqlite3_file* base) { return own_of(base)->pMethods->xClose(own_of(base)); }

int read(sqlite3_file* base, void* into, int count, sqlite3_int64 offset) {
  return own_of(base)->pMethods->xRead(own_of(base), into, count, offset);
}

int write(sqlite3_file* base, const void* bytes, int count, sqlite3_int64 offset) {
  const std::scoped_lock lock(current->mutex);
  sqlite3_file* const own = own_of(base);
  sqlite3_int64 size = 0;
  own->pMethods->xFileSize(own, &size);
  const auto outcome = current->next(offset + count > size);
  if (outcome == Disk::Outcome::is_full) return SQLITE_FULL;
  const bool fails = outcome == Disk::Outcome::fails;
  if (fails && current->fault == FaultyFiles::Fault::power_loss) return SQLITE_IOERR_WRITE;
  const int written = fails ? count / 2 : count;
  const int done = written == 0 ? SQLITE_OK : own->pMethods->xWrite(own, bytes, written, offset);
  if (done == SQLITE_OK)
    file_of(base).kept->waiting.push_back(
        {static_cast<std::size_t>(offset),
         std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(written)), false});
  return fails ? SQLITE_IOERR_WRITE : done;
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
  const std::scoped_lock lock(current->mutex);
  if (current->next(false) == Disk::Outcome::fails) return SQLITE_IOERR_TRUNCATE;
  const int done = own_of(base)->pMethods->xTruncate(own_of(base), size);
  if (done == SQLITE_OK) file_of(base).kept->waiting.push_back({static_cast<std::size_t>(size), {}, true});
  return done;
}

// A sync of the simulated disk. The real one need not wait.
int sync(sqlite3_file* base, int) {
  const std::scoped_lock lock(current->mutex);
  if (current->next(false) == Disk::Outcome::fails) return SQLITE_IOERR_FSYNC;
  Kept& kept = *file_of(base).kept;
  for (const Change& change : kept.waiting) apply(kept.synced, change, change.bytes.size());
  kept.waiting.clear();
  kept.is_made = true;
  return SQLITE_OK;
}

int file_size(sqlite3_file* base, sqlite3_int64* size) { return own_of(base)->pMethods->xFileSize(own_of(base), size); }
int lock_file(sqlite3_file* base, int level) { return own_of(base)->pMethods->xLock(own_of(base), level); }
int unlock_file(sqlite3_file* base, int level) { return own_of(base)->pMethods->xUnlock(own_of(base), level); }
int check_lock(sqlite3_file* base, int* result) {
  return own_of(base)->pMethods->xCheckReservedLock(own_of(base), result);
}
int control(sqlite3_file* base, int what, void* argument) {
  return own_of(base)->pMethods->xFileControl(own_of(base), what, argument);
}
int sector_size(sqlite3_file* base) { return own_of(base)->pMethods->xSectorSize(own_of(base)); }
// Promises nothing that a plain disk would not promise.
int characteristics(sqlite3_file*) { return 0; }
int map_shared(sqlite3_file* base, int page, int size, int extends, void volatile** at) {
  return own_of(base)->pMethods->xShmMap(own_of(base), page, size, extends, at);
}
int lock_shared(sqlite3_file* base, int offset, int count, int flags) {
  return own_of(base)->pMethods->xShmLock(own_of(base), offset, count, flags);
}
void order_shared(sqlite3_file* base) { own_of(base)->pMethods->xShmBarrier(own_of(base)); }
int unmap_shared(sqlite3_file* base, int deletes) { return own_of(base)->pMethods->xShmUnmap(own_of(base), deletes); }

constexpr sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = &close,
    .xRead = &read,
    .xWrite = &write,
    .xTruncate = &truncate,
    .xSync = &sync,
    .xFileSize = &file_size,
    .xLock = &lock_file,
    .xUnlock = &unlock_file,
    .xCheckReservedLock = &check_lock,
    .xFileControl = &control,
    .xSectorSize = &sector_size,
    .xDeviceCharacteristics = &characteristics,
    .xShmMap = &map_shared,
    .xShmLock = &lock_shared,
    .xShmBarrier = &order_shared,
    .xShmUnmap = &unmap_shared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* base, int flags, int* out_flags) {
  Disk& disk = *current;
  File& file = file_of(base);
  file.base.pMethods = nullptr;
  file.own = reinterpret_cast<sqlite3_file*>(&file + 1);
  const std::scoped_lock lock(disk.mutex);
  const std::string path = name == nullptr ? "" : name;
  const bool is_new = name != nullptr && !std::filesystem::exists(path);
  if (is_new && (flags & SQLITE_OPEN_CREATE) != 0 && disk.next(true) != Disk::Outcome::done) return SQLITE_CANTOPEN;
  const int done = disk.own->xOpen(disk.own, name, file.own, flags, out_flags);
  if (done != SQLITE_OK) return done;
  const auto [kept, is_first] = disk.files.try_emplace(path);
  if (is_first && !is_new) {  // it existed before this test
    kept->second.synced = content_of(path);
    kept->second.is_made = true;
  }
  file.kept = &kept->second;
  file.base.pMethods = &methods;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int sync_folder) {
  const std::scoped_lock lock(current->mutex);
  if (current->next(false) == Disk::Outcome::fails) return SQLITE_IOERR_DELETE;
  current->files.erase(name);
  return current->own->xDelete(current->own, name, sync_folder);
}

}  // namespace

FaultyFiles::FaultyFiles() : disk_(std::make_unique<Disk>()) {
  disk_->own = sqlite3_vfs_find(nullptr);
  disk_->vfs = *disk_->own;
  disk_->vfs.zName = vfs_name;
  disk_->vfs.pNext = nullptr;
  disk_->vfs.szOsFile = static_cast<int>(sizeof(File)) + disk_->own->szOsFile;
  disk_->vfs.xOpen = &open;
  disk_->vfs.xDelete = &remove;
  current = disk_.get();
  sqlite3_vfs_register(&disk_->vfs, 1);
}

FaultyFiles::~FaultyFiles() {
  sqlite3_vfs_unregister(&disk_->vfs);
  sqlite3_vfs_register(disk_->own, 1);
  current = nullptr;
}

void FaultyFiles::arm(std::int64_t call, Fault fault) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->calls = 0;
  disk_->armed_call = call;
  disk_->fault = fault;
}

void FaultyFiles::repair() {
  const std::scoped_lock lock(disk_->mutex);
  disk_->armed_call = 0;
}

std::int64_t FaultyFiles::calls() const {
  const std::scoped_lock lock(disk_->mutex);
  return disk_->calls;
}

void FaultyFiles::leave(const std::filesystem::path& folder, const std::filesystem::path& copy, Luck luck) const {
  const std::scoped_lock lock(disk_->mutex);
  for (const auto& [name, kept] : disk_->files) {
    const std::filesystem::path path(name);
    if (path.parent_path() != folder) continue;
    std::string content = kept.synced;
    for (std::size_t i = 0; i < kept.waiting.size(); ++i) {
      const Change& change = kept.waiting[i];
      const bool is_last = i + 1 == kept.waiting.size();
      if (luck == Luck::none || (luck == Luck::every_other && i % 2 == 0)) continue;
      apply(content, change, luck == Luck::half_of_the_last && is_last ? change.bytes.size() / 2 : change.bytes.size());
    }
    if (kept.is_made || luck != Luck::none) std::ofstream(copy / path.filename(), std::ios::binary) << content;
  }
}

}  // namespace connectory::db
