#pragma once

// Reports why a server cannot listen, and what to do.

#include <string>

#include "cli/command_line.h"
#include "net/listener.h"

namespace connectory::app {

// `listen`: the requested address.
cli::Exit complain_of(const net::Listener::Failure& failure, const std::string& listen);

}  // namespace connectory::app
