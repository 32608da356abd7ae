#pragma once

// The master keys of a database: taken up at a start, and changed by a rotation while servers go on.
// Threads: one; it waits for the store and for the source of the keys. Errors: a refusal in words for the operator.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "crypto/key_ring.h"
#include "store/store.h"

namespace connectory::service {

struct KeyRefusal {
  std::string why;
  std::string what_to_do;
};
template <class T>
using KeyResult = base::Result<T, KeyRefusal>;

// What is looked at besides: a server must be able to seal too; a rotation makes that possible again.
enum class KeyUse : std::uint8_t { serving, rotating };

struct KeyParts {
  store::Store& store;
  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
};

// Makes the first key if there is none and nothing was ever sealed. Refused if what is sealed in the database could not be
// opened: a key file that is missing then is never made again.
KeyResult<std::unique_ptr<crypto::KeyRing>> open_key_ring(const KeyParts& parts,
                                                          std::unique_ptr<crypto::MasterKeySource> source, KeyUse use);

struct RotationReport {
  std::string master_key_id;  // that everything is wrapped by now
  bool was_resumed = false;   // an earlier rotation was finished instead of a new one begun
  std::int64_t data_keys_made = 0;
  std::int64_t data_keys_wrapped = 0;
  std::int64_t values_sealed = 0;
  std::int64_t damaged = 0;                     // data keys and values that do not open
  std::vector<std::string> former_master_keys;  // the others in the source, the oldest first: older backups need them
};

// Does the rotation of keys as a whole, or what is left of one that was cut off. A new master key is made where the source
// is ours; else the newest there must be one that was never used. The former keys stay in the source.
KeyResult<RotationReport> rotate_keys(const KeyParts& parts, crypto::KeyRing& ring, bool with_data_keys);

}  // namespace connectory::service
