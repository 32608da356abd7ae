#pragma once

// The server's life: builds the object graph top to bottom, serves until told to stop, and takes it down again.
// Ownership: the signals outlive it; they are made before the settings are read, so that a SIGHUP that tells of newer ones
// is never lost.
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
  // Called with the open store before the first request: the demo puts its samples in. Errors: a sentence.
  std::function<base::Result<void, std::string>(store::Store&)> prepare;
  // Called once requests are answered; prints where.
  std::function<void(const std::string& url)> announce;
  // Called at SIGHUP; without it, that signal is one to stop. Errors: a sentence.
  std::function<base::Result<Settings, std::string>()> read_again;
};

cli::Exit serve(const Settings& settings, const Signals& signals, const ServeHooks& hooks);

}  // namespace connectory::app
