#pragma once

// The data keys of teams, each wrapped by a master key, and the rotations that change them. Which master key wraps is said
// by the database, so that two processes never wrap under different ones.
// Threads: inside Store::read and Store::write. Errors: store::Error; `unavailable` where a master key is not known here,
// `damaged` where a wrapped key was altered.

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

// The key that seals for a team; made where it has none yet.
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
  std::optional<KeyRotation> current;       // absent: nothing was ever sealed here
  std::vector<std::string> master_key_ids;  // those that wrap a data key
  bool is_finished = true;                  // all is as the current rotation wants it
};
Result<RotationState> get_rotation_state(db::Connection& connection);

// From the commit on, every new data key is wrapped by this master key.
Result<KeyRotation> begin_rotation(Writing& writing, std::string_view master_key_id, bool remakes_data_keys);

// A part of what a rotation has to do, base::limits::rotation_batch_rows in one commit. Each begins behind the one before.
struct RotationStep {
  std::int64_t changed = 0;
  std::int64_t damaged = 0;  // what does not open, and stays as it is
  bool is_last = false;
  std::pair<std::string, std::string> behind;
};
// New data keys for teams that have none of the latest rotation that remakes them; with an audit row each.
Result<RotationStep> remake_data_keys(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation,
                                      const Actor& actor);
// Wraps data keys under the rotation's master key; with an audit row each.
Result<RotationStep> rewrap_data_keys(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation,
                                      const RotationStep& before, const Actor& actor);
// Data keys that seal nothing and will not again.
Result<std::int64_t> drop_old_data_keys(Writing& writing);

}  // namespace connectory::store
