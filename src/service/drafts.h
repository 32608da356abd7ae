#pragma once

// Drafts of configurations, and how they are published. The caller has been authorised.
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop.

#include <cstdint>
#include <optional>
#include <string>

#include "base/pool.h"
#include "base/task.h"
#include "service/check.h"
#include "service/condition.h"
#include "service/versions.h"
#include "store/drafts.h"

namespace connectory::service {

class Drafts {
 public:
  Drafts(store::Store& store, base::Pool& pool, Check check) : store_(store), pool_(pool), check_(std::move(check)) {}

  base::Task<store::Result<store::Draft>> get(TeamId team, ConnectorId id);
  // The draft without its configuration.
  base::Task<store::Result<store::Draft>> save(TeamId team, ConnectorId id, store::DraftChange change,
                                               Condition condition, store::Actor actor);
  base::Task<store::Result<void>> remove(TeamId team, ConnectorId id, Condition condition, store::Actor actor);

  struct PublishRequest {
    std::optional<std::int64_t>
        base_number;                  // the published version that the caller has seen, instead of the draft's own
    std::optional<std::string> note;  // instead of the draft's own
    bool allow_breaking = false;
    bool dry_run = false;
  };
  // The effect of publishing.
  struct Preview {
    store::Draft draft;
    std::string next_version;  // the version text it would get
    Report report;
  };
  using Published = std::variant<Preview, Versions::Restored>;  // a preview for a dry run
  // Refused if the draft is not based on the current version, is invalid, or breaks something for users without
  // permission. If two drafts are published at once, one succeeds.
  base::Task<Result<Published>> publish(TeamId team, ConnectorId id, PublishRequest request, Condition condition,
                                        store::Actor actor, base::Errand errand);

 private:
  store::Store& store_;
  base::Pool& pool_;
  Check check_;
};

}  // namespace connectory::service
