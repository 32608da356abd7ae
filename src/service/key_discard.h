#pragma once

// What is left to do when a master key is lost, or is no longer needed: the values that no key opens are removed, so that
// the server starts and people can enter them again; and former master keys are removed from their source.
// Threads: one; it waits for the store and for the source of the keys. Errors: a refusal in words for the operator.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "service/master_keys.h"
#include "store/lost_keys.h"

namespace connectory::service {

// Whether to look only, or to remove.
enum class Discard : std::uint8_t { listed, removed };

struct LostValues {
  std::vector<store::LostSecret> secrets;
  std::vector<store::LostDataKey>
      data_keys;  // of teams; where no value is left, a server would not start for these alone
};
// All in one transaction. A key source that is empty counts as one without keys; one that cannot be read is refused.
// No server may run on the database: it might still have the lost key in memory, and seal more under it.
KeyResult<LostValues> discard_lost_values(const KeyParts& parts, crypto::MasterKeySource& source, Discard discard,
                                          const store::Actor& actor);

struct FormerKey {
  std::string id;
  std::optional<base::WallTime> used_until;  // backups made before need it; absent: it was never used here
};
struct FormerKeys {
  std::vector<FormerKey> unneeded;  // by the database: they wrap nothing in it
  std::vector<FormerKey> needed;    // they stay
};
// The keys in the source besides the newest, oldest first.
KeyResult<FormerKeys> discard_former_keys(const KeyParts& parts, crypto::MasterKeySource& source, Discard discard);

}  // namespace connectory::service
