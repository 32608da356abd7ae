#include "archive/zip.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <memory>
#include <optional>
#include <set>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "base/ascii.h"

namespace connectory::archive {
namespace {

using Code = Error::Code;

struct FreeReader {
  void operator()(::archive* reader) const { archive_read_free(reader); }
};
struct FreeWriter {
  void operator()(::archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

std::unexpected<Error> refuse(Code code, std::string detail) { return std::unexpected(Error{code, std::move(detail)}); }

// Whether a path stays below the folder that it is extracted into, and means the same on every system.
bool is_safe(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find_first_of("\\:") != std::string_view::npos ||
      !std::ranges::all_of(path, base::is_printable))
    return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view step = path.substr(begin, end - begin);
    if (step.empty() || step == "." || step == "..") return false;
    begin = end + 1;
  }
  return true;
}

Result<std::string> read_content(::archive* reader, std::size_t bytes_max) {
  std::string content;
  char buffer[16 * 1024];
  while (true) {
    const auto got = archive_read_data(reader, buffer, sizeof buffer);
    if (got < 0) return refuse(Code::malformed, "The archive is damaged or encrypted.");
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > bytes_max)
      return refuse(Code::too_large, "The archive is too large when unpacked.");
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

// A little-endian number of `bytes` bytes.
std::uint64_t read_number(std::string_view from, std::size_t at, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[at + i])) << (8 * i);
  return number;
}

struct Directory {
  std::uint64_t entries;
  std::uint64_t size;
  std::uint64_t begin;
  std::uint64_t end;  // where the record that describes it begins, whatever its form
};

// What the end of an archive says about its directory (APPNOTE 4.3.14 to 4.3.16). libarchive itself accepts an
// incomplete one.
std::optional<Directory> find_directory(std::string_view archive) {
  constexpr std::size_t record_bytes = 22;
  constexpr std::size_t comment_max = 0xffff;
  const std::size_t first =
      archive.size() > record_bytes + comment_max ? archive.size() - record_bytes - comment_max : 0;
  std::size_t at = archive.rfind("PK\5\6");
  while (at != std::string_view::npos && at >= first &&
         (archive.size() - at < record_bytes || at + record_bytes + read_number(archive, at + 20, 2) != archive.size()))
    at = at == 0 ? std::string_view::npos : archive.rfind("PK\5\6", at - 1);
  if (at == std::string_view::npos || at < first) return std::nullopt;
  Directory found{read_number(archive, at + 10, 2), read_number(archive, at + 12, 4), read_number(archive, at + 16, 4),
                  at};
  constexpr std::size_t locator_bytes = 20;
  const bool is_large = found.entries == 0xffff || found.size == 0xffffffff || found.begin == 0xffffffff;
  if (is_large && at >= locator_bytes && archive.substr(at - locator_bytes, 4) == "PK\6\7") {
    constexpr std::size_t large_record_bytes = 56;
    const std::uint64_t place = read_number(archive, at - locator_bytes + 8, 8);
    if (place > at || at - place < large_record_bytes || archive.substr(place, 4) != "PK\6\6") return std::nullopt;
    const auto start = static_cast<std::size_t>(place);
    found = {read_number(archive, start + 32, 8), read_number(archive, start + 40, 8),
             read_number(archive, start + 48, 8), place};
  }
  const bool is_before = found.begin <= found.end && found.end - found.begin == found.size;
  return is_before ? std::optional(found) : std::nullopt;
}

}  // namespace

