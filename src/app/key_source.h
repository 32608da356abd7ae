#pragma once

// Where the settings say that the master keys are.
// Threads: making one before any other, since an environment variable is taken out. Errors: a sentence that names the setting.

#include <memory>
#include <string>

#include "app/settings.h"
#include "crypto/master_key_source.h"

namespace connectory::app {

// Whether the settings fit together; at any time.
base::Result<void, std::string> check_key_source(const Settings& settings);
base::Result<std::unique_ptr<crypto::MasterKeySource>, std::string> make_key_source(const Settings& settings);

}  // namespace connectory::app
