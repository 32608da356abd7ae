#pragma once

// Identifiers of connectors that were used are not given out again, so that an old link never leads to another connector.
// Threads: inside Store::write. Errors: store::Error.

#include "store/store.h"

namespace connectory::store {

// Lets the identifier of a deleted connector be used once more; does nothing where a connector has it. For the samples of the
// demo alone, whose identifiers are in its documentation.
Result<void> release_identifier(Writing& writing, const ConnectorId& id);

}  // namespace connectory::store
