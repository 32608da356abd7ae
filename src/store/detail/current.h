#pragma once

// What a change must know of the current state of its connector, and how a version is appended. Shared by the files of
// the store that change connectors.

#include <optional>
#include <string>

#include "store/audit.h"
#include "store/connectors.h"
#include "store/drafts.h"
#include "store/versions.h"

namespace connectory::store::detail {

Error no_connector(TeamId team, const ConnectorId& id);
Error no_version(const ConnectorId& id, std::int64_t number);
std::string new_revision(base::Random& random);
db::Value or_null(const std::optional<std::string>& text);
std::optional<std::string> optional_text(const db::Row& row, int column);

struct Current {
  std::string revision;
  std::int64_t number;
  std::string version;
  std::string content_hash;
  std::string surface_hash;  // empty: not known
};
Result<Current> get_current(db::Connection& connection, TeamId team, const ConnectorId& id);
Result<void> require_match(const Current& current, const ConnectorId& id, RevisionTest if_match);

// Inserts a connector without any version. It must get number 1 in the same transaction. Writes nothing to the audit.
Result<Connector> insert_connector(Writing& writing, const NewConnector& connector);

// The row of a version, with its author and time.
struct VersionRow {
  std::int64_t number;
  std::string_view version;
  const NewConfiguration& configuration;
  std::string_view author;
  base::WallTime created_at;
  std::optional<base::WallTime> imported_at = {};
};
Result<void> insert_version(Writing& writing, const ConnectorId& id, const VersionRow& row);

// Appends a version that differs from the current one. The caller changes the connector's row.
Result<std::int64_t> append_version(Writing& writing, const ConnectorId& id, const Current& current,
                                    const NewConfiguration& configuration, const StepSource& source,
                                    const Actor& actor);
// The version text of number 1 of a new connector.
inline constexpr std::string_view first_version = "1.0.0";
Result<void> append_first_version(Writing& writing, const ConnectorId& id, const NewConfiguration& configuration,
                                  const Actor& actor);

// Sets the current version of a connector to `number`, with a new revision.
Result<void> point_to_version(Writing& writing, const ConnectorId& id, std::int64_t number);

// Stores the draft, and replaces an existing one. Its text is `configuration`.
Result<void> put_draft(Writing& writing, const ConnectorId& id, const Draft& draft, std::string_view configuration);

// A secret without a value. False if the connector already has that placeholder.
Result<bool> insert_secret_name(Writing& writing, const ConnectorId& id, std::string_view placeholder,
                                std::string_view name);

// Writes the audit row of a change of a connector, and announces the change to caches.
Result<void> record_change(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event,
                           const ConnectorId& id);

}  // namespace connectory::store::detail
