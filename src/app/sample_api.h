#pragma once

// The sample API as a server: by itself, for `connectory sample-api`, or beside a demo's.

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "cli/command_line.h"
#include "net/server.h"
#include "sample/api.h"

namespace connectory::app {

// Where the example connectors look for it.
inline constexpr const char* sample_api_listen = "127.0.0.1:8081";

// The clock outlives it. Threads: from one; started behind Signals.
class SampleServer {
 public:
  // Answers requests from here on.
  SampleServer(net::Listener listener, const base::Clock& clock);
  std::string url() const { return server_->url(); }
  bool drain() { return server_->drain(); }  // as net::Server::drain

 private:
  sample::Api api_;
  std::unique_ptr<net::Server> server_;  // ends before what it asks
};

// Runs it until a signal says stop.
cli::Exit sample_api(const std::string& listen);

}  // namespace connectory::app
