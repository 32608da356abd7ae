#pragma once

// Finds the principal of a credential's text. Results are cached under a keyed fingerprint, never under the text, and
// are dropped at once if any key or client changes, in this or another process.
// Ownership: app/ makes one; the store outlives it. Threads: every member from any thread.
// Errors: unauthenticated, or the store's.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/limits.h"
#include "base/task.h"
#include "crypto/hash.h"
#include "service/access.h"
#include "service/errors.h"
#include "service/rate.h"
#include "store/credentials.h"

namespace connectory::service {

// A principal and its budget of requests. The budget survives when cached results are dropped.
struct Caller {
  std::shared_ptr<const Principal> principal;
  std::shared_ptr<Bucket> bucket;
};

class Identity {
 public:
  Identity(store::Store& store, const base::Clock& clock, base::Random& random);

  // The fast path: a cached result. Absent: call authenticate().
  std::optional<Caller> find(std::string_view credential);
  base::Task<Result<Caller>> authenticate(std::string credential);

  struct IssuedToken {
    std::string text;
    std::chrono::seconds lifetime;
    ScopeSet scopes;
  };
  // OAuth 2 client credentials (RFC 6749, section 4.4). `scopes`: absent for all that the client has.
  base::Task<Result<IssuedToken>> issue_token(std::string client_id, std::string client_secret,
                                              std::optional<ScopeSet> scopes);
  base::Task<Result<void>> revoke_token(std::string client_id, std::string client_secret, std::string token);

  void forget_all() { generation_.fetch_add(1, std::memory_order_acq_rel); }
  // Writes the collected last-used times. Call it periodically and at the end.
  void record_last_uses();

 private:
  struct Remembered {
    Caller caller;
    std::uint64_t generation = 0;
    std::shared_ptr<std::atomic<std::int64_t>> used_at_ms;
  };
  struct Use {
    store::LastUse::Kind kind = store::LastUse::Kind::key;
    std::shared_ptr<std::atomic<std::int64_t>> used_at_ms;
    std::int64_t written_ms = 0;
  };
  static constexpr std::size_t shards_count = 16;
  using Shard = std::unordered_map<crypto::Fingerprint, Remembered, crypto::HashFingerprint>;

  base::Task<Result<store::Client>> authenticate_client(std::string id, std::string secret);
  Caller remember(std::string_view credential, std::uint64_t generation, Principal principal,
                  store::LastUse::Kind kind);
  bool is_current(const Principal& principal) const {
    return !principal.expires_at || clock_.wall() < *principal.expires_at;
  }

  store::Store& store_;
  const base::Clock& clock_;
  base::Random& random_;
  crypto::Fingerprinter fingerprinter_;
  std::atomic<std::uint64_t> generation_{1};
  std::array<base::Guarded<Shard>, shards_count> shards_;
  base::Guarded<std::unordered_map<std::string, std::shared_ptr<Bucket>>> buckets_;
  base::Guarded<std::unordered_map<std::string, Use>> uses_;
};

// The texts of new credentials, and what is stored of them.
std::string new_key_text(base::Random& random);     // `api_...`
std::string new_secret_text(base::Random& random);  // of an OAuth client
// The stored form of a key, a client's secret or an access token. The texts are random and long, so a hash is enough.
std::string hash_credential(std::string_view text);

}  // namespace connectory::service
