#pragma once

// Runs a command for its standard output: a tool that fetches the master key from a vault. There is no shell between:
// words are separated by spaces, and '...' or "..." hold spaces together. Standard input is empty, standard error is ours.
// Threads: any; it waits, at most as long as it may take. Errors: unavailable; never with what the command wrote.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/errors.h"
#include "crypto/secret.h"

namespace connectory::crypto {

Result<std::vector<std::string>> parse_command(std::string_view command);

// What it wrote, at most base::limits::master_keys_bytes_max; its end with another exit code than 0 is a failure.
Result<Secret> run_command(const std::vector<std::string>& words, std::chrono::milliseconds time_max);

}  // namespace connectory::crypto
