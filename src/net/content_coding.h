#pragma once

// gzip of answers (RFC 1952), and whether a client takes it (RFC 9110, section 12.5.3).
// Pure; safe on every thread. Errors: none; what zlib cannot pack is a bug.

#include <string>
#include <string_view>

namespace connectory::net {

std::string gzip(std::string_view bytes);
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace connectory::net
