#pragma once

// Connectors with all that belongs to them, taken out of the store and put into one: versions with their authors and times,
// labels, the draft, the logo, and the names of secrets. Values of secrets and logs stay behind.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of another team is not_found.

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
  std::vector<Version>
      versions;  // from number 1 on without a gap, each with its configuration; the last is the current one
  std::optional<Draft> draft;  // of it: base_number, author, note and configuration
  std::vector<NamedPlaceholder> secrets;
  std::optional<std::string> logo;  // the image, as it is served
};

// limit_reached where its texts have more than `bytes_max` bytes together.
Result<PortableConnector> take_connector(db::Connection& connection, TeamId team, const ConnectorId& id,
                                         std::size_t bytes_max);

// As a new connector of the team. Its versions are marked as imported; secrets have no values.
struct Import {
  const PortableConnector& connector;
  std::optional<LogoHash> logo;     // the hash of connector.logo
  bool is_identifier_kept = false;  // already_exists where the identifier was ever used; else one is drawn
};
Result<Connector> put_connector(Writing& writing, TeamId team, const Import& import, const Actor& actor);

}  // namespace connectory::store
