#include "net/address.h"

#include <algorithm>
#include <array>
#include <sys/socket.h>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include "base/number_text.h"

namespace connectory::net {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view digits, Number max) {
  const auto value = base::parse_number<Number>(digits);
  return value && *value <= max ? value : std::nullopt;
}

std::vector<unsigned char> bytes_of(const Address& address) {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    return {bytes.begin(), bytes.end()};
  }
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.end()};
}

// Whether the first `prefix` bits agree.
bool share_prefix(const std::vector<unsigned char>& a, const std::vector<unsigned char>& b, unsigned prefix) {
  for (unsigned bit = 0; bit < prefix; bit += 8) {
    const unsigned left = prefix - bit;
    const unsigned mask = left >= 8 ? 0xffU : 0xffU << (8 - left) & 0xffU;
    if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) return false;
  }
  return true;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  boost::system::error_code failure;
  const Address address = boost::asio::ip::make_address(std::string(text), failure);
  if (failure) return std::nullopt;
  return unmapped(address);
}

Address unmapped(const Address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
}

Address peer_of(int socket) {
  boost::asio::ip::tcp::endpoint from;
  auto size = static_cast<socklen_t>(from.capacity());
  if (::getpeername(socket, from.data(), &size) != 0) return {};
  return unmapped(from.address());
}

Address client_network(const Address& address) {
  if (!address.is_v6()) return address;
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6(bytes);
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned bits = address->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return AddressRange(*address, bits);
  const auto prefix = parse_number<unsigned>(text.substr(slash + 1), bits);
  if (!prefix) return std::nullopt;
  // `10.1.2.3/8` is more likely a mistake than a way to write 10.0.0.0/8.
  const auto bytes = bytes_of(*address);
  for (unsigned bit = *prefix; bit < bits; ++bit)
    if ((bytes[bit / 8] >> (7 - bit % 8) & 1U) != 0) return std::nullopt;
  return AddressRange(*address, *prefix);
}

bool AddressRange::contains(const Address& address) const {
  const Address plain = unmapped(address);
  if (plain.is_v4() != first_.is_v4()) return false;
  return share_prefix(bytes_of(plain), bytes_of(first_), prefix_);
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const auto port = parse_number<unsigned>(text.substr(colon + 1), 65535);
  if (!port) return std::nullopt;
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.contains(':')) {
    return std::nullopt;  // otherwise, which colon divides host and port would be a guess
  }
  const auto address = parse_address(host);
  if (!address) return std::nullopt;
  return Endpoint{*address, static_cast<std::uint16_t>(*port)};
}

std::string to_text(const Endpoint& endpoint) {
  const std::string host = endpoint.address.to_string();
  return endpoint.address.is_v6() ? fmt::format("[{}]:{}", host, endpoint.port)
                                  : fmt::format("{}:{}", host, endpoint.port);
}

}  // namespace connectory::net
