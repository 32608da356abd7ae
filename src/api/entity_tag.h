#pragma once

// Entity tags in requests: If-Match and If-None-Match.
// Pure; safe on every thread. Errors: invalid_request if If-Match is malformed; it names the header.
// Source: RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2.

#include <string_view>

#include "net/http.h"
#include "service/condition.h"
#include "service/errors.h"

namespace connectory::api {

// Marks the tag of a compressed body, inside the quotes: "1a2b.3c.gz" is the gzip form of "1a2b.3c".
inline constexpr std::string_view packed_mark = ".gz";

// Whether the list in If-None-Match contains `etag`, by weak comparison. The tag of a compressed body counts as that of
// the plain one.
bool names_etag(std::string_view list, std::string_view etag);

// The state that a change request refers to. If-Match uses strong comparison, so a weak tag never matches. A revision
// is the part of a tag before its first dot. The rest identifies the answer's links, which a change does not depend on.
service::Result<service::Condition> condition_of(const net::Request& request);

}  // namespace connectory::api
