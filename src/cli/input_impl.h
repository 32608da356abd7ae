#pragma once

// A text that a command is given: a file, or standard input. Errors: a few words on why it cannot be read. Threads: one.

#include <string>

#include "base/result.h"

namespace connectory::cli {

// `-` is standard input. At most base::limits::request_body_bytes_max.
base::Result<std::string, std::string> read_input(const std::string& file);

}  // namespace connectory::cli
