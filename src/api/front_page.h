#pragma once

// The answer to `GET /`, which has nothing of the API: people with a browser are sent to the page at /docs, programs get
// the envelope of a path that does not exist.
// Threads: any; a function of the request.

#include "api/exchange.h"

namespace connectory::api {

net::Response front_page(const Exchange& exchange);

}  // namespace connectory::api
