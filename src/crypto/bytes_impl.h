#pragma once

// Texts as libsodium takes them.

#include <span>
#include <string_view>

namespace connectory::crypto {

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::span<char> text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace connectory::crypto