Result<std::vector<File>> read_zip(std::string_view archive, const Bounds& bounds) {
  const auto directory = find_directory(archive);
  if (!directory)
    return refuse(Code::malformed, "This is not a zip archive, or its directory at the end is cut off or damaged.");
  const std::unique_ptr<::archive, FreeReader> reader(archive_read_new());
  if (!reader) return refuse(Code::internal, "no memory");
  archive_read_support_format_zip_seekable(reader.get());  // uses its directory, and ignores bytes before the archive
  if (archive_read_open_memory(reader.get(), archive.data(), archive.size()) != ARCHIVE_OK)
    return refuse(Code::malformed, "This is not a zip archive.");
  std::vector<File> files;
  std::set<std::string, std::less<>> seen;
  std::size_t bytes = 0;
  std::size_t entries = 0;
  archive_entry* entry = nullptr;
  while (true) {
    const int outcome = archive_read_next_header(reader.get(), &entry);
    if (outcome == ARCHIVE_EOF) break;
    if (outcome != ARCHIVE_OK && outcome != ARCHIVE_WARN)
      return refuse(Code::malformed, "This is not a zip archive, or it is damaged.");
    if (++entries > bounds.files_max)
      return refuse(Code::too_large, fmt::format("The archive has more than {} entries.", bounds.files_max));
    const char* const name = archive_entry_pathname(entry);
    std::string path = name == nullptr ? std::string() : name;
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) continue;
    if (type != AE_IFREG || !is_safe(path))
      return refuse(Code::unsafe,
                    fmt::format("Entry {} of the archive is not a plain file with a relative path.", entries));
    if (!seen.insert(path).second)
      return refuse(Code::unsafe,
                    fmt::format("Entry {} of the archive has the same path as an earlier entry.", entries));
    auto content = read_content(reader.get(), std::min(bounds.file_bytes_max, bounds.bytes_max - bytes));
    if (!content) return std::unexpected(std::move(content.error()));
    bytes += content->size();
    files.push_back({std::move(path), *std::move(content)});
  }
  if (entries == 0) return refuse(Code::malformed, "The archive is empty, or not a zip archive.");
  if (entries != directory->entries)
    return refuse(Code::malformed,
                  fmt::format("The archive has {} entries according to its directory, but {} were found.",
                              directory->entries, entries));
  return files;
}

struct ZipWriter::Parts {
  explicit Parts(Sink to) : sink(std::move(to)) {}

  static la_ssize_t write(::archive* writer, void* parts, const void* bytes, std::size_t size) {
    auto& self = *static_cast<Parts*>(parts);
    self.is_refused = self.is_refused || !self.sink({static_cast<const char*>(bytes), size});
    if (!self.is_refused) {
      self.bytes_written += size;
      return static_cast<la_ssize_t>(size);
    }
    archive_set_error(writer, EIO, "the sink refused bytes");
    return -1;
  }

  Sink sink;
  bool is_refused = false;
  std::size_t bytes_written = 0;
  std::unique_ptr<archive_entry, FreeEntry> entry{archive_entry_new()};
  std::unique_ptr<::archive, FreeWriter> writer{archive_write_new()};
};

ZipWriter::ZipWriter(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ZipWriter::ZipWriter(ZipWriter&&) noexcept = default;
ZipWriter::~ZipWriter() = default;

Result<ZipWriter> ZipWriter::begin(Sink sink) {
  auto parts = std::make_unique<Parts>(std::move(sink));
  if (!parts->writer || !parts->entry) return refuse(Code::internal, "There is not enough memory for an archive.");
  archive_write_set_format_zip(parts->writer.get());
  archive_write_set_bytes_in_last_block(parts->writer.get(), 1);
  if (archive_write_open(parts->writer.get(), parts.get(), nullptr, &Parts::write, nullptr) != ARCHIVE_OK)
    return refuse(Code::internal, "The archive cannot be started.");
  return ZipWriter(std::move(parts));
}

Result<void> ZipWriter::add(const std::string& path, std::string_view content) {
  // Checked before libarchive sees it, because libarchive leaks memory if it refuses a name.
  if (!is_safe(path)) return refuse(Code::unsafe, "A file of the archive has no relative path in ASCII.");
  archive_entry* const entry = parts_->entry.get();
  archive_entry_clear(entry);
  archive_entry_set_pathname(entry, path.c_str());
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
  constexpr std::time_t zip_epoch = 315'532'800;  // 1980, the first year that a zip archive can represent
  archive_entry_set_mtime(entry, zip_epoch, 0);
  const bool is_written = archive_write_header(parts_->writer.get(), entry) == ARCHIVE_OK &&
                          archive_write_data(parts_->writer.get(), content.data(), content.size()) ==
                              static_cast<la_ssize_t>(content.size());
  if (!is_written) return refuse(Code::internal, "A file cannot be added to the archive.");
  return {};
}

Result<void> ZipWriter::end() {
  if (archive_write_close(parts_->writer.get()) != ARCHIVE_OK)
    return refuse(Code::internal, "The archive cannot be completed.");
  return {};
}

std::size_t ZipWriter::bytes_written() const { return parts_->bytes_written; }

Result<std::string> write_zip(std::span<const File> files) {
  std::string out;
  auto writer = ZipWriter::begin([&out](std::string_view bytes) {
    out += bytes;
    return true;
  });
  if (!writer) return std::unexpected(std::move(writer.error()));
  for (const File& file : files)
    if (auto added = writer->add(file.path, file.content); !added) return std::unexpected(std::move(added.error()));
  if (auto ended = writer->end(); !ended) return std::unexpected(std::move(ended.error()));
  return out;
}

}  // namespace connectory::archive
