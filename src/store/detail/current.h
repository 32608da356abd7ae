#pragma once

// What the files of the store that change connectors share.

#include <optional>
#include <string>

#include "store/audit.h"

namespace connectory::store::detail {

Error no_connector(TeamId team, const ConnectorId& id);
std::string new_revision(base::Random& random);
db::Value or_null(const std::optional<std::string>& text);
std::optional<std::string> optional_text(const db::Row& row, int column);

// The audit row of a change of a connector, and word of it to those who keep answers ready.
Result<void> record_change(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event,
                           const ConnectorId& id);

}  // namespace connectory::store::detail
