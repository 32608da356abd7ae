#pragma once

// Base64 (RFC 4648), with both alphabets. Threads: pure; safe on every thread.

#include <optional>
#include <string>
#include <string_view>

namespace connectory::crypto {

std::optional<std::string> from_base64(std::string_view text);  // absent if it is not Base64 with the standard alphabet
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes);  // without padding

}  // namespace connectory::crypto
