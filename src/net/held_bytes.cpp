#include "net/held_bytes.h"

#include <algorithm>

namespace connectory::net {
namespace {

HeldBytes::Room room_of(std::size_t bytes, std::size_t bytes_max) {
  if (bytes >= bytes_max) return HeldBytes::Room::none;
  if (bytes > bytes_max / 4 * 3) return HeldBytes::Room::little;
  return bytes > bytes_max / 2 ? HeldBytes::Room::scarce : HeldBytes::Room::plenty;
}

}  // namespace

void HeldBytes::change(const Bounds& bounds, std::vector<AddressRange> proxies) {
  of_client_max_ = bounds.of_client;
  in_all_max_ = bounds.in_all;
  clients_.with([&](Clients& clients) { clients.proxies = std::move(proxies); });
}

std::size_t HeldBytes::clients_known() {
  return clients_.with([](const Clients& clients) { return clients.by_address.size(); });
}

std::shared_ptr<HeldBytes::Client> HeldBytes::client_of(const Address& address) {
  return clients_.with([&](Clients& clients) -> std::shared_ptr<Client> {
    if (std::ranges::any_of(clients.proxies, [&](const AddressRange& range) { return range.contains(address); }))
      return nullptr;
    if (clients.by_address.size() >= clients.sweep_at) {
      std::erase_if(clients.by_address, [](const auto& entry) { return entry.second.expired(); });
      clients.sweep_at = std::max<std::size_t>(64, 2 * clients.by_address.size());
    }
    std::weak_ptr<Client>& known = clients.by_address[client_network(address)];
    std::shared_ptr<Client> client = known.lock();
    if (!client) {
      client = std::make_shared<Client>();
      known = client;
    }
    return client;
  });
}

Holding::Holding(HeldBytes& held, const Address& address) : held_(held), client_(held.client_of(address)) {}

void Holding::set(std::size_t bytes) {
  if (bytes == bytes_) return;
  const std::size_t change = bytes - bytes_;  // modulo 2^n, like the sums
  held_.in_all_.fetch_add(change, std::memory_order_relaxed);
  if (client_ != nullptr) client_->bytes.fetch_add(change, std::memory_order_relaxed);
  bytes_ = bytes;
}

HeldBytes::Room Holding::room() const {
  const HeldBytes::Room in_all = room_of(held_.in_all() - bytes_, held_.in_all_max_.load(std::memory_order_relaxed));
  if (client_ == nullptr) return in_all;
  const std::size_t of_client = client_->bytes.load(std::memory_order_relaxed) - bytes_;
  return std::max(in_all, room_of(of_client, held_.of_client_max_.load(std::memory_order_relaxed)));
}

bool Holding::is_pressed() const {
  if (held_.in_all() > held_.in_all_max_.load(std::memory_order_relaxed) / 2) return true;
  return client_ != nullptr &&
         client_->bytes.load(std::memory_order_relaxed) > held_.of_client_max_.load(std::memory_order_relaxed) / 2;
}

}  // namespace connectory::net
