#pragma once

// Network addresses and ranges of them (CIDR, RFC 4632 and RFC 4291). Pure values; safe on every thread.

#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace connectory::net {

using Address = boost::asio::ip::address;

// Absent if it is not an address. An IPv4 address mapped into IPv6 (`::ffff:1.2.3.4`) is parsed as the IPv4 address.
std::optional<Address> parse_address(std::string_view text);
Address unmapped(const Address& address);
// Of a connected socket. If the connection has ended already: the unspecified address.
Address peer_of(int socket);
// The address under which a client is counted, in all places that count clients: an IPv4 address, or for IPv6 the
// network of 64 bits, within which a client chooses its address freely (RFC 4291, section 2.5.4).
Address client_network(const Address& address);

class AddressRange {
 public:
  // `10.0.0.0/8`, `2001:db8::/32`, or one address. Absent if it is neither, or if bits are set after the prefix.
  static std::optional<AddressRange> parse(std::string_view text);
  bool contains(const Address& address) const;

 private:
  AddressRange(const Address& first, unsigned prefix) : first_(first), prefix_(prefix) {}
  Address first_;
  unsigned prefix_;
};

// `127.0.0.1:8080`, `[::1]:8080`, `0.0.0.0:0`, `localhost:8080`.
struct Endpoint {
  Address address;
  std::uint16_t port = 0;
};
std::optional<Endpoint> parse_endpoint(std::string_view text);
std::string to_text(const Endpoint& endpoint);

}  // namespace connectory::net
