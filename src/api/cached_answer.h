#pragma once

// The answer to a read whose body is in the answer cache or was just made: 304, plain, or packed with gzip.
// Threads: the loop of the request.

#include <string_view>

#include "api/answer_cache.h"
#include "api/api.h"

namespace connectory::api {

// `key`: of `answer` in the cache; empty if it is not kept there, and its packed form is not kept either.
net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer);

}  // namespace connectory::api
