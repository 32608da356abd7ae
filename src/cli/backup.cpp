#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/noun_impl.h"
#include "store/lost_keys.h"

namespace connectory::cli {
namespace {

struct BackupOptions {
  std::string file;
};

Exit back_up(const Common& common, const BackupOptions& options) {
  const std::string& file = options.file;
  if (std::filesystem::exists(file))
    return complain(Exit::failure, "no backup was made", file + " already exists", "Name a file that does not exist.");
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  if (const auto outcome = (*place)->store->back_up(file); !outcome)
    return complain_of("no backup was made", outcome.error());
  // Read from the copy, because a rotation may have ended since.
  const auto keys = store::master_keys_of_backup(file);
  if (!keys) return complain_of(fmt::format("the backup {} was made, but cannot be read", file), keys.error());
  std::error_code ignored;
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, ignored));
  const auto write = [&](json::Writer& writer) {
    writer.begin_object().member("file", file).member("bytes", bytes).key("master_key_ids").begin_array();
    for (const std::string& id : *keys) writer.string(id);
    writer.end_array().end_object();
  };
  return answer(
      common, write,
      fmt::format("Wrote {} ({} bytes).{}", file, bytes,
                  keys->empty() ? ""
                                : fmt::format(" Its secrets need the master key {}, which is not in the backup.",
                                              fmt::join(*keys, " and "))));
}

}  // namespace

void add_backup(CLI::App& program, Chosen& chosen) {
  const auto backup = add_verb<BackupOptions>(program, chosen,
                                              {"backup", "copy the database to a new file; works while a server runs",
                                               "connectory backup nightly.db --data /var/lib/connectory"},
                                              back_up);
  backup.command.add_option("file", backup.options.file, "file to create")->required();
}

}  // namespace connectory::cli
