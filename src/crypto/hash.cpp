#include "crypto/hash.h"

#include <cstring>

#include <sodium.h>

#include "crypto/bytes_impl.h"

namespace connectory::crypto {

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), bytes_of(text), text.size());
  std::string hex(hash.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  hex.pop_back();
  return hex;
}

bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Fingerprinter::Fingerprinter(base::Random& random) {
  static_assert(crypto_shorthash_siphashx24_KEYBYTES == sizeof(key_));
  random.fill(std::as_writable_bytes(std::span(key_)));
}

Fingerprint Fingerprinter::of(std::string_view text) const {
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> hash{};
  crypto_shorthash_siphashx24(hash.data(), bytes_of(text), text.size(), key_.data());
  Fingerprint fingerprint;
  static_assert(sizeof(fingerprint) == hash.size());
  std::memcpy(&fingerprint, hash.data(), hash.size());
  return fingerprint;
}

}  // namespace connectory::crypto
