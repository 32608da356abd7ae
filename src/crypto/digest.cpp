#include "crypto/digest.h"

#include <array>
#include <utility>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/ascii.h"
#include "crypto/bytes_impl.h"

namespace connectory::crypto {
namespace {

const EVP_MD* algorithm_of(Digest digest) {
  switch (digest) {
    case Digest::md5: return EVP_md5();
    case Digest::sha1: return EVP_sha1();
    case Digest::sha256: return EVP_sha256();
    case Digest::sha384: return EVP_sha384();
    case Digest::sha512: return EVP_sha512();
  }
  std::unreachable();
}

using DigestBytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string text_of(const DigestBytes& bytes, unsigned int size) { return {bytes.begin(), bytes.begin() + size}; }

}  // namespace

std::string digest(Digest algorithm, std::string_view text) {
  DigestBytes bytes{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), bytes.data(), &size, algorithm_of(algorithm), nullptr);
  return text_of(bytes, size);
}

std::string hmac(Digest algorithm, std::string_view key, std::string_view text) {
  DigestBytes bytes{};
  unsigned int size = 0;
  HMAC(algorithm_of(algorithm), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), bytes.data(),
       &size);
  return text_of(bytes, size);
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += base::lower_hex_digits[byte >> 4U];
    hex += base::lower_hex_digits[byte & 15U];
  }
  return hex;
}

}  // namespace connectory::crypto
