#include "service/audit.h"

#include "base/limits.h"
#include "text/time.h"

namespace connectory::service {
namespace {

void write_or_null(json::Writer& writer, std::string_view member, const std::string& text) {
  writer.key(member);
  text.empty() ? writer.null() : writer.string(text);
}

}  // namespace

base::Task<store::Result<store::AuditPage>> Audit::list(TeamId team, store::AuditQuery query) {
  return store_.read([team, query = std::move(query)](db::Connection& connection) {
    return store::list_audit(connection, team, query);
  });
}

bool Audit::prune() {
  constexpr std::int64_t count_max = base::limits::audit_rows_removed_per_write;
  if (age_max_.count() == 0) return false;
  const base::WallTime oldest{clock_.wall().unix_ms - age_max_.count()};
  const auto removed = store_.write_now(
      [oldest](store::Writing& writing) { return store::prune_audit_before(writing, oldest, count_max); });
  return removed && *removed == count_max;  // a failure is already in the store's log, and the next call tries again
}

void write_audit_entry(json::Writer& writer, const store::AuditEntry& entry) {
  writer.begin_object().member("audit_id", entry.id).member("time", text::to_iso8601_ms(entry.time));
  writer.member("actor", entry.actor.name);
  write_or_null(writer, "credential", entry.actor.credential);
  write_or_null(writer, "address", entry.actor.address);
  write_or_null(writer, "request_id", entry.actor.request_id);
  writer.member("action", entry.action).member("subject", entry.subject);
  writer.key("details").raw(entry.details).end_object();
}

}  // namespace connectory::service
