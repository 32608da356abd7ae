#pragma once

// `connectory secrets discard`: for a master key that is lost or no longer needed. The server's settings say which
// master keys exist, so app/ reads them and passes the source down.
// Errors: reported on standard error, with an exit code. Threads: one.

#include <memory>
#include <string>

#include "cli/command_line.h"
#include "crypto/master_key_source.h"

namespace connectory::cli {

struct DiscardOptions {
  std::string data;
  bool json = false;
  bool is_confirmed = false;    // otherwise it lists what would be removed and changes nothing
  bool is_former_keys = false;  // former master keys instead of values that no key can open
};

Exit discard(const DiscardOptions& options, std::unique_ptr<crypto::MasterKeySource> source);

}  // namespace connectory::cli
