#pragma once

// `connectory secrets discard`: what to do when a master key is lost, or is no longer needed. Which master keys there are is
// said by the server's settings, so app/ reads those and hands the source down.
// Errors: said on standard error, with an exit code. Threads: one.

#include <memory>
#include <string>

#include "cli/command_line.h"
#include "crypto/master_key_source.h"

namespace connectory::cli {

struct DiscardOptions {
  std::string data;
  bool json = false;
  bool is_confirmed = false;    // else it lists what would be removed, and changes nothing
  bool is_former_keys = false;  // former master keys instead of values that no key opens
};

Exit discard(const DiscardOptions& options, std::unique_ptr<crypto::MasterKeySource> source);

}  // namespace connectory::cli
