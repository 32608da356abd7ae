#pragma once

// The server's life: builds the object graph top to bottom, serves until told to stop, and takes it down again.
// Threads: run() on the main thread, once.

#include <functional>
#include <string>

#include "app/settings.h"
#include "cli/command_line.h"
#include "net/address.h"
#include "store/store.h"

namespace connectory::app {

struct ServeHooks {
  // Called with the open store before the first request: the demo puts its samples in. Errors: a sentence.
  std::function<base::Result<void, std::string>(store::Store&)> prepare;
  // Called once requests are answered; prints where.
  std::function<void(const std::string& url)> announce;
};

cli::Exit serve(const Settings& settings, const ServeHooks& hooks);

}  // namespace connectory::app
