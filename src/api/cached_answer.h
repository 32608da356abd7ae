#pragma once

// Answers to reads, with entity tags: 304 if the client has the state, else the body, plain or packed with gzip. Bodies are
// in the answer cache, were just made, or are made while they are sent.
// Threads: the loop of the request.

#include <string_view>

#include "api/answer_cache.h"
#include "api/api.h"

namespace connectory::api {

// Whether If-None-Match names `tag`, and the answer for that.
bool is_unchanged(const Exchange& exchange, const Tag& tag);
net::Response not_modified(const Tag& tag);

// `key`: of `answer` in the cache; empty if it is not kept there, and its packed form is not kept either.
net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer);

net::Response produced_response(const Exchange& exchange, const Tag& tag, net::Produced body);

}  // namespace connectory::api
