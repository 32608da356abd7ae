#pragma once

// Checking a configuration without saving it: everything the loader has to say about it.
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop, larger checks on the pool.
// Errors: not_found for a connector; that a text is not JSON or YAML is a finding.

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

  // The configuration itself, or what a save takes, in which it is at /configuration/configuration_json.
  base::Task<Result<language::Findings>> check(json::Source::Format format, std::string text, base::Errand errand);
  // With what is known of the connector: its stored secrets. An empty text stands for the saved configuration.
  base::Task<Result<language::Findings>> check_for(store::TeamId team, store::ConnectorId id,
                                                   json::Source::Format format, std::string text, base::Errand errand);

 private:
  store::Store& store_;
  base::Pool& pool_;
};

}  // namespace connectory::service
