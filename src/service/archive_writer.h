#pragma once

// Writes connectors as an archive (service/transfer.h describes its files), one version at a time, so that neither the archive
// nor the history of a connector has to fit into memory.
// Threads: one at a time. Errors: limit_reached if from_archive would refuse the archive for its size.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "archive/zip.h"
#include "service/errors.h"
#include "store/transfer.h"

namespace connectory::service {

class ArchiveWriter {
 public:
  // `sink` receives the archive. `connectors`: the identifiers of those that follow.
  static Result<ArchiveWriter> begin(archive::ZipWriter::Sink sink, const std::vector<store::ConnectorId>& connectors);

  // Adds everything except its versions.
  Result<void> add_connector(const store::PortableConnector& connector);
  // Adds one of a connector's versions, with its configuration and content hash, in any order. If `is_current`, its
  // configuration is also the connector's.
  Result<void> add_version(const store::ConnectorId& connector, const store::Version& version, bool is_current);
  Result<void> end();

 private:
  explicit ArchiveWriter(archive::ZipWriter zip) : zip_(std::move(zip)) {}
  Result<void> add(const std::string& path, std::string_view content);
  // A file of JSON; `fill` writes the members.
  template <class Fill>
  Result<void> add_json(const std::string& path, Fill fill);

  archive::ZipWriter zip_;
  std::size_t files_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace connectory::service
