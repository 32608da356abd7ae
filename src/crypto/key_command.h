#pragma once

// Runs a command and reads its standard output. The command is a tool that fetches the master key from a vault. It runs
// without a shell: words are separated by spaces, and '...' or "..." quote spaces. Its standard input is empty, and it
// inherits standard error.
// Threads: any; blocks for at most `time_max`. Errors: unavailable; the detail never contains the command's output.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/errors.h"
#include "crypto/secret.h"

namespace connectory::crypto {

Result<std::vector<std::string>> parse_command(std::string_view command);

// Returns the output, at most base::limits::master_keys_bytes_max. An exit code other than 0 is a failure.
Result<Secret> run_command(const std::vector<std::string>& words, std::chrono::milliseconds time_max);

}  // namespace connectory::crypto
