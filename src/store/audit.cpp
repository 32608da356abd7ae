#include "store/audit.h"

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::store {

Result<void> record(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event) {
  // Sorts by time: milliseconds in hexadecimal, then chance.
  const std::string audit_id =
      fmt::format("{:012x}{}", writing.now.unix_ms, writing.random.text(8, base::base64url_alphabet));
  TRY_DO(writing.connection.execute(
      "INSERT INTO audit (audit_id, team_id, at, actor, address, action, subject) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {std::string_view(audit_id), team.value(), writing.now.unix_ms, std::string_view(actor.name),
       std::string_view(actor.address), event.action, event.subject}));
  return {};
}

}  // namespace connectory::store
