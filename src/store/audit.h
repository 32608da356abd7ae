#pragma once

// Who changed what, from where. Each change writes its row in its own transaction, so that there is neither a change
// without a row nor a row without a change.
// Rows have the order of the changes: an id begins with its row's time, is greater than every one before it, also within
// one millisecond and when the clock was set back, and so serves as the place from which to read on.
// Threads: inside Store::write and Store::read. Errors: store::Error.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace connectory::store {

struct AuditEvent {
  std::string_view action;     // noun and verb: `connector.create`
  std::string_view subject;    // the id of what was changed; never a value that is secret
  std::string details = "{}";  // a JSON object: a version's number, the names of what changed; never a secret's value
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
  std::optional<std::string> after_id;  // reads on behind this one, towards the older
  std::optional<base::WallTime> before;
  std::optional<std::string> action;
  std::optional<std::string> subject;
  std::optional<std::string> actor;  // its name, or its credential's id
  std::int64_t count_max = 0;
};

struct AuditPage {
  std::vector<AuditEntry> entries;  // newest first
  std::optional<std::string> next;  // where to read on; absent at the end
};

// Whether a text has the form of an id, which is all that can be known of one whose row may be gone.
bool is_audit_id(std::string_view text);

// Looks at limits::audit_rows_searched_max rows at most: where a question fits few of them, a page may be short, or empty,
// and still have a next one.
Result<AuditPage> list_audit(db::Connection& connection, TeamId team, const AuditQuery& query);

// Removes the oldest rows, at most `count_max` at a time; answers how many went.
Result<std::int64_t> prune_audit_before(Writing& writing, base::WallTime time, std::int64_t count_max);

}  // namespace connectory::store
