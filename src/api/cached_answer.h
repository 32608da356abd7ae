#pragma once

// Answers to reads, with entity tags: 304 if the client has the current state, otherwise the body, plain or gzipped.
// Bodies are in the answer cache, were just built, or are produced while they are sent.
// Threads: the loop of the request.

#include <string_view>

#include "api/answer_cache.h"
#include "api/api.h"

namespace connectory::api {

// The answer if If-None-Match contains `tag`.
bool is_unchanged(const Exchange& exchange, const Tag& tag);
net::Response not_modified(const Tag& tag);

// `key`: the key of `answer` in the cache; empty if neither it nor its compressed form is cached.
net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer);

net::Response produced_response(const Exchange& exchange, const Tag& tag, net::Produced body);

}  // namespace connectory::api
