#include "api/client_address.h"

#include <algorithm>

#include "base/ascii.h"

namespace connectory::api {

ClientAddress::ClientAddress(std::vector<net::AddressRange> proxies) { trust(std::move(proxies)); }

void ClientAddress::trust(std::vector<net::AddressRange> proxies) {
  const bool trusts_any = !proxies.empty();
  auto list = std::make_shared<const std::vector<net::AddressRange>>(std::move(proxies));
  proxies_.with([&](Proxies& current) { current = std::move(list); });
  trusts_any_ = trusts_any;
}

net::Address ClientAddress::of(const net::Request& request) const {
  if (request.forwarded_for.empty() || !trusts_any_) return request.peer;
  const Proxies proxies = proxies_.with([](const Proxies& current) { return current; });
  const auto is_trusted = [&](const net::Address& address) {
    return std::ranges::any_of(*proxies, [&](const auto& range) { return range.contains(address); });
  };
  // From the nearest hop backwards, the first address that is not one of our proxies is the client.
  net::Address client = request.peer;
  std::string_view list = request.forwarded_for;
  while (!list.empty() && is_trusted(client)) {
    const std::size_t comma = list.rfind(',');
    std::string_view hop = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    hop = base::trimmed(hop);
    const auto address = net::parse_address(hop);
    if (!address) break;
    client = *address;
  }
  return client;
}

}  // namespace connectory::api
