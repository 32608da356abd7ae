#include "store/identifiers.h"

#include "base/try.h"

namespace connectory::store {

Result<void> release_identifier(Writing& writing, const ConnectorId& id) {
  const std::string_view text = id.value();
  TRY_DO(writing.connection.execute(
      "DELETE FROM connector_identifiers WHERE connector_id = ? AND NOT EXISTS (SELECT 1 FROM connectors WHERE "
      "connector_id = ?)",
      {text, text}));
  return {};
}

}  // namespace connectory::store
