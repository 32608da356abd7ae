#pragma once

// Connectors and the versions of their configurations. Versions are appended and never changed. A connector has a new
// revision after every change.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.

#include <optional>
#include <string_view>
#include <vector>

#include "store/versions.h"

namespace connectory::store {

struct NewConnector {
  TeamId team;
  std::optional<ConnectorId> id;  // absent: a random one; only the program itself chooses one (for samples)
  std::string name;
  std::optional<std::string> description;
  NewConfiguration configuration;
  std::optional<LogoHash> logo = {};  // a logo that is already stored: a duplicate uses its original's
};

struct ConnectorChange {
  std::optional<std::string> name;
  std::optional<std::optional<std::string>> description;  // outer absent: unchanged; inner absent: removed
  std::optional<NewConfiguration> configuration;
  StepSource step = {};  // of the configuration's version
  bool is_empty() const { return !name && !description && !configuration; }
};

Result<Connector> create_connector(Writing& writing, const NewConnector& connector, const Actor& actor);
// not_found if the team has no such connector.
Result<void> check_connector(db::Connection& connection, TeamId team, const ConnectorId& id);
Result<Connector> get_connector(db::Connection& connection, TeamId team, const ConnectorId& id);
// A configuration that is identical to the saved one does not create a version.
Result<void> update_connector(Writing& writing, TeamId team, const ConnectorId& id, const ConnectorChange& change,
                              RevisionTest if_match, const Actor& actor);
Result<void> delete_connector(Writing& writing, TeamId team, const ConnectorId& id, RevisionTest if_match,
                              const Actor& actor);

}  // namespace connectory::store
