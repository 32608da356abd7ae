#pragma once

// Identifiers of connectors that were used are not assigned again, so that an old link never leads to a different
// connector.
// Threads: inside Store::write. Errors: store::Error.

#include "store/store.h"

namespace connectory::store {

// Lets the identifier of a deleted connector be used once more. Does nothing if a connector has it. Only for the
// samples of the demo, whose identifiers are in its documentation.
Result<void> release_identifier(Writing& writing, const ConnectorId& id);

}  // namespace connectory::store
