#pragma once

// Former and lost master keys: until when each was used, which ones a backup needs, and which sealed values no
// available key can open, so that they can be given up.
// Threads: inside Store::read and Store::write, unless a function says otherwise. Errors: store::Error.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_ring.h"
#include "store/secrets.h"

namespace connectory::store {

// A master key to which the keys were once rotated, and when the next rotation to a different key began. Backups of the
// database made before then need it. Absent: it is the current one.
struct PastMasterKey {
  std::string id;
  std::optional<base::WallTime> used_until;
};
// Each key once, in the order of their last use.
Result<std::vector<PastMasterKey>> list_past_master_keys(db::Connection& connection);

// The master keys that a backup needs. Threads: any.
Result<std::vector<std::string>> master_keys_of_backup(const std::filesystem::path& file);

// ---- lost keys and values; the ring has all available keys, and its source is not read again ------------------------

struct LostDataKey {
  std::string id;
  TeamId team;
  std::string master_key_id;  // the master key that wraps it
  bool is_damaged = false;    // the master key is known, but the data key was altered
};
// Those that no key of the ring opens.
Result<std::vector<LostDataKey>> find_lost_data_keys(db::Connection& connection, crypto::KeyRing& ring);

struct LostSecret {
  SecretOwner owner;
  Placeholder placeholder;
  std::string name;
  std::string master_key_id;  // the master key that wraps its data key
  bool is_damaged = false;    // the master key is known, but the value or its data key was altered
};
// Those whose values cannot be opened, by team and connector.
Result<std::vector<LostSecret>> find_lost_secrets(db::Connection& connection, crypto::KeyRing& ring);

// Removes the values of these secrets, with an audit row for each. Names and placeholders stay, as in a duplicate.
Result<void> discard_secrets(Writing& writing, const std::vector<LostSecret>& lost, const Actor& actor);
// Deletes these data keys, which no longer seal any value, with an audit row for each. If the current master key is
// lost, new data keys are wrapped by the newest key of the ring from the commit on.
Result<void> discard_data_keys(Writing& writing, crypto::KeyRing& ring, const std::vector<LostDataKey>& lost,
                               const Actor& actor);

}  // namespace connectory::store
