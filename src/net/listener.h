#pragma once

// A port that this process has, before there is anything to answer: who connects meanwhile waits in the system's queue. So
// a server can make sure of its address first, and touch its data only then.
// Programs started meanwhile do not inherit it.
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

  const Endpoint& endpoint() const { return endpoint_; }  // with the port that was chosen for port 0
  int release();                                          // the descriptor, to be closed by whoever takes it

 private:
  Listener(int handle, const Endpoint& endpoint) : handle_(handle), endpoint_(endpoint) {}

  int handle_;
  Endpoint endpoint_;
};

}  // namespace connectory::net
