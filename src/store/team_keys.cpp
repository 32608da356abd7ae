#include "store/team_keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "store/audit.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;

// A wrapped key is bound to its team and to its own id. Exchanged with a different one, it does not open.
crypto::Place place_of(TeamId team, std::string_view key_id) {
  return crypto::Place("connectory data key").with(team.value()).with(key_id);
}

struct WrappedKey {
  std::string id;
  TeamId team;
  std::string master_key_id;
  std::string wrapped;
};

WrappedKey read_wrapped(const db::Row& row) {
  return {std::string(row.text(0)), TeamId(row.integer(1)), std::string(row.text(2)), std::string(row.text(3))};
}

#define WRAPPED_COLUMNS "k.key_id, k.team_id, k.master_key_id, k.wrapped"

Result<crypto::Key> unwrap(crypto::KeyRing& ring, const WrappedKey& wrapped) {
  TRY(const auto master, ring.find(wrapped.master_key_id));
  auto opened = crypto::open(*master, wrapped.wrapped, place_of(wrapped.team, wrapped.id));
  if (!opened || opened->reveal().size() != crypto::Key::bytes_count)
    return std::unexpected(
        Error(Error::Code::damaged, fmt::format("the data key {} of team {} cannot be opened with {}", wrapped.id,
                                                wrapped.team.value(), wrapped.master_key_id)));
  return crypto::Key::from(opened->reveal());
}

Result<std::optional<KeyRotation>> find_rotation(db::Connection& connection) {
  std::optional<KeyRotation> newest;
  TRY_DO(connection.query(
      "SELECT rotation, master_key_id, remakes_data_keys FROM key_rotations ORDER BY rotation DESC LIMIT 1", {},
      [&](const db::Row& row) {
        newest = KeyRotation{row.integer(0), std::string(row.text(1)), row.integer(2) != 0};
      }));
  return newest;
}

Result<bool> has_row(db::Connection& connection, std::string_view sql, std::initializer_list<db::Value> values) {
  bool found = false;
  TRY_DO(connection.query(sql, values, [&](const db::Row&) { found = true; }));
  return found;
}

// The rotation that a new data key belongs to. If no data key was ever wrapped, it is one to the current master key,
// regardless of earlier keys.
Result<KeyRotation> current_rotation(Writing& writing, crypto::KeyRing& ring) {
  TRY(const auto newest, find_rotation(writing.connection));
  if (newest) {
    if (ring.keys().find(newest->master_key_id)) return *newest;
    TRY(const bool is_used, has_row(writing.connection, "SELECT 1 FROM team_keys LIMIT 1", {}));
    if (is_used || ring.find(newest->master_key_id)) return *newest;
  }
  return begin_rotation(writing, ring.keys().newest().id.value(), false);
}

Result<DataKey> make_data_key(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation, TeamId team) {
  TRY(const auto master, ring.find(rotation.master_key_id));
  DataKey made{"dk_" + writing.random.text(16, base::lower_hex_digits), crypto::Key::make(writing.random)};
  const std::string wrapped = crypto::seal(*master, made.key.reveal(), place_of(team, made.id), writing.random);
  TRY_DO(writing.connection.execute(
      "INSERT INTO team_keys (key_id, team_id, rotation, master_key_id, wrapped, created_at) VALUES (?, ?, ?, ?, ?, ?)",
      {std::string_view(made.id), team.value(), rotation.number, std::string_view(rotation.master_key_id),
       std::string_view(wrapped), writing.now.unix_ms}));
  return made;
}

// The latest rotation that requires new data keys. A team whose newest key is older still needs one.
constexpr std::string_view remaking_rotation =
    "SELECT COALESCE(MAX(rotation), 0) FROM key_rotations WHERE remakes_data_keys = 1";

Result<std::int64_t> read_number(db::Connection& connection, std::string_view sql) {
  std::int64_t number = 0;
  TRY_DO(connection.query(sql, {}, [&](const db::Row& row) { number = row.integer(0); }));
  return number;
}

bool is_last(std::size_t rows) { return rows < static_cast<std::size_t>(limits::rotation_batch_rows); }

}  // namespace

Result<DataKey> current_data_key(Writing& writing, crypto::KeyRing& ring, TeamId team) {
  TRY(const KeyRotation rotation, current_rotation(writing, ring));
  std::optional<WrappedKey> newest;
  TRY_DO(writing.connection.query("SELECT " WRAPPED_COLUMNS
                                  " FROM team_keys k WHERE k.team_id = ? ORDER BY k.rotation DESC LIMIT 1",
                                  {team.value()}, [&](const db::Row& row) { newest = read_wrapped(row); }));
  if (!newest) return make_data_key(writing, ring, rotation, team);
  TRY(crypto::Key key, unwrap(ring, *newest));
  return DataKey{newest->id, std::move(key)};
}

