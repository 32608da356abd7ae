#pragma once

// Checks a configuration without saving it and returns all findings of the loader.
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop, larger checks on the pool.
// Errors: not_found for a connector; a text that is not JSON or YAML is a finding.

#include <string>

#include "base/pool.h"
#include "base/task.h"
#include "json/source.h"
#include "language/findings.h"
#include "service/errors.h"
#include "store/model.h"
#include "store/store.h"

namespace connectory::service {

class Validation {
 public:
  Validation(store::Store& store, base::Pool& pool) : store_(store), pool_(pool) {}

  // The configuration itself, or the body of a save, which has it at /configuration/configuration_json.
  base::Task<Result<language::Findings>> check(json::Source::Format format, std::string text, base::Errand errand);
  // Also checks against the connector's stored secrets. An empty text means the saved configuration.
  base::Task<Result<language::Findings>> check_for(store::TeamId team, store::ConnectorId id,
                                                   json::Source::Format format, std::string text, base::Errand errand);

 private:
  store::Store& store_;
  base::Pool& pool_;
};

}  // namespace connectory::service
