#pragma once

// What a change has to know of its connector as it stands, and how a version is appended: shared by the files of the
// store that change connectors.

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

// A connector without any version, which must get number 1 in the same transaction, and without a word in the audit.
Result<Connector> insert_connector(Writing& writing, const NewConnector& connector);

// A row of a version, whoever made it and when.
struct VersionRow {
  std::int64_t number;
  std::string_view version;
  const NewConfiguration& configuration;
  std::string_view author;
  base::WallTime created_at;
  std::optional<base::WallTime> imported_at = {};
};
Result<void> insert_version(Writing& writing, const ConnectorId& id, const VersionRow& row);

// One that differs from the current one. The connector's row is the caller's to change.
Result<std::int64_t> append_version(Writing& writing, const ConnectorId& id, const Current& current,
                                    const NewConfiguration& configuration, const StepSource& source,
                                    const Actor& actor);
// Number 1 of a new connector.
inline constexpr std::string_view first_version = "1.0.0";
Result<void> append_first_version(Writing& writing, const ConnectorId& id, const NewConfiguration& configuration,
                                  const Actor& actor);

// The row of a connector whose current version is now `number`, with a new revision.
Result<void> point_to_version(Writing& writing, const ConnectorId& id, std::int64_t number);

// The draft, in place of one that there may be; its text is `configuration`.
Result<void> put_draft(Writing& writing, const ConnectorId& id, const Draft& draft, std::string_view configuration);

// A secret without a value; false where the connector has that placeholder already.
Result<bool> insert_secret_name(Writing& writing, const ConnectorId& id, std::string_view placeholder,
                                std::string_view name);

// The audit row of a change of a connector, and word of it to those who keep answers ready.
Result<void> record_change(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event,
                           const ConnectorId& id);

}  // namespace connectory::store::detail
