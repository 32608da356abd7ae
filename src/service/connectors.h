#pragma once

// The operations on a team's connectors. The caller has been authorised; these functions check the request.
// Ownership: store and pool outlive it. Threads: any; each task runs on its caller's loop.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/pool.h"
#include "base/task.h"
#include "service/access.h"
#include "service/check.h"
#include "service/condition.h"
#include "service/errors.h"
#include "store/connector_list.h"
#include "store/connectors.h"

namespace connectory::service {

class Connectors {
 public:
  Connectors(store::Store& store, base::Pool& pool, Check check)
      : store_(store), pool_(pool), check_(std::move(check)) {}

  struct Draft {
    std::string name;                        // 1 to 255 code points
    std::optional<std::string> description;  // at most 1000
  };

  base::Task<store::Result<store::Connector>> create(TeamId team, Draft draft, store::Actor actor);
  // Copies the original's configuration and logo, its description if the request has none, and the names of its secrets
  // without their values.
  base::Task<Result<store::Connector>> duplicate(TeamId team, ConnectorId original, Draft draft, store::Actor actor);
  base::Task<store::Result<store::Connector>> get(TeamId team, ConnectorId id);
  // The list, newest first: first its range, then piece by piece. See store/connector_list.h.
  base::Task<store::Result<std::optional<store::ListRange>>> find_list(TeamId team,
                                                                       std::optional<store::ListPosition> after,
                                                                       std::size_t count_max);
  base::Task<store::Result<store::ListPiece>> list(TeamId team, store::ListRange range,
                                                   std::optional<store::ListPosition> after, bool with_configurations);
  base::Task<store::Result<std::string>> configuration_part(TeamId team, ConnectorId id, std::int64_t number,
                                                            std::size_t index);

  // A parsed change. Its configuration, if it has one, is a part of `source`.
  struct Change {
    store::ConnectorChange change;
    std::shared_ptr<const json::Source> source;
    std::optional<json::Value> configuration;
  };
  // A change whose configuration is valid; only check() creates one.
  class CheckedChange {
   public:
    const store::ConnectorChange& change() const { return change_.change; }
    std::optional<json::Value> configuration() const { return change_.configuration; }

   private:
    friend class Connectors;
    explicit CheckedChange(Change change) : change_(std::move(change)) {}
    Change change_;
  };
  // Its work is within the budget, and may run on any thread.
  Result<CheckedChange> check(Change change, base::Budget& budget) const;
  base::Task<Result<void>> update(TeamId team, ConnectorId id, CheckedChange change, Condition condition,
                                  store::Actor actor, base::Errand errand);
  base::Task<store::Result<void>> remove(TeamId team, ConnectorId id, Condition condition, store::Actor actor);

 private:
  store::Store& store_;
  base::Pool& pool_;
  Check check_;
};

// 1 to 100 of [A-Za-z0-9_-].
std::optional<ConnectorId> parse_connector_id(std::string_view text);
// 1 to 9223372036854775807, in decimal digits without sign or leading zero.
std::optional<TeamId> parse_team_id(std::string_view text);

}  // namespace connectory::service
