#pragma once

// Where the master keys come from: a file, which this program creates and changes, or an environment variable or a
// command, which the operator maintains.
// Ownership: app/ makes one. Threads: one at a time, which KeyRing ensures; load() may wait for the command.
// Errors: missing, exposed, unavailable, malformed. No error contains a key.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/limits.h"
#include "crypto/errors.h"
#include "crypto/master_keys.h"

namespace connectory::crypto {

class MasterKeySource {
 public:
  virtual ~MasterKeySource() = default;
  virtual Result<MasterKeys> load() = 0;
  // `the file /var/lib/connectory/master.key`: for messages.
  virtual std::string name() const = 0;
  // Whether make() and replace() may be called. Both are atomic, even if the process is killed.
  virtual bool is_ours() const { return false; }
  // For a source without keys. If a different process has stored keys first, those are kept.
  virtual Result<void> make(const MasterKeys& keys);
  virtual Result<void> replace(const MasterKeys& keys);
};

// The file has mode 0600. It is refused if users other than its owner can read it.
std::unique_ptr<MasterKeySource> file_source(std::filesystem::path file);
// Removes the variable from the environment of this process, so that no child process inherits it.
std::unique_ptr<MasterKeySource> environment_source(std::string variable);
// Runs the command at each load().
std::unique_ptr<MasterKeySource> command_source(std::string command,
                                                std::chrono::milliseconds time_max = base::limits::master_key_timeout);

}  // namespace connectory::crypto
