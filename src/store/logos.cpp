#include "store/logos.h"

#include "base/try.h"
#include "store/detail/current.h"

namespace connectory::store {
namespace {

// `logo`: absent to remove it.
Result<void> change_logo(Writing& writing, TeamId team, const ConnectorId& id, const std::optional<LogoHash>& logo,
                         const AuditEvent& event, const Actor& actor) {
  TRY(const auto before, get_logo(writing.connection, team, id));
  const db::Value hash = logo ? db::Value(std::string_view(logo->value())) : db::Value();
  TRY_DO(writing.connection.execute(
      "UPDATE connectors SET logo_hash = ?, revision = ?, updated_at = ? WHERE connector_id = ?",
      {hash, std::string_view(detail::new_revision(writing.random)), writing.now.unix_ms,
       std::string_view(id.value())}));
  if (before) TRY_DO(drop_unused_logo(writing, team, *before));
  return detail::record_change(writing, team, actor, event, id);
}

}  // namespace

Result<std::optional<LogoHash>> get_logo(db::Connection& connection, TeamId team, const ConnectorId& id) {
  bool is_there = false;
  std::optional<std::string> hash;
  TRY_DO(connection.query("SELECT logo_hash FROM connectors WHERE connector_id = ? AND team_id = ?",
                          {std::string_view(id.value()), team.value()}, [&](const db::Row& row) {
                            is_there = true;
                            hash = detail::optional_text(row, 0);
                          }));
  if (!is_there) return std::unexpected(detail::no_connector(team, id));
  if (!hash) return std::nullopt;
  return LogoHash(*std::move(hash));
}

Result<void> set_logo(Writing& writing, TeamId team, const ConnectorId& id, const NewLogo& logo, const Actor& actor) {
  TRY(const auto before, get_logo(writing.connection, team, id));
  if (before == logo.hash) return {};
  TRY_DO(writing.connection.execute(
      "INSERT INTO logos (logo_hash, image, created_at) VALUES (?, ?, ?) ON CONFLICT (logo_hash) DO NOTHING",
      {std::string_view(logo.hash.value()), db::bytes_of(logo.image), writing.now.unix_ms}));
  return change_logo(writing, team, id, logo.hash, {"logo.set", id.value()}, actor);
}

Result<void> remove_logo(Writing& writing, TeamId team, const ConnectorId& id, const Actor& actor) {
  TRY(const auto before, get_logo(writing.connection, team, id));
  if (!before) return {};
  return change_logo(writing, team, id, std::nullopt, {"logo.remove", id.value()}, actor);
}

Result<void> drop_unused_logo(Writing& writing, TeamId team, const LogoHash& hash) {
  const std::string_view text = hash.value();
  TRY(const std::int64_t dropped,
      writing.connection.execute("DELETE FROM logos WHERE logo_hash = ? AND NOT EXISTS "
                                 "(SELECT 1 FROM connectors WHERE connectors.logo_hash = ?)",
                                 {text, text}));
  if (dropped > 0) writing.changes.push_back({Change::Kind::logo, team, hash.value()});
  return {};
}

Result<std::optional<std::string>> find_logo_image(db::Connection& connection, const LogoHash& hash) {
  std::optional<std::string> image;
  TRY_DO(connection.query("SELECT image FROM logos WHERE logo_hash = ?", {std::string_view(hash.value())},
                          [&](const db::Row& row) {
                            const db::Bytes bytes = row.bytes(0);
                            image.emplace(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                          }));
  return image;
}

}  // namespace connectory::store
