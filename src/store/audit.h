#pragma once

// The audit: who changed what, and from where. Each change writes its row in the same transaction, so that every change
// has a row, and every row has a change.
// Rows are in the order of the changes. An id begins with the row's time and is greater than every id before it, even
// within one millisecond or if the clock was set back. Therefore an id also serves as a cursor.
// Threads: inside Store::write and Store::read. Errors: store::Error.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace connectory::store {

struct AuditEvent {
  std::string_view action;     // noun and verb: `connector.create`
  std::string_view subject;    // the id of what was changed; never a secret value
  std::string details = "{}";  // a JSON object: a version's number, names of what changed; never a secret
};

Result<void> record(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event);

struct AuditEntry {
  std::string id;
  base::WallTime time;
  Actor actor;
  std::string action;
  std::string subject;
  std::string details;
};

struct AuditQuery {
  std::optional<std::string> after_id;  // continues after this row, towards older ones
  std::optional<base::WallTime> before;
  std::optional<std::string> action;
  std::optional<std::string> subject;
  std::optional<std::string> actor;  // its name, or its credential's id
  std::int64_t count_max = 0;
};

struct AuditPage {
  std::vector<AuditEntry> entries;  // newest first
  std::optional<std::string> next;  // the cursor of the next page; absent at the end
};

// Whether a text has the form of an id. Nothing more can be checked, because the row may have been removed.
bool is_audit_id(std::string_view text);

// Searches at most limits::audit_rows_searched_max rows. If few of them match, a page may be short or empty and still
// have a next one.
Result<AuditPage> list_audit(db::Connection& connection, TeamId team, const AuditQuery& query);

// Removes the oldest rows, at most `count_max`. Returns how many were removed.
Result<std::int64_t> prune_audit_before(Writing& writing, base::WallTime time, std::int64_t count_max);

}  // namespace connectory::store
