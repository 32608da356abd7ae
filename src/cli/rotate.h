#pragma once

// `connectory secrets rotate`: other keys for what is sealed, while servers go on. Which master keys there are is said by
// the server's settings, so app/ reads those and hands the source down.
// Errors: said on standard error, with an exit code. Threads: one.

#include <memory>
#include <string>

#include "cli/command_line.h"
#include "crypto/master_key_source.h"

namespace connectory::cli {

struct RotateOptions {
  std::string data;
  bool json = false;
  bool with_data_keys = false;
};

Exit rotate(const RotateOptions& options, std::unique_ptr<crypto::MasterKeySource> source);

}  // namespace connectory::cli
