#pragma once

// What is to go wrong with an answer, on purpose: `fault=slow:200ms,status:503` in the query, or the same in the header
// X-Fault. So that clients can be tried on an API that misbehaves, and behaves again at the next request.
// Pure; safe on every thread. Errors: a fault that there is not, or beyond its bound, is a bad parameter.

#include <chrono>
#include <optional>
#include <string_view>

#include "net/http.h"
#include "sample/errors.h"

namespace connectory::sample {

struct Fault {
  std::chrono::milliseconds slow{0};  // waits first; at most base::limits::sample_slow_max
  std::optional<int> status;          // answers this, 400 to 599, instead
  bool loop = false;                  // never comes to a last page: hands out the same cursor, page or link again
  net::Response::Delivery delivery = net::Response::Delivery::whole;  // `truncated`, `reset`

  static Result<Fault> parse(std::string_view text);  // empty: nothing goes wrong
};

}  // namespace connectory::sample
