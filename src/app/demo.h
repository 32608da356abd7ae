#pragma once

// `connectory demo`: a server with a team, an owner's key, two sample connectors and the sample API that they read
// from, for trying the program.

#include "app/settings.h"
#include "app/signals.h"
#include "cli/command_line.h"

namespace connectory::app {

cli::Exit demo(const Settings& settings, const Signals& signals);

}  // namespace connectory::app
