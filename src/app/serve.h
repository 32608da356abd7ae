#pragma once

// Runs the server: builds the object graph from top to bottom, serves until a signal stops it, and destroys the graph
// again.
// Ownership: the signals outlive it. They are created before the settings are read, so that a SIGHUP after a change of
// the settings is never lost.
// Threads: run() on the main thread, once.

#include <functional>
#include <string>

#include "app/settings.h"
#include "app/signals.h"
#include "cli/command_line.h"
#include "net/address.h"
#include "store/store.h"

namespace connectory::app {

struct ServeHooks {
  // Called with the open store before the first request; the demo creates its samples. Errors: a sentence.
  std::function<base::Result<void, std::string>(store::Store&)> prepare;
  // Called when the server accepts requests; prints the address.
  std::function<void(const std::string& url)> announce;
  // Called at SIGHUP. Without it, SIGHUP stops the server. Errors: a sentence.
  std::function<base::Result<Settings, std::string>()> read_again;
};

cli::Exit serve(const Settings& settings, const Signals& signals, const ServeHooks& hooks);

}  // namespace connectory::app
