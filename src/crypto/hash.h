#pragma once

// Hashes: SHA-256 for what is stored, a keyed 128-bit SipHash for looking a credential up in memory without keeping it.
// Pure apart from LookupKey's own random key; safe on every thread. Errors: none.
// Source: libsodium, crypto_hash_sha256 and crypto_shorthash_siphashx24.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"

namespace connectory::crypto {

// Lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view text);

// Equal in time that does not depend on where two texts differ.
bool is_same_secret(std::string_view a, std::string_view b);

struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

struct HashFingerprint {
  std::size_t operator()(const Fingerprint& fingerprint) const { return fingerprint.low; }
};

// Fingerprints of one process's own: without the key, nobody can find two texts that share one.
class Fingerprinter {
 public:
  explicit Fingerprinter(base::Random& random);
  Fingerprint of(std::string_view text) const;

 private:
  std::array<unsigned char, 16> key_{};
};

}  // namespace connectory::crypto
