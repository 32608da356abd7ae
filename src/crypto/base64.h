#pragma once

// Base64 (RFC 4648), both alphabets. Pure; safe on every thread.

#include <optional>
#include <string>
#include <string_view>

namespace connectory::crypto {

std::optional<std::string> from_base64(std::string_view text);  // absent: not Base64 of the standard alphabet
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes);  // without padding

}  // namespace connectory::crypto
