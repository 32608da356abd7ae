#pragma once

// The master keys. They wrap the data keys of teams. There can be several: the newest one wraps, and the older ones
// still open what they wrapped. The id of a key is derived from the key, so that damage to its text is detected.
// Text form: keys from oldest to newest, separated by white space or commas. `#` begins a comment that ends with the
// line. A key is written `v1:mk_<16 hex digits>:<Base64 of 32 bytes>`, or as the Base64 alone, so that `openssl rand
// -base64 32` generates one.
// Threads: a value; keys are shared and never change. Errors: malformed, with the line number but not its content.

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
  // The text must have 1 to base::limits::master_keys_max keys, all different.
  static Result<MasterKeys> parse(std::string_view text);
  explicit MasterKeys(MasterKey only) { keys_.push_back(std::move(only)); }

  const MasterKey& newest() const { return keys_.back(); }
  std::shared_ptr<const Key> find(std::string_view id) const;  // null: unknown
  std::size_t count() const { return keys_.size(); }
  const std::vector<MasterKey>& all() const { return keys_; }

  // with(): these keys with a newer one added. newest_only(): only the newest one.
  MasterKeys with(MasterKey newer) const;
  MasterKeys newest_only() const { return MasterKeys(newest()); }
  // These keys, preceded by those of `older` that are missing here. If there are too many, the oldest are dropped.
  MasterKeys and_before(const MasterKeys& older) const;

  Secret to_text() const;  // with comments for people

 private:
  MasterKeys() = default;
  std::vector<MasterKey> keys_;  // the newest last
};

}  // namespace connectory::crypto
