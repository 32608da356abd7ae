#pragma once

// The operations on the versions of a connector's configuration: read, compare, label and restore. The caller has been
// authorised.
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/pool.h"
#include "base/task.h"
#include "compare/compatibility.h"
#include "compare/diff.h"
#include "service/check.h"
#include "service/connectors.h"
#include "store/versions.h"

namespace connectory::service {

// What a configuration changes, and what it breaks.
struct Report {
  compare::Compatibility compatibility;
  compare::Diff diff;
};
// A configuration given as text must be JSON; otherwise the report is empty. Run it on the pool.
Report compare_configurations(std::string before, json::Value after);
Report compare_configurations(std::string before, std::string after);

class Versions {
 public:
  Versions(store::Store& store, base::Pool& pool, Check check) : store_(store), pool_(pool), check_(std::move(check)) {}

  base::Task<store::Result<store::VersionsPage>> list(TeamId team, ConnectorId id, store::VersionsQuery query);
  base::Task<store::Result<store::Version>> get(TeamId team, ConnectorId id, std::int64_t number);

  struct Pair {
    std::int64_t before;
    std::int64_t after;
  };
  base::Task<Result<Report>> compare(TeamId team, ConnectorId id, Pair numbers, base::Errand errand);

  // The version that is current after the restore.
  struct Restored {
    store::Version version;
    bool is_new = false;
  };
  base::Task<Result<Restored>> restore(TeamId team, ConnectorId id, std::int64_t number, Condition condition,
                                       store::Actor actor, base::Errand errand);

  base::Task<store::Result<void>> set_label(TeamId team, ConnectorId id, std::int64_t number, std::string label,
                                            store::Actor actor);
  base::Task<store::Result<void>> remove_label(TeamId team, ConnectorId id, std::int64_t number, std::string label,
                                               store::Actor actor);

 private:
  store::Store& store_;
  base::Pool& pool_;
  Check check_;
};

// From 1, in decimal digits without sign or leading zero.
std::optional<std::int64_t> parse_version_number(std::string_view text);
// 1 to 50 of [a-z0-9._-].
bool is_label(std::string_view text);

}  // namespace connectory::service
