#pragma once

// Creates the source of the master keys that the settings name.
// Threads: make_key_source() must run before other threads start, because it removes an environment variable. Errors: a
// sentence that names the setting.

#include <memory>
#include <string>

#include "app/settings.h"
#include "crypto/master_key_source.h"

namespace connectory::app {

// Whether the settings are consistent. Can be called at any time.
base::Result<void, std::string> check_key_source(const Settings& settings);
base::Result<std::unique_ptr<crypto::MasterKeySource>, std::string> make_key_source(const Settings& settings);

}  // namespace connectory::app
