#pragma once

// The columns of a connector and of its current configuration, and how a row of them is read. Shared by the files of
// the store that read connectors. The tables are called `c` (connectors) and `v` (connector_versions).

#include "db/database.h"
#include "store/model.h"

#define CONNECTOR_COLUMNS \
  "c.connector_id, c.team_id, c.name, c.description, c.revision, c.created_at, c.updated_at, c.logo_hash"
#define CONFIGURATION_COLUMNS "v.version, v.configuration, c.configuration_created_at, c.configuration_updated_at"
#define JOIN_VERSION "JOIN connector_versions v ON v.connector_id = c.connector_id AND v.number = c.version_number"

namespace connectory::store::detail {

inline constexpr int connector_columns_count = 8;
inline constexpr int configuration_columns_count = 4;

Connector read_connector(const db::Row& row);
Configuration read_configuration(const db::Row& row);  // after the connector's columns

}  // namespace connectory::store::detail
