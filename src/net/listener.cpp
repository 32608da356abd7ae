#include "net/listener.h"

#include <cerrno>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "base/system_message.h"

namespace connectory::net {
namespace {

// Connections that may wait to be accepted: a burst of new clients, or clients that connect while the server starts.
constexpr int waiting_max = 4096;

Listener::Failure failure_of(int code) {
  using enum Listener::Error;
  const std::string detail = base::system_message(code);
  if (code == EADDRINUSE) return {address_in_use, detail};
  if (code == EADDRNOTAVAIL || code == EAFNOSUPPORT) return {address_not_available, detail};  // the latter: no IPv6
  if (code == EACCES || code == EPERM) return {not_permitted, detail};
  return {other, detail};
}

}  // namespace

base::Result<Listener, Listener::Failure> Listener::open(const Endpoint& endpoint) {
  boost::asio::ip::tcp::endpoint where(endpoint.address, endpoint.port);
  // Not opened by asio: programs started by this one would inherit its sockets, and with them the port.
  const int handle = ::socket(where.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (handle < 0) return std::unexpected(failure_of(errno));
  Listener listener(handle, endpoint);
  constexpr int yes = 1;
  if (::setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(handle, where.data(), static_cast<socklen_t>(where.size())) != 0 || ::listen(handle, waiting_max) != 0)
    return std::unexpected(failure_of(errno));
  auto size = static_cast<socklen_t>(where.capacity());
  if (::getsockname(handle, where.data(), &size) != 0) return std::unexpected(failure_of(errno));
  listener.endpoint_.port = where.port();
  return listener;
}

Listener::Listener(Listener&& other) noexcept : handle_(other.release()), endpoint_(std::move(other.endpoint_)) {}

Listener::~Listener() {
  if (handle_ >= 0) ::close(handle_);
}

int Listener::release() { return std::exchange(handle_, -1); }

}  // namespace connectory::net