Result<crypto::Key> open_data_key(db::Connection& connection, crypto::KeyRing& ring, TeamId team,
                                  std::string_view key_id) {
  std::optional<WrappedKey> wrapped;
  TRY_DO(connection.query("SELECT " WRAPPED_COLUMNS " FROM team_keys k WHERE k.key_id = ? AND k.team_id = ?",
                          {key_id, team.value()}, [&](const db::Row& row) { wrapped = read_wrapped(row); }));
  if (!wrapped)
    return std::unexpected(Error(Error::Code::damaged, fmt::format("a value is sealed under the key {}, which team {} "
                                                                   "does not have",
                                                                   key_id, team.value())));
  return unwrap(ring, *wrapped);
}

Result<RotationState> get_rotation_state(db::Connection& connection) {
  RotationState state;
  TRY(state.current, find_rotation(connection));
  TRY_DO(connection.query("SELECT DISTINCT master_key_id FROM team_keys", {},
                          [&](const db::Row& row) { state.master_key_ids.emplace_back(row.text(0)); }));
  if (!state.current) return state;
  const bool is_wrapped = std::ranges::all_of(
      state.master_key_ids, [&](const std::string& id) { return id == state.current->master_key_id; });
  TRY(const std::int64_t remaking, read_number(connection, remaking_rotation));
  TRY(const bool has_old_key,
      has_row(connection, "SELECT 1 FROM team_keys GROUP BY team_id HAVING MAX(rotation) < ? LIMIT 1", {remaking}));
  TRY(const bool has_old_seal,
      has_row(connection,
              "SELECT 1 FROM connector_secrets s JOIN team_keys k ON k.key_id = s.key_id WHERE k.rotation < "
              "(SELECT MAX(n.rotation) FROM team_keys n WHERE n.team_id = k.team_id) LIMIT 1",
              {}));
  state.is_finished = is_wrapped && !has_old_key && !has_old_seal;
  return state;
}

Result<KeyRotation> begin_rotation(Writing& writing, std::string_view master_key_id, bool remakes_data_keys) {
  TRY(const auto newest, find_rotation(writing.connection));
  KeyRotation rotation{newest ? newest->number + 1 : 1, std::string(master_key_id), remakes_data_keys};
  TRY_DO(writing.connection.execute(
      "INSERT INTO key_rotations (rotation, master_key_id, remakes_data_keys, started_at) VALUES (?, ?, ?, ?)",
      {rotation.number, master_key_id, std::int64_t{remakes_data_keys}, writing.now.unix_ms}));
  return rotation;
}

Result<RotationStep> remake_data_keys(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation,
                                      const Actor& actor) {
  TRY(const std::int64_t remaking, read_number(writing.connection, remaking_rotation));
  std::vector<TeamId> waiting;
  TRY_DO(writing.connection.query("SELECT team_id FROM team_keys GROUP BY team_id HAVING MAX(rotation) < ? LIMIT ?",
                                  {remaking, limits::rotation_batch_rows},
                                  [&](const db::Row& row) { waiting.emplace_back(row.integer(0)); }));
  RotationStep step{.is_last = is_last(waiting.size())};
  for (const TeamId team : waiting) {
    TRY(const DataKey made, make_data_key(writing, ring, rotation, team));
    TRY_DO(record(writing, team, actor, {"team_key.create", made.id}));
    ++step.changed;
  }
  return step;
}

Result<RotationStep> rewrap_data_keys(Writing& writing, crypto::KeyRing& ring, const KeyRotation& rotation,
                                      const RotationStep& before, const Actor& actor) {
  TRY(const auto master, ring.find(rotation.master_key_id));
  std::vector<WrappedKey> old;
  TRY_DO(writing.connection.query(
      "SELECT " WRAPPED_COLUMNS
      " FROM team_keys k WHERE k.master_key_id <> ? AND k.key_id > ? ORDER BY k.key_id LIMIT ?",
      {std::string_view(rotation.master_key_id), std::string_view(before.behind.first), limits::rotation_batch_rows},
      [&](const db::Row& row) { old.push_back(read_wrapped(row)); }));
  RotationStep step{.is_last = is_last(old.size())};
  for (const WrappedKey& each : old) {
    step.behind.first = each.id;
    const auto key = unwrap(ring, each);
    if (!key && key.error().code != Error::Code::damaged) return std::unexpected(key.error());
    if (!key) {
      ++step.damaged;
      continue;
    }
    const std::string wrapped = crypto::seal(*master, key->reveal(), place_of(each.team, each.id), writing.random);
    TRY_DO(writing.connection.execute(
        "UPDATE team_keys SET master_key_id = ?, wrapped = ? WHERE key_id = ?",
        {std::string_view(rotation.master_key_id), std::string_view(wrapped), std::string_view(each.id)}));
    TRY_DO(record(writing, each.team, actor, {"team_key.rewrap", each.id}));
    ++step.changed;
  }
  return step;
}

Result<std::int64_t> drop_old_data_keys(Writing& writing) {
  TRY(const std::int64_t dropped,
      writing.connection.execute(
          "DELETE FROM team_keys WHERE rotation < (SELECT MAX(n.rotation) FROM team_keys n WHERE n.team_id = "
          "team_keys.team_id) AND NOT EXISTS (SELECT 1 FROM connector_secrets s WHERE s.key_id = team_keys.key_id)"));
  return dropped;
}

#undef WRAPPED_COLUMNS

}  // namespace connectory::store
