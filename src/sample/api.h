#pragma once

// The sample API that the example connectors read from: an advertising API under /ads and a shop's API under /shop, with
// data that is made as it is asked for. Every path and parameter stands in routes.cpp and is explained in docs/sample-api.md and the examples it names.
// Ownership: the clock outlives it. Threads: handle() and refuse() from any, as net::Application wants it.

#include "base/clock.h"
#include "net/http.h"
#include "sample/route.h"

namespace connectory::sample {

class Api final : public net::Application {
 public:
  explicit Api(const base::Clock& clock) : clock_(clock) {}

  net::Answer handle(const net::Request& request) override;
  net::Response refuse(const net::Request& request, const net::Refused& refused) override;

 private:
  // Route, credentials, parameters and fault; all but the body.
  Result<Call> understand(const net::Request& request) const;

  const base::Clock& clock_;
};

}  // namespace connectory::sample
