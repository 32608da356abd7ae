#pragma once

// The master keys: each wraps the data keys of teams. Several are known at once; the newest is for wrapping, the older
// ones still open. A key's id is made from the key itself, so a text that was damaged is noticed.
// Their text: one key after the other, the newest last, separated by white space or commas; `#` begins a comment that
// ends with the line. A key is written `v1:mk_<16 hex digits>:<Base64 of 32 bytes>`, or as the Base64 alone, so that
// `openssl rand -base64 32` makes one.
// Threads: a value; keys are shared and never change. Errors: malformed, with the line but without what stands there.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "crypto/errors.h"
#include "crypto/sealing.h"

namespace connectory::crypto {

using MasterKeyId = base::Id<struct MasterKeyTag>;

struct MasterKey {
  MasterKeyId id;
  std::shared_ptr<const Key> key;

  static MasterKey make(base::Random& random) { return from(Key::make(random)); }
  static MasterKey from(Key key);
};

class MasterKeys {
 public:
  // At least one, at most base::limits::master_keys_max, none twice.
  static Result<MasterKeys> parse(std::string_view text);
  explicit MasterKeys(MasterKey only) { keys_.push_back(std::move(only)); }

  const MasterKey& newest() const { return keys_.back(); }
  std::shared_ptr<const Key> find(std::string_view id) const;  // null: not known
  std::size_t count() const { return keys_.size(); }
  const std::vector<MasterKey>& all() const { return keys_; }

  // The same with a newer one; with the newest alone.
  MasterKeys with(MasterKey newer) const;
  MasterKeys newest_only() const { return MasterKeys(newest()); }
  // The same, and before them those of `older` that are not among them; the oldest give way beyond the bound.
  MasterKeys and_before(const MasterKeys& older) const;

  Secret to_text() const;  // for people to read too

 private:
  MasterKeys() = default;
  std::vector<MasterKey> keys_;  // the newest last
};

}  // namespace connectory::crypto
