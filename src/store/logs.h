#pragma once

// A connector's log: what happened to it and on its behalf. Those who write use store/log_book.h, which calls append_logs.
// An entry's time is its place: times of one connector are distinct milliseconds and never go back, so that whoever pages
// by the last entry's time loses none, and what is written later is always newer. Where two events fall into one
// millisecond, or the clock was set back, the later one has the next millisecond.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of another team is not_found.
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
  TeamId team;  // whose the connector is; an entry for a connector of another team is dropped
  ConnectorId connector;
  base::WallTime time;                 // when it ended
  std::optional<int> status;           // of HTTP, 100 to 599; absent where there was no answer
  std::optional<std::string> event;    // `connector.update`
  std::optional<std::string> request;  // `PUT /v1/teams/42/...`: method and path, never a query
  std::optional<std::chrono::milliseconds> duration;
  std::optional<std::string> request_id;  // as it was; the contract lets only UUIDs be shown in a list
  std::string detail = "{}";              // a JSON object, redacted (net/redaction.h)
};

// In their order, each at its own time or later. Entries of connectors that the team has not, or no more, are dropped: a
// log goes with its connector. Texts are cut to what is kept of them (base/limits.h).
Result<void> append_logs(Writing& writing, std::span<const LogEntry> entries);

// Newest first.
Result<std::vector<LogEntry>> list_logs(db::Connection& connection, TeamId team, const ConnectorId& connector,
                                        std::optional<base::WallTime> before, std::int64_t count_max);

// `T3S70-0194a7c2f3e1`: the connector and the time, which nothing else of any connector has.
std::string log_id_of(const LogEntry& entry);
Result<LogEntry> get_log(db::Connection& connection, TeamId team, const ConnectorId& connector,
                         std::string_view log_id);

// Removing, the oldest first and at most `count_max` at a time, so that no write waits long behind it. Answer how many went.
Result<std::int64_t> prune_logs_before(Writing& writing, base::WallTime time, std::int64_t count_max);
Result<std::int64_t> prune_log_to(Writing& writing, const ConnectorId& connector, std::int64_t count_kept,
                                  std::int64_t count_max);
Result<std::vector<ConnectorId>> find_logs_longer_than(db::Connection& connection, std::int64_t count);

}  // namespace connectory::store
