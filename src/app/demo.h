#pragma once

// `connectory demo`: a server for trying the program, with a team, an owner's key, two sample connectors, and the
// sample API that they read from.

#include "app/settings.h"
#include "app/signals.h"
#include "cli/command_line.h"

namespace connectory::app {

cli::Exit demo(const Settings& settings, const Signals& signals);

}  // namespace connectory::app
