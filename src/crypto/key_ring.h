#pragma once

// The master keys as this process knows them. A key that is not known is looked for once more at their source, so that a
// rotation by another process needs no restart; one that was known stays so, for what is being read meanwhile.
// Ownership: app/ makes one; the source is its own. Threads: every member from any thread; find() waits for the source
// where it has to look there, others who find what they want do not.
// Errors: unknown_key.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/log.h"
#include "crypto/master_key_source.h"
#include "crypto/master_keys.h"

namespace connectory::crypto {

class KeyRing {
 public:
  KeyRing(std::unique_ptr<MasterKeySource> source, MasterKeys keys, const base::Clock& clock, base::Log& log)
      : source_(std::move(source)), keys_(std::move(keys)), clock_(clock), log_(log) {}

  Result<std::shared_ptr<const Key>> find(std::string_view id);
  MasterKeys keys() const {
    return keys_.with([](const MasterKeys& keys) { return keys; });
  }
  MasterKeySource& source() { return *source_; }
  // From now on these, for who has just changed the source.
  void use(MasterKeys keys) {
    keys_.with([&](MasterKeys& known) { known = std::move(keys); });
  }

 private:
  Result<void> look_again(std::string_view wanted);

  std::unique_ptr<MasterKeySource> source_;
  base::Guarded<MasterKeys> keys_;
  const base::Clock& clock_;
  base::Log& log_;
  std::mutex looking_;                                          // one asks the source, others wait for its answer
  std::map<std::string, std::int64_t, std::less<>> missed_ns_;  // guarded by looking_: when a key was not there either
};

}  // namespace connectory::crypto
