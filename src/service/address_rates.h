#pragma once

// How many requests each client address may make: one budget for each address (net::client_network), in a table of bounded
// size.
// Threads: every member from any thread. Units: nanoseconds of steady time.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>

#include "base/guarded.h"
#include "net/address.h"
#include "service/rate.h"

namespace connectory::service {

class AddressRates {
 public:
  // `addresses_max`: addresses that have used some of their budget. If there are more, the table is cleared.
  AddressRates(std::int64_t per_hour, std::size_t addresses_max) : per_hour_(per_hour), addresses_max_(addresses_max) {}

  Bucket::Taken take(const net::Address& address, std::int64_t now_ns);
  std::int64_t per_hour() const { return per_hour_; }
  // Sets a new budget; each address starts with a full one. Does nothing if the budget is the same.
  void change(std::int64_t per_hour);
  std::size_t addresses_count() const;

 private:
  std::atomic<std::int64_t> per_hour_;
  std::size_t addresses_max_;
  base::Guarded<std::map<net::Address, std::shared_ptr<Bucket>>> buckets_;
};

}  // namespace connectory::service
