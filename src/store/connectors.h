#pragma once

// Connectors and the versions of their configurations. A version is appended and never changed; a connector's revision
// is another one after every change of it.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of another team is not_found.

#include <optional>
#include <string_view>
#include <vector>

#include "store/versions.h"

namespace connectory::store {

struct NewConnector {
  TeamId team;
  std::optional<ConnectorId> id;  // absent: one is drawn. Given only by the program itself (samples)
  std::string name;
  std::optional<std::string> description;
  NewConfiguration configuration;
  std::optional<LogoHash> logo = {};  // one that is kept already: a duplicate takes its original's
};

struct ConnectorChange {
  std::optional<std::string> name;
  std::optional<std::optional<std::string>> description;  // set to nothing, or not touched
  std::optional<NewConfiguration> configuration;
  StepSource step = {};  // of the configuration's version
  bool is_empty() const { return !name && !description && !configuration; }
};

Result<Connector> create_connector(Writing& writing, const NewConnector& connector, const Actor& actor);
// not_found where the team has no such connector.
Result<void> check_connector(db::Connection& connection, TeamId team, const ConnectorId& id);
Result<Connector> get_connector(db::Connection& connection, TeamId team, const ConnectorId& id);
// A configuration that is the saved one to the letter makes no new version.
Result<void> update_connector(Writing& writing, TeamId team, const ConnectorId& id, const ConnectorChange& change,
                              RevisionTest if_match, const Actor& actor);
Result<void> delete_connector(Writing& writing, TeamId team, const ConnectorId& id, RevisionTest if_match,
                              const Actor& actor);

}  // namespace connectory::store
