#pragma once

// A port that this process opens before it can answer. Clients that connect wait in the system's queue. So a server can
// secure its address first, and touch its data only after that.
// Programs that this process starts do not inherit it.
// Ownership: closes the port unless a server has taken it over. Threads: one. Errors: Failure says what to do about it.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "net/address.h"

namespace connectory::net {

class Listener {
 public:
  enum class Error : std::uint8_t { address_in_use, address_not_available, not_permitted, other };
  struct Failure {
    Error error;
    std::string detail;
  };

  static base::Result<Listener, Failure> open(const Endpoint& endpoint);
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  const Endpoint& endpoint() const { return endpoint_; }  // with the actual port if port 0 was requested
  int release();                                          // the descriptor; the caller must close it

 private:
  Listener(int handle, const Endpoint& endpoint) : handle_(handle), endpoint_(endpoint) {}

  int handle_;
  Endpoint endpoint_;
};

}  // namespace connectory::net
