#include "service/address_rates.h"

namespace connectory::service {

Bucket::Taken AddressRates::take(const net::Address& address, std::int64_t now_ns) {
  const auto bucket = buckets_.with([&, key = net::client_network(address)](auto& buckets) {
    if (buckets.size() >= addresses_max_ && !buckets.contains(key)) {
      std::erase_if(buckets, [&](const auto& entry) { return entry.second->is_full(now_ns); });
      if (buckets.size() >= addresses_max_) buckets.clear();
    }
    auto& known = buckets[key];
    if (!known) known = std::make_shared<Bucket>(per_hour_.load());
    return known;
  });
  return bucket->take(now_ns);
}

void AddressRates::change(std::int64_t per_hour) {
  if (per_hour_.exchange(per_hour) != per_hour) buckets_.with([](auto& buckets) { buckets.clear(); });
}

std::size_t AddressRates::addresses_count() const {
  return buckets_.with([](const auto& buckets) { return buckets.size(); });
}

}  // namespace connectory::service
