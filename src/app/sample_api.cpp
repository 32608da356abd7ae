#include "app/sample_api.h"

#include <cstdio>

#include <fmt/format.h>

#include "app/signals.h"
#include "app/start_failure.h"
#include "base/version.h"

namespace connectory::app {
namespace {

// Answers that are slow on purpose must not hold up a stop for long; all others take no time.
constexpr auto drain_timeout = std::chrono::seconds(2);

}  // namespace

base::Result<std::unique_ptr<SampleServer>, net::Server::StartFailure> SampleServer::start(const net::Endpoint& listen,
                                                                                           const base::Clock& clock) {
  std::unique_ptr<SampleServer> sample(new SampleServer(clock));
  net::ServerOptions options;
  options.listen = listen;
  options.drain_timeout = drain_timeout;
  auto started = net::Server::start(options, nullptr, sample->api_, clock);
  if (!started) return std::unexpected(started.error());
  sample->server_ = *std::move(started);
  return sample;
}

std::string SampleServer::url() const { return "http://" + net::to_text(server_->endpoint()); }

cli::Exit sample_api(const std::string& listen) {
  const StopSignals signals;
  const auto endpoint = net::parse_endpoint(listen);
  if (!endpoint)
    return cli::complain(cli::Exit::usage, fmt::format("cannot listen on '{}'", listen), "that is no address and port",
                         "--listen takes HOST:PORT, such as 127.0.0.1:8081.");
  const base::SystemClock clock;
  const auto started = SampleServer::start(*endpoint, clock);
  if (!started) return complain_of(started.error(), listen);
  SampleServer& server = **started;
  const std::string url = server.url();
  fmt::print(
      "The sample API of Connectory {} is running.\n"
      "  Paths      {}/\n"
      "  Try        curl -H 'X-Access-Key: {}' '{}/ads/accounts/1001/campaigns?from=2024-03-01&to=2024-03-07'\n"
      "             curl '{}/shop/orders?since=2024-03-01&until=2024-03-07&per_page=5'\n"
      "Stop with Ctrl-C.\n",
      base::version(), url, sample::access_key, url, url);
  std::fflush(stdout);
  while (!signals.wait(std::chrono::hours(1))) {
  }
  const Impatience impatience(signals);
  server.drain();
  return cli::Exit::ok;
}

}  // namespace connectory::app
