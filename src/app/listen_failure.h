#pragma once

// Says why a server cannot listen, and what to do about it.

#include <string>

#include "cli/command_line.h"
#include "net/listener.h"

namespace connectory::app {

// `listen`: the address as it was asked for.
cli::Exit complain_of(const net::Listener::Failure& failure, const std::string& listen);

}  // namespace connectory::app
