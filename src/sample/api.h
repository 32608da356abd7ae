#pragma once

// The sample API that the example connectors read from: an advertising API under /ads and a shop's API under /shop,
// with data that is computed on request. routes.cpp has every path and parameter. docs/sample-api.md, and the examples
// that it names, explain them.
// Ownership: the clock outlives it. Threads: handle() and refuse() from any thread, as net::Application requires.

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
  // Checks the route, credentials, parameters and fault: everything except the body.
  Result<Call> understand(const net::Request& request) const;

  const base::Clock& clock_;
};

}  // namespace connectory::sample
