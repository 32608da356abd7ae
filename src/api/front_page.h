#pragma once

// The answer to `GET /`, which is not part of the API: browsers are redirected to the page at /docs, and programs get
// the error of a path that does not exist.
// Threads: any; a function of the request.

#include "api/exchange.h"

namespace connectory::api {

net::Response front_page(const Exchange& exchange);

}  // namespace connectory::api
