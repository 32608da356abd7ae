#pragma once

// Faults on request: `fault=slow:200ms,status:503` in the query, or the same in the header X-Fault. With them, clients
// can be tested with an API that misbehaves, and works normally again at the next request.
// Threads: pure; safe on every thread. Errors: bad_parameter for an unknown fault, or a value out of bounds.

#include <chrono>
#include <optional>
#include <string_view>

#include "net/http.h"
#include "sample/errors.h"

namespace connectory::sample {

struct Fault {
  std::chrono::milliseconds slow{0};  // the delay before the answer; at most base::limits::sample_slow_max
  std::optional<int> status;          // the status to answer with instead, 400 to 599
  bool loop = false;                  // pages never end: the same cursor, page or link is returned again
  net::Response::Delivery delivery = net::Response::Delivery::whole;  // `truncated`, `reset`

  static Result<Fault> parse(std::string_view text);  // empty: no fault
};

}  // namespace connectory::sample
