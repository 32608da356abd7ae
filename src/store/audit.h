#pragma once

// Who changed what, from where. Each change writes its row in its own transaction, so that there is neither a change
// without a row nor a row without a change.
// Threads: inside Store::write. Errors: store::Error.

#include <string_view>

#include "store/store.h"

namespace connectory::store {

struct AuditEvent {
  std::string_view action;   // noun and verb: `connector.create`
  std::string_view subject;  // the id of what was changed; never a value that is secret
};

Result<void> record(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event);

}  // namespace connectory::store
