#pragma once

// The metrics of answered requests: how many of each status class, and how long they took, by route.
// Ownership: Api has one; the metrics outlive it. Threads: count() from any thread.

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "api/route.h"
#include "base/metrics.h"

namespace connectory::api {

class RequestFigures {
 public:
  explicit RequestFigures(base::Metrics& metrics);

  // `route`: null if the request has none. `took_ns`: 0 if it was refused before there was a request.
  void count(const Route* route, int status, std::int64_t took_ns);

 private:
  struct OfRoute {
    std::array<std::atomic<prometheus::Counter*>, 6> by_class{};  // 1xx to 5xx at their digit
    prometheus::Histogram* latency = nullptr;
  };

  base::Metrics& metrics_;
  std::vector<OfRoute> figures_;  // one for each route, and one for requests without a route
};

}  // namespace connectory::api
