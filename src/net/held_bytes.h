#pragma once

// How many bytes the server holds for its clients: answers that they have not read, and bodies that it is receiving. Bounds
// them for each client and in total, and decides which connections are closed when a bound is reached.
// A client is an IPv4 address, or an IPv6 network of 64 bits, which is what one subscriber gets; addresses used by many
// clients (proxies) are bounded only in total. A shared body counts for each connection that it is sent to: it is held
// until the slowest of them has read it.
// Ownership: outlives its Holdings. Threads: all from any, but each Holding from its connection's loop. Units: bytes.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/guarded.h"
#include "base/limits.h"
#include "net/address.h"

namespace connectory::net {

class HeldBytes {
 public:
  struct Bounds {
    std::size_t of_client = base::limits::held_bytes_of_client_max;
    std::size_t in_all = base::limits::held_bytes_max;
  };
  enum class Room : std::uint8_t {
    plenty,
    scarce,  // more than half of a bound is held: connections whose clients are slow are closed
    little,  // more than three quarters: large answers and bodies are refused
    none,    // nothing more is served until some of it has been released
  };

  explicit HeldBytes(const Bounds& bounds) { change(bounds, {}); }
  // `proxies`: addresses used by many clients. Open connections are not affected.
  void change(const Bounds& bounds, std::vector<AddressRange> proxies);
  std::size_t in_all() const { return in_all_.load(std::memory_order_relaxed); }
  std::size_t clients_known();

 private:
  friend class Holding;
  struct Client {
    std::atomic<std::size_t> bytes{0};
  };
  // The client of this address, the same for all its connections. Null: many clients share the address.
  std::shared_ptr<Client> client_of(const Address& address);

  struct Clients {
    std::map<Address, std::weak_ptr<Client>> by_address;
    std::size_t sweep_at = 64;  // when clients without connections are removed
    std::vector<AddressRange> proxies;
  };
  base::Guarded<Clients> clients_;  // held for a look-up when a connection begins
  std::atomic<std::size_t> in_all_{0};
  std::atomic<std::size_t> of_client_max_{0};
  std::atomic<std::size_t> in_all_max_{0};
};

// One connection's share, which is returned when the connection ends.
class Holding {
 public:
  Holding(HeldBytes& held, const Address& address);
  ~Holding() { set(0); }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;

  std::size_t bytes() const { return bytes_; }
  void set(std::size_t bytes);
  // What the other holdings leave for this one.
  HeldBytes::Room room() const;
  // Whether half of a bound that applies to this one is used, including its own share.
  bool is_pressed() const;

 private:
  HeldBytes& held_;
  std::shared_ptr<HeldBytes::Client> client_;
  std::size_t bytes_ = 0;
};

}  // namespace connectory::net
