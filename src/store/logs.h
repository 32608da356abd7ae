#pragma once

// A connector's log: what happened to it and on its behalf. To write entries, use store/log_book.h, which calls
// append_logs. The entries of a connector have distinct times in milliseconds, which never go back. Therefore, clients
// that page by the time of the last entry miss none, and later entries are always newer. If two events are in the same
// millisecond, or the clock was set back, the later entry gets the next millisecond.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.
// Source: API contract, section 6.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace connectory::store {

struct LogEntry {
  TeamId team;  // the owner of the connector; entries for a connector of a different team are dropped
  ConnectorId connector;
  base::WallTime time;                 // when it ended
  std::optional<int> status;           // the HTTP status, 100 to 599; absent if there was no answer
  std::optional<std::string> event;    // `connector.update`
  std::optional<std::string> request;  // `PUT /v1/teams/42/...`: method and path, never a query
  std::optional<std::chrono::milliseconds> duration;
  std::optional<std::string> request_id;  // unchanged; by the contract, a list shows only UUIDs
  std::string detail = "{}";              // a JSON object, redacted (net/redaction.h)
};

// Appends the entries in order, each at its own time or later. Entries for connectors that the team does not have, or
// no longer has, are dropped, because a log is deleted with its connector. Texts are truncated to their bounds
// (base/limits.h).
Result<void> append_logs(Writing& writing, std::span<const LogEntry> entries);

// Newest first.
Result<std::vector<LogEntry>> list_logs(db::Connection& connection, TeamId team, const ConnectorId& connector,
                                        std::optional<base::WallTime> before, std::int64_t count_max);

// `T3S70-0194a7c2f3e1`: the connector and the time, which together are unique.
std::string log_id_of(const LogEntry& entry);
Result<LogEntry> get_log(db::Connection& connection, TeamId team, const ConnectorId& connector,
                         std::string_view log_id);

// These remove the oldest entries, at most `count_max`, so that other writes do not wait long. They return how many
// were removed.
Result<std::int64_t> prune_logs_before(Writing& writing, base::WallTime time, std::int64_t count_max);
Result<std::int64_t> prune_log_to(Writing& writing, const ConnectorId& connector, std::int64_t count_kept,
                                  std::int64_t count_max);
Result<std::vector<ConnectorId>> find_logs_longer_than(db::Connection& connection, std::int64_t count);

}  // namespace connectory::store
