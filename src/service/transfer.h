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
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop, and its work on the pool, which
// has one thread, so at most one team is in memory at once.
// Errors: an error in an archive names the file in it, and nothing is imported.

#include <string>
#include <vector>

#include "archive/zip.h"
#include "base/pool.h"
#include "service/check.h"
#include "store/transfer.h"

namespace connectory::service {

// too_large if it is more than from_archive accepts.
archive::Result<std::string> to_archive(const std::vector<store::PortableConnector>& connectors);
Result<std::vector<store::PortableConnector>> from_archive(std::string_view archive);

class Transfer {
 public:
  Transfer(store::Store& store, base::Pool& pool, Check check) : store_(store), pool_(pool), check_(std::move(check)) {}

  // Zip archives. All connectors of a team are exported as of one moment.
  base::Task<Result<std::string>> export_connector(store::TeamId team, store::ConnectorId id, base::Errand errand);
  base::Task<Result<std::string>> export_team(store::TeamId team, base::Errand errand);

  enum class Identifiers : std::uint8_t { drawn, kept };
  // Imports all of its connectors or none. Their current configurations must be valid.
  base::Task<Result<std::vector<store::Connector>>> import(store::TeamId team, std::string archive,
                                                           Identifiers identifiers, store::Actor actor,
                                                           base::Errand errand);

 private:
  store::Store& store_;
  base::Pool& pool_;
  Check check_;
};

}  // namespace connectory::service
