#pragma once

// The operations on the secrets of a connector. The caller has been authorised. Values are stored and never returned.
// Ownership: store, ring and log outlive it. Threads: any; each task runs on its caller's loop.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/task.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "service/access.h"
#include "store/secrets.h"

namespace connectory::service {

class Secrets {
 public:
  Secrets(store::Store& store, crypto::KeyRing& ring, base::Log& log) : store_(store), ring_(ring), log_(log) {}

  struct Draft {
    std::string name;      // 1 to 255 code points
    crypto::Secret value;  // 1 to 10000
  };
  struct Added {
    store::Placeholder placeholder;
    std::vector<store::ListedSecret> all;  // the current list
  };

  base::Task<store::Result<std::vector<store::ListedSecret>>> list(store::SecretOwner owner);
  base::Task<store::Result<Added>> add(store::SecretOwner owner, Draft draft, store::Actor actor);
  base::Task<store::Result<void>> change(store::SecretOwner owner, store::Placeholder placeholder, crypto::Secret value,
                                         store::Actor actor);
  base::Task<store::Result<void>> remove(store::SecretOwner owner, store::Placeholder placeholder, store::Actor actor);

 private:
  void log_failure(const store::SecretOwner& owner, const store::Error& error);

  store::Store& store_;
  crypto::KeyRing& ring_;
  base::Log& log_;
};

// `sec_` and nine lower-case hexadecimal digits.
std::optional<store::Placeholder> parse_placeholder(std::string_view text);

}  // namespace connectory::service
