#pragma once

// Sealing: XChaCha20-Poly1305 with a 256-bit key. A sealed value is bound to its place: if its text is copied to a
// different row, connector or team, it does not open there. A sealed text is `v1.` and the Base64 of a random nonce (24
// bytes), the ciphertext, and its tag (16 bytes). The encoding is canonical: two different texts are never the same
// sealed value.
// Threads: pure, apart from the nonce; safe on every thread. Errors: malformed, not_authentic.
// Source: libsodium, crypto_aead_xchacha20poly1305_ietf.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/errors.h"
#include "crypto/secret.h"

namespace connectory::crypto {

// A key in separate memory between guard pages. It is kept out of swap and core dumps if the system allows that.
class Key {
 public:
  static constexpr std::size_t bytes_count = 32;
  static Key make(base::Random& random);
  // `bytes`: exactly bytes_count.
  static Key from(std::string_view bytes);

  std::string_view reveal() const { return {reinterpret_cast<const char*>(bytes_.get()), bytes_count}; }

 private:
  struct Free {
    void operator()(unsigned char* bytes) const;  // wipes the bytes first
  };
  Key();
  std::unique_ptr<unsigned char, Free> bytes_;
};

// What a sealed value is and where it is stored, as a sequence of parts with an unambiguous encoding.
class Place {
 public:
  explicit Place(std::string_view kind) { with(kind); }
  Place& with(std::string_view part);
  Place& with(std::int64_t part);
  std::string_view bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::string seal(const Key& key, std::string_view plain, const Place& place, base::Random& random);
Result<Secret> open(const Key& key, std::string_view sealed, const Place& place);

// The parts of a sealed text, without opening it.
struct SealedParts {
  std::string nonce;
  std::string ciphertext;  // with its tag
};
Result<SealedParts> parse_sealed(std::string_view sealed);

}  // namespace connectory::crypto
