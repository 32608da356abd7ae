#pragma once

// Digests and keyed digests (HMAC, RFC 2104) of texts, for signatures and for expressions. MD5 and SHA-1 are here
// because APIs require them; nothing in Connectory relies on them.
// Threads: pure; safe on every thread. Errors: none. Source: FIPS 180-4, RFC 1321; the library is OpenSSL.

#include <cstdint>
#include <string>
#include <string_view>

namespace connectory::crypto {

enum class Digest : std::uint8_t { md5, sha1, sha256, sha384, sha512 };

std::string digest(Digest algorithm, std::string_view text);                      // raw bytes
std::string hmac(Digest algorithm, std::string_view key, std::string_view text);  // raw bytes
std::string to_hex(std::string_view bytes);                                       // in lower case

}  // namespace connectory::crypto
