#pragma once

// `connectory demo`: a server with a team, an owner's key and two sample connectors, for the first five minutes.

#include "app/settings.h"
#include "cli/command_line.h"

namespace connectory::app {

cli::Exit demo(const Settings& settings);

}  // namespace connectory::app
