#pragma once

// The master keys of a database: loaded at start, and changed by a rotation while servers keep running.
// Threads: one; it waits for the store and the source of the keys. Errors: a refusal, worded for the operator.

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

// What else is checked: a server must also be able to seal, and a rotation can restore that ability.
enum class KeyUse : std::uint8_t { serving, rotating };

struct KeyParts {
  store::Store& store;
  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
};

// Creates the first key if there is none and nothing was ever sealed. Refused if sealed values in the database could
// not be opened, so a missing key file is not created in that case.
KeyResult<std::unique_ptr<crypto::KeyRing>> open_key_ring(const KeyParts& parts,
                                                          std::unique_ptr<crypto::MasterKeySource> source, KeyUse use);

struct RotationReport {
  std::string master_key_id;  // the key that now wraps everything
  bool was_resumed = false;   // an earlier rotation was finished instead of starting a new one
  std::int64_t data_keys_made = 0;
  std::int64_t data_keys_wrapped = 0;
  std::int64_t values_sealed = 0;
  std::int64_t damaged = 0;                     // data keys and values that cannot be opened
  std::vector<std::string> former_master_keys;  // the others in the source, oldest first; older backups need them
};

// Rotates the keys, or finishes an interrupted rotation. A new master key is created if the program can write the
// source; otherwise the newest key there must be one that was never used. The former keys stay in the source.
KeyResult<RotationReport> rotate_keys(const KeyParts& parts, crypto::KeyRing& ring, bool with_data_keys);

}  // namespace connectory::service
