#pragma once

// Secrets of connectors: a name, a placeholder that configurations use, and a value that is stored sealed. Values are
// opened only for the runtime; the list never has them.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.
// Source: API contract, section 4.

#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "store/store.h"
#include "store/team_keys.h"

namespace connectory::store {

struct ListedSecret {
  Placeholder placeholder;
  std::string name;
  bool is_set;  // false: the value is not set yet, as in a duplicate
  base::WallTime created_at;
  base::WallTime updated_at;
};

struct OpenSecret {
  Placeholder placeholder;
  std::string name;
  crypto::Secret value;
};

struct SecretOwner {
  TeamId team;
  ConnectorId connector;
};

// In the order of their creation.
Result<std::vector<ListedSecret>> list_secrets(db::Connection& connection, const SecretOwner& owner);
// A connector has at most base::limits::secrets_of_connector_max, with distinct names.
Result<Placeholder> add_secret(Writing& writing, crypto::KeyRing& ring, const SecretOwner& owner, std::string_view name,
                               const crypto::Secret& value, const Actor& actor);
Result<void> change_secret(Writing& writing, crypto::KeyRing& ring, const SecretOwner& owner,
                           const Placeholder& placeholder, const crypto::Secret& value, const Actor& actor);
Result<void> delete_secret(Writing& writing, const SecretOwner& owner, const Placeholder& placeholder,
                           const Actor& actor);
// Names and placeholders without their values, for a duplicate that has no secrets yet.
Result<void> copy_secret_names(Writing& writing, const ConnectorId& from, const ConnectorId& to);

// ---- for the runtime -------------------------------------------------------------------------------------------------

// not_found if there is no such secret, or its value is not set.
Result<crypto::Secret> open_secret(db::Connection& connection, crypto::KeyRing& ring, const SecretOwner& owner,
                                   const Placeholder& placeholder);
// All secrets whose values are set.
Result<std::vector<OpenSecret>> open_secrets(db::Connection& connection, crypto::KeyRing& ring,
                                             const SecretOwner& owner);

// ---- for a rotation --------------------------------------------------------------------------------------------------

// Seals values again that are not sealed with their team's newest data key.
Result<RotationStep> reseal_values(Writing& writing, crypto::KeyRing& ring, const RotationStep& before);

}  // namespace connectory::store
