#include "store/detail/current.h"

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::store::detail {
namespace {

constexpr std::size_t revision_length = 16;  // 96 bits: no two revisions ever meet

}  // namespace

Error no_connector(TeamId team, const ConnectorId& id) {
  return Error::not_found(fmt::format("No connector '{}' in team {}.", id.value(), team.value()));
}

std::string new_revision(base::Random& random) { return random.text(revision_length, base::base64url_alphabet); }

db::Value or_null(const std::optional<std::string>& text) {
  return text ? db::Value(std::string_view(*text)) : db::Value();
}

std::optional<std::string> optional_text(const db::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

Result<void> record_change(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event,
                           const ConnectorId& id) {
  TRY_DO(record(writing, team, actor, event));
  writing.changes.push_back({Change::Kind::connector, team, id.value()});
  return {};
}

}  // namespace connectory::store::detail
