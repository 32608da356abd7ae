#pragma once

// Where the master keys come from: a file, which this program makes and changes; an environment variable or a command,
// which others keep.
// Ownership: app/ makes one. Threads: one at a time (KeyRing sees to that); load() may wait for the command.
// Errors: missing, exposed, unavailable, malformed; none shows a key.

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
  // Whether make() and replace() may be called. Each is done whole or not at all, whatever happens meanwhile.
  virtual bool is_ours() const { return false; }
  // Where none are yet; keys that someone else put there first stay.
  virtual Result<void> make(const MasterKeys& keys);
  virtual Result<void> replace(const MasterKeys& keys);
};

// Readable and writable by its owner alone (mode 0600); refused where others may read it.
std::unique_ptr<MasterKeySource> file_source(std::filesystem::path file);
// Takes the variable out of this process's environment, so that nobody inherits it.
std::unique_ptr<MasterKeySource> environment_source(std::string variable);
// Asked at each load().
std::unique_ptr<MasterKeySource> command_source(std::string command,
                                                std::chrono::milliseconds time_max = base::limits::master_key_timeout);

}  // namespace connectory::crypto
