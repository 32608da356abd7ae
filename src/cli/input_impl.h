#pragma once

// Reads the input of a command from a file or standard input. Errors: why it cannot be read. Threads: one.

#include <string>

#include "base/result.h"

namespace connectory::cli {

// `-` means standard input. At most base::limits::request_body_bytes_max.
base::Result<std::string, std::string> read_input(const std::string& file);

}  // namespace connectory::cli
