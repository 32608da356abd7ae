#pragma once

// For a master key that is lost or no longer needed. Removes the values that no key can open, so that the server starts
// and people can enter them again. Also removes former master keys from their source.
// Threads: one; it waits for the store and the source of the keys. Errors: a refusal, worded for the operator.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "service/master_keys.h"
#include "store/lost_keys.h"

namespace connectory::service {

// Whether to list only, or to remove.
enum class Discard : std::uint8_t { listed, removed };

struct LostValues {
  std::vector<store::LostSecret> secrets;
  std::vector<store::LostDataKey>
      data_keys;  // of teams; even without any values, these would keep a server from starting
};
// All in one transaction. An empty key source counts as one without keys; one that cannot be read is refused.
// No server may run on the database: it might still have the lost key in memory and seal more values with it.
KeyResult<LostValues> discard_lost_values(const KeyParts& parts, crypto::MasterKeySource& source, Discard discard,
                                          const store::Actor& actor);

struct FormerKey {
  std::string id;
  std::optional<base::WallTime> used_until;  // backups made before then need it; absent: it was never used here
};
struct FormerKeys {
  std::vector<FormerKey> unneeded;  // not needed by the database, because they wrap nothing in it
  std::vector<FormerKey> needed;    // these are kept
};
// The keys in the source besides the newest, oldest first.
KeyResult<FormerKeys> discard_former_keys(const KeyParts& parts, crypto::MasterKeySource& source, Discard discard);

}  // namespace connectory::service
