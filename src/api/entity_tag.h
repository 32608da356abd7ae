#pragma once

// Entity tags in requests: If-Match and If-None-Match.
// Pure; safe on every thread.
// Source: RFC 9110, sections 8.8.3 and 13.1.

#include <string_view>

#include "service/connectors.h"

namespace connectory::api {

// Marks the tag of a packed body, inside the quotes: "1a2b.3c.gz" is the gzip form of "1a2b.3c".
inline constexpr std::string_view packed_mark = ".gz";

// Whether an entity tag list names `etag`; the tag of a packed body counts as that of the plain one.
bool names_etag(std::string_view list, std::string_view etag);
// The revisions that If-Match accepts; absent where there is no such header or it is `*`.
service::AcceptedRevisions accepted_revisions(std::string_view if_match);

}  // namespace connectory::api
