#pragma once

// The sample API as a server: alone, for `connectory sample-api`, or together with the server of a demo.

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "cli/command_line.h"
#include "net/server.h"
#include "sample/api.h"

namespace connectory::app {

// The address in the example connectors.
inline constexpr const char* sample_api_listen = "127.0.0.1:8081";

// The clock outlives it. Threads: one; create Signals before it.
class SampleServer {
 public:
  // Starts to answer requests.
  SampleServer(net::Listener listener, const base::Clock& clock);
  std::string url() const { return server_->url(); }
  bool drain() { return server_->drain(); }  // as net::Server::drain

 private:
  sample::Api api_;
  std::unique_ptr<net::Server> server_;  // destroyed before what it uses
};

// Runs it until a signal stops it.
cli::Exit sample_api(const std::string& listen);

}  // namespace connectory::app
