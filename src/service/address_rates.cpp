#include "service/address_rates.h"

#include <algorithm>
#include <string_view>

namespace connectory::service {

std::size_t AddressRates::HashKey::operator()(const Key& key) const {
  std::array<char, 16> bytes{};
  std::ranges::transform(key, bytes.begin(), [](std::uint8_t byte) { return static_cast<char>(byte); });
  return std::hash<std::string_view>{}({bytes.data(), bytes.size()});
}

AddressRates::Key AddressRates::key_of(const net::Address& address) {
  Key key{};
  if (address.is_v4()) {
    // As if mapped into IPv6, so that it is not in a client's /64.
    const auto bytes = address.to_v4().to_bytes();
    key[10] = key[11] = 0xff;
    std::ranges::copy(bytes, key.begin() + 12);
  } else {
    const auto bytes = address.to_v6().to_bytes();
    std::ranges::copy_n(bytes.begin(), 8, key.begin());
  }
  return key;
}

Bucket::Taken AddressRates::take(const net::Address& address, std::int64_t now_ns) {
  const auto bucket = buckets_.with([&, key = key_of(address)](auto& buckets) {
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
