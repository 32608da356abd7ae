#pragma once

// The data keys of teams, each wrapped by a master key, and the rotations that change them. The database records which
// master key wraps new keys, so that two processes never use different ones.
// Threads: inside Store::read and Store::write. Errors: store::Error; `unavailable` if this process does not know a
// master key, `damaged` if a wrapped key was altered.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/key_ring.h"
#include "crypto/sealing.h"
#include "store/store.h"

namespace connectory::store {

struct DataKey {
  std::string id;  // `dk_...`
  crypto::Key key;
};

// The key that seals values of a team. It is created if the team has none yet.
Result<DataKey> current_data_key(Writing& writing, crypto::KeyRing& ring, TeamId team);
Result<crypto::Key> open_data_key(db::Connection& connection, crypto::KeyRing& ring, TeamId team,
                                  std::string_view key_id);

// ---- rotations -------------------------------------------------------------------------------------------------------

struct KeyRotation {
  std::int64_t number;
  std::string master_key_id;
  bool remakes_data_keys;
};

struct RotationState {
  std::optional<KeyRotation> current;       // absent: nothing was ever sealed
  std::vector<std::string> master_key_ids;  // those that wrap a data key
  bool is_finished = true;                  // nothing is left to do for the current rotation
};
Result<RotationState> get_rotation_state(db::Connection& connection);

// From the commit on, this master key wraps every new data key.
Result<KeyRotation> begin_rotation(Writing& writing, std::string_view master_key_id, bool remakes_data_keys);

// A step of a rotation: base::limits::rotation_batch_rows rows in one commit. Each step continues after the previous
// one.
struct RotationStep {
  std::int64_t changed = 0;
  std::int64_t damaged = 0;  // rows that cannot be opened, and are left unchanged
  bool is_last = false;
  std::pair<std::string, std::string> behind;
};
// Creates data keys for teams without one from the latest rotation that remakes them, with an audit row for each.
Result<RotationStep> remake_data_keys(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation,
                                      const Actor& actor);
// Wraps data keys with the master key of the rotation, with an audit row for each.
Result<RotationStep> rewrap_data_keys(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation,
                                      const RotationStep& before, const Actor& actor);
// Removes data keys that seal nothing and are no longer used.
Result<std::int64_t> drop_old_data_keys(Writing& writing);

}  // namespace connectory::store
