#include "app/sample_api.h"

#include <cstdio>

#include <fmt/format.h>

#include "app/listen_failure.h"
#include "app/signals.h"
#include "base/version.h"

namespace connectory::app {
namespace {

// Deliberately slow answers must not delay a stop for long; all others are fast.
constexpr auto drain_timeout = std::chrono::seconds(2);

}  // namespace

SampleServer::SampleServer(net::Listener listener, const base::Clock& clock) : api_(clock) {
  net::ServerOptions options;
  options.drain_timeout = drain_timeout;
  server_ = net::Server::start(options, std::move(listener), nullptr, api_, clock);
}

cli::Exit sample_api(const std::string& listen) {
  const Signals signals;
  const auto endpoint = net::parse_endpoint(listen);
  if (!endpoint)
    return cli::complain(cli::Exit::usage, fmt::format("--listen cannot be '{}'", listen),
                         "it is not an address and port", "Use HOST:PORT, such as 127.0.0.1:8081.");
  const base::SystemClock clock;
  auto listener = net::Listener::open(*endpoint);
  if (!listener) return complain_of(listener.error(), listen);
  SampleServer server(*std::move(listener), clock);
  const std::string url = server.url();
  fmt::print(
      "The sample API of Connectory {} is running.\n"
      "  Paths      {}/\n"
      "  Try        curl -H 'X-Access-Key: {}' '{}/ads/accounts/1001/campaigns?from=2024-03-01&to=2024-03-07'\n"
      "             curl '{}/shop/orders?since=2024-03-01&until=2024-03-07&per_page=5'\n"
      "Stop with Ctrl-C.\n",
      base::version(), url, sample::access_key, url, url);
  std::fflush(stdout);
  while (signals.wait(std::chrono::hours(1)) == Signals::Came::nothing) {
  }
  const Impatience impatience(signals);
  server.drain();
  return cli::Exit::ok;
}

}  // namespace connectory::app
