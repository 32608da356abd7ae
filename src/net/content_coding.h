#pragma once

// Content codings (RFC 9110, section 8.4). gzip is the only one that we send.
// Pure, except for gzipped(), whose body is used as net::BodyProducer describes. Errors: std::bad_alloc; zlib cannot
// fail for other reasons.

#include <string>
#include <string_view>

#include "net/http.h"

namespace connectory::net {

std::string gzip(std::string_view bytes);

// The same body, compressed while it is produced; its length is not known. Pieces are compressed on the connection's
// loop, a few tens of kilobytes at a time. Holds 100 KiB besides a piece.
Produced gzipped(Produced body);

// Whether `Accept-Encoding` lets us send gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace connectory::net
