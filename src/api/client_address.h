#pragma once

// The client that a request comes from: the connection's peer or, if the peer is a trusted proxy, the client that the
// proxies name in X-Forwarded-For.
// Threads: every member from any thread.

#include <atomic>
#include <memory>
#include <vector>

#include "base/guarded.h"
#include "net/http.h"

namespace connectory::api {

class ClientAddress {
 public:
  explicit ClientAddress(std::vector<net::AddressRange> proxies);

  net::Address of(const net::Request& request) const;
  void trust(std::vector<net::AddressRange> proxies);  // replaces the previous ones

 private:
  using Proxies = std::shared_ptr<const std::vector<net::AddressRange>>;

  std::atomic<bool> trusts_any_;  // so that a server without proxies need not lock
  base::Guarded<Proxies> proxies_;
};

}  // namespace connectory::api
