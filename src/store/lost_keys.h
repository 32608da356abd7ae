#pragma once

// Master keys that are past or lost: which one was used until when, which ones a backup needs, and what is sealed in the
// database that no key at hand opens, to be given up.
// Threads: inside Store::read and Store::write, unless a function says otherwise. Errors: store::Error.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_ring.h"
#include "store/secrets.h"

namespace connectory::store {

// A master key that a rotation was made to, and when the next rotation to another key began: until then, a backup of the
// database needs it. Absent: it is the current one.
struct PastMasterKey {
  std::string id;
  std::optional<base::WallTime> used_until;
};
// Each once, in the order of their last use.
Result<std::vector<PastMasterKey>> list_past_master_keys(db::Connection& connection);

// The master keys that a backup needs. Threads: any.
Result<std::vector<std::string>> master_keys_of_backup(const std::filesystem::path& file);

// ---- what is lost; the ring has all keys there are: its source is not asked again ------------------------------------------

struct LostDataKey {
  std::string id;
  TeamId team;
  std::string master_key_id;  // that it is wrapped by
  bool is_damaged = false;    // the master key is known, but the data key was altered
};
// Those that do not open under any key of the ring.
Result<std::vector<LostDataKey>> find_lost_data_keys(db::Connection& connection, crypto::KeyRing& ring);

struct LostSecret {
  SecretOwner owner;
  Placeholder placeholder;
  std::string name;
  std::string master_key_id;  // that its data key is wrapped by
  bool is_damaged = false;    // the master key is known, but the value or its data key was altered
};
// Those whose values do not open, by team and connector.
Result<std::vector<LostSecret>> find_lost_secrets(db::Connection& connection, crypto::KeyRing& ring);

// Removes the values of these; names and placeholders stay, as in a duplicate. With an audit row each.
Result<void> discard_secrets(Writing& writing, const std::vector<LostSecret>& lost, const Actor& actor);
// Deletes these, by which no value is sealed any more, with an audit row each. If the current master key is lost, new data
// keys are wrapped by the newest key of the ring from the commit on.
Result<void> discard_data_keys(Writing& writing, crypto::KeyRing& ring, const std::vector<LostDataKey>& lost,
                               const Actor& actor);

}  // namespace connectory::store
