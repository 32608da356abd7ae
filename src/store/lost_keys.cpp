#include "store/lost_keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/try.h"
#include "db/copy.h"
#include "store/audit.h"
#include "store/team_keys.h"

namespace connectory::store {

Result<std::vector<PastMasterKey>> list_past_master_keys(db::Connection& connection) {
  std::vector<PastMasterKey> keys;
  TRY_DO(connection.query("SELECT master_key_id, started_at FROM key_rotations ORDER BY rotation", {},
                          [&](const db::Row& row) {
                            const std::string id(row.text(0));
                            if (!keys.empty() && keys.back().id == id) return;  // only the data keys were changed
                            if (!keys.empty()) keys.back().used_until = base::WallTime{row.integer(1)};
                            std::erase_if(keys, [&](const PastMasterKey& key) { return key.id == id; });
                            keys.push_back({id, std::nullopt});
                          }));
  return keys;
}

Result<std::vector<std::string>> master_keys_of_backup(const std::filesystem::path& file) {
  TRY(const auto connection, db::open_sqlite_copy(file));
  TRY(RotationState state, get_rotation_state(*connection));
  return std::move(state.master_key_ids);
}

Result<std::vector<LostDataKey>> find_lost_data_keys(db::Connection& connection, crypto::KeyRing& ring) {
  std::vector<LostDataKey> all;
  TRY_DO(connection.query("SELECT key_id, team_id, master_key_id FROM team_keys ORDER BY key_id", {},
                          [&](const db::Row& row) {
                            all.push_back({std::string(row.text(0)), TeamId(row.integer(1)), std::string(row.text(2))});
                          }));
  std::vector<LostDataKey> lost;
  for (LostDataKey& key : all) {
    key.is_damaged = ring.keys().find(key.master_key_id) != nullptr;
    if (key.is_damaged) {
      const auto opened = open_data_key(connection, ring, key.team, key.id);
      if (opened) continue;
      if (opened.error().code != Error::Code::damaged) return std::unexpected(opened.error());
    }
    lost.push_back(std::move(key));
  }
  return lost;
}

Result<std::vector<LostSecret>> find_lost_secrets(db::Connection& connection, crypto::KeyRing& ring) {
  std::vector<LostSecret> all;
  TRY_DO(connection.query(
      "SELECT c.team_id, s.connector_id, s.placeholder, s.name, k.master_key_id FROM connector_secrets s "
      "JOIN connectors c ON c.connector_id = s.connector_id JOIN team_keys k ON k.key_id = s.key_id "
      "ORDER BY c.team_id, s.connector_id, s.placeholder",
      {}, [&](const db::Row& row) {
        all.push_back({{TeamId(row.integer(0)), ConnectorId(std::string(row.text(1)))},
                       Placeholder(std::string(row.text(2))),
                       std::string(row.text(3)),
                       std::string(row.text(4))});
      }));
  std::vector<LostSecret> lost;
  for (LostSecret& secret : all) {
    secret.is_damaged = ring.keys().find(secret.master_key_id) != nullptr;
    if (secret.is_damaged) {
      const auto value = open_secret(connection, ring, secret.owner, secret.placeholder);
      if (value) continue;
      if (value.error().code != Error::Code::damaged) return std::unexpected(value.error());
    }
    lost.push_back(std::move(secret));
  }
  return lost;
}

Result<void> discard_secrets(Writing& writing, const std::vector<LostSecret>& lost, const Actor& actor) {
  for (const LostSecret& secret : lost) {
    const std::string& connector = secret.owner.connector.value();
    TRY_DO(writing.connection.execute(
        "UPDATE connector_secrets SET key_id = NULL, sealed = NULL, updated_at = ? WHERE connector_id = ? AND "
        "placeholder = ?",
        {writing.now.unix_ms, std::string_view(connector), std::string_view(secret.placeholder.value())}));
    const std::string subject = fmt::format("{}/{}", connector, secret.placeholder.value());
    TRY_DO(record(writing, secret.owner.team, actor, {"secret.discard", subject}));
    writing.changes.push_back({Change::Kind::connector, secret.owner.team, connector});
  }
  return {};
}

Result<void> discard_data_keys(Writing& writing, crypto::KeyRing& ring, const std::vector<LostDataKey>& lost,
                               const Actor& actor) {
  for (const LostDataKey& key : lost) {
    TRY_DO(writing.connection.execute("DELETE FROM team_keys WHERE key_id = ?", {std::string_view(key.id)}));
    TRY_DO(record(writing, key.team, actor, {"team_key.discard", key.id}));
  }
  TRY(const RotationState state, get_rotation_state(writing.connection));
  const bool is_current_lost = state.current && !ring.keys().find(state.current->master_key_id);
  if (is_current_lost && !state.master_key_ids.empty())
    TRY_DO(begin_rotation(writing, ring.keys().newest().id.value(), false));
  return {};
}

}  // namespace connectory::store
