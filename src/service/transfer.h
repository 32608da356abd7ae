#pragma once

// Exports one connector, or all of a team, with everything that the team would want to keep, to a file and back.
// Values of secrets, logs and the audit are never exported.
// An archive is a zip file. `connectory.json` lists the connectors, and each has a folder `connectors/<identifier>/`:
//   connector.json                       identifier, name, description
//   configuration.json                   the current configuration, for people; like the last version
//   versions/<n>.json                    number, version, author, time, content hash, note, labels
//   versions/<n>.configuration.json      the configuration of that version, byte for byte
//   draft.json, draft.configuration.json if there is a draft
//   secrets.json                         names and placeholders
//   logo.png                             if there is one
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop, and its work on the pool. An export
// is written to a file, one version at a time. An import is in memory as a whole, so the pool has one thread.
// Errors: an error in an archive names the file in it, and nothing is imported.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/pool.h"
#include "base/scratch_file.h"
#include "service/check.h"
#include "service/export_space.h"
#include "store/transfer.h"

namespace connectory::service {

// In memory; service/archive_writer.h has the errors.
Result<std::string> to_archive(const std::vector<store::PortableConnector>& connectors);
Result<std::vector<store::PortableConnector>> from_archive(std::string_view archive);

// An archive that is ready to be sent. Its disk space is freed with it.
struct Export {
  base::ScratchFile file;
  ExportSpace::Share space;
};

class Transfer {
 public:
  using FindConnectors = std::function<store::Result<std::vector<store::ConnectorId>>(db::Connection&)>;

  // `folder`: where exports are written.
  Transfer(store::Store& store, base::Pool& pool, Check check, std::filesystem::path folder)
      : store_(store), pool_(pool), check_(std::move(check)), folder_(std::move(folder)) {}

  // All connectors of a team are exported as of one moment. PoolRefusal::full: the exports that have not been read yet
  // take up the disk space for exports.
  base::Task<Result<Export>> export_connector(store::TeamId team, store::ConnectorId id, base::Errand errand);
  base::Task<Result<Export>> export_team(store::TeamId team, base::Errand errand);

  enum class Identifiers : std::uint8_t { drawn, kept };
  // Imports all of its connectors or none. Their current configurations must be valid.
  base::Task<Result<std::vector<store::Connector>>> import(store::TeamId team, std::string archive,
                                                           Identifiers identifiers, store::Actor actor,
                                                           base::Errand errand);

 private:
  base::Task<Result<Export>> write_export(store::TeamId team, FindConnectors find, base::Errand errand);

  store::Store& store_;
  base::Pool& pool_;
  Check check_;
  std::filesystem::path folder_;
  ExportSpace space_{base::limits::export_bytes_of_team_max, base::limits::export_bytes_max};
};

}  // namespace connectory::service
