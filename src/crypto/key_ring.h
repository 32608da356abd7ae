#pragma once

// The master keys that this process knows. If find() does not know a key, it loads the source again, so that a rotation
// by a different process needs no restart. A key that was known stays known, for values that are being read at that
// time.
// Ownership: app/ makes one; it owns the source. Threads: every member from any thread. find() blocks while it loads
// the source. Calls that find a known key do not block.
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
  // Replaces the known keys. For callers that have just changed the source.
  void use(MasterKeys keys) {
    keys_.with([&](MasterKeys& known) { known = std::move(keys); });
  }

 private:
  Result<void> look_again(std::string_view wanted);

  std::unique_ptr<MasterKeySource> source_;
  base::Guarded<MasterKeys> keys_;
  const base::Clock& clock_;
  base::Log& log_;
  std::mutex looking_;  // one thread loads the source, and the others wait for it
  // Guarded by looking_. When the source did not have a key.
  std::map<std::string, std::int64_t, std::less<>> missed_ns_;
};

}  // namespace connectory::crypto
