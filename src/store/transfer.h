#pragma once

// Export and import of connectors with everything that belongs to them: versions with their authors and times, labels,
// the draft, the logo, and the names of secrets, but not logs or values of secrets.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "store/drafts.h"
#include "store/secrets.h"

namespace connectory::store {

struct NamedPlaceholder {
  Placeholder placeholder;
  std::string name;
};

struct PortableConnector {
  ConnectorId id;
  std::string name;
  std::optional<std::string> description;
  std::vector<Version> versions;  // from number 1 without gaps, each with its configuration; the last one is current
  std::optional<Draft> draft;     // only base_number, author, note and configuration
  std::vector<NamedPlaceholder> secrets;
  std::optional<std::string> logo;  // the image, as it is served
};

// Everything except its versions, which may be too large for memory. They are read page by page (store/versions.h).
Result<PortableConnector> take_connector(db::Connection& connection, TeamId team, const ConnectorId& id);

// Creates a new connector of the team. Its versions are marked as imported, and its secrets have no values.
struct Import {
  const PortableConnector& connector;
  std::optional<LogoHash> logo;     // the hash of connector.logo
  bool is_identifier_kept = false;  // true: already_exists if the identifier was ever used; false: a new one
};
Result<Connector> put_connector(Writing& writing, TeamId team, const Import& import, const Actor& actor);

}  // namespace connectory::store
