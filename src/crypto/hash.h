#pragma once

// Hashes: SHA-256 for stored credentials, and a keyed 128-bit SipHash to look up a credential in memory without keeping
// its text.
// Threads: pure, apart from the random key of a Fingerprinter; safe on every thread. Errors: none.
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

// Compares in time that does not depend on where the texts differ.
bool is_same_secret(std::string_view a, std::string_view b);

struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

struct HashFingerprint {
  std::size_t operator()(const Fingerprint& fingerprint) const { return fingerprint.low; }
};

// Creates fingerprints for one process. Without its key, nobody can find two texts with the same fingerprint.
class Fingerprinter {
 public:
  explicit Fingerprinter(base::Random& random);
  Fingerprint of(std::string_view text) const;

 private:
  std::array<unsigned char, 16> key_{};
};

}  // namespace connectory::crypto
