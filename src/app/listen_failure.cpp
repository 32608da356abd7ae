#include "app/listen_failure.h"

#include <fmt/format.h>

namespace connectory::app {

cli::Exit complain_of(const net::Listener::Failure& failure, const std::string& listen) {
  using enum net::Listener::Error;
  switch (failure.error) {
    case address_in_use:
      return cli::complain(cli::Exit::unavailable, fmt::format("cannot listen on {}", listen), "the port is in use",
                           "Stop the other program, or choose a different port with --listen HOST:PORT.");
    case address_not_available:
      return cli::complain(cli::Exit::unavailable, fmt::format("cannot listen on {}", listen),
                           "this machine has no such address", "Choose a different address with --listen HOST:PORT.");
    case not_permitted:
      return cli::complain(
          cli::Exit::not_allowed, fmt::format("cannot listen on {}", listen), "the system does not allow it",
          "Ports below 1024 need a special privilege; choose a different port with --listen HOST:PORT.");
    case other: break;
  }
  return cli::complain(cli::Exit::unavailable, fmt::format("cannot listen on {}", listen), failure.detail);
}

}  // namespace connectory::app
