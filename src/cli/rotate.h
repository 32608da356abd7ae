#pragma once

// `connectory secrets rotate`: replaces the keys of sealed values while servers keep running. The server's settings say
// which master keys exist, so app/ reads them and passes the source down.
// Errors: reported on standard error, with an exit code. Threads: one.

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
