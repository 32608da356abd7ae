#pragma once

// Builds the answers of handlers: errors in the envelope, JSON bodies, the wrapped envelope.
// Source: API contract, section 2.

#include <string>
#include <string_view>

#include "api/errors.h"
#include "api/exchange.h"

namespace connectory::api {

net::Response error_of(const Exchange& exchange, Problem problem, std::string_view description);
net::Response error_of(const Exchange& exchange, const service::Failure& failure);
net::Response json_response(int status, std::string body);

// `{ "meta": { "request_id" }, "data": ... }`, where `data` is JSON text.
std::string wrapped(const Exchange& exchange, std::string_view data);

// Lets a coroutine return the answer of a plain function.
base::Task<net::Response> answer_of(net::Answer answer);

}  // namespace connectory::api
