#pragma once

// The names of all environment variables that belong to Connectory. Any other name is a mistake: without this check, a
// misspelled setting would be silently ignored.
// Threads: free functions; the environment is only read. Errors: a sentence that names the variable, never its value.

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace connectory::app {

// One for each setting, and those of the project's other programs: its tests, and clients of the API.
std::vector<std::string> environment_names();

// What is wrong with the variables in `environment` (`NAME=value` each, as in environ(7)) whose names begin with
// CONNECTORY_. Variables that container platforms add for a service called connectory are accepted:
// CONNECTORY_SERVICE_HOST, CONNECTORY_PORT_8080_TCP_ADDR.
std::optional<std::string> find_unknown_variable(std::span<const char* const> environment);
// The same for the environment of this process.
std::optional<std::string> find_unknown_variable();

}  // namespace connectory::app
