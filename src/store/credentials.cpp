#include "store/credentials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/list_text.h"
#include "base/try.h"
#include "store/teams.h"

namespace connectory::store {
namespace {

// Nine columns from `first` on, in this order, in both tables of grants.
#define GRANT_COLUMNS \
  "team_id, name, role, scopes, rate_per_hour, allowed_ips, is_enabled, created_at, expires_at, last_used_at"
#define GRANT_COLUMNS_OF_C \
  "c.team_id, c.name, c.role, c.scopes, c.rate_per_hour, c.allowed_ips, c.is_enabled, c.created_at, c.expires_at, c.last_used_at"

Grant read_grant(const db::Row& row, int first) {
  const auto time = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(base::WallTime{row.integer(column)});
  };
  Grant grant{.team = TeamId(row.integer(first)),
              .name = std::string(row.text(first + 1)),
              .role = {},
              .scopes = {},
              .rate_per_hour = row.integer(first + 4),
              .allowed_ips = base::split_list(row.text(first + 5)),
              .is_enabled = row.integer(first + 6) != 0,
              .created_at = {row.integer(first + 7)},
              .expires_at = time(first + 8),
              .last_used_at = time(first + 9)};
  if (!row.is_null(first + 2)) grant.role = std::string(row.text(first + 2));
  if (!row.is_null(first + 3)) grant.scopes = base::split_list(row.text(first + 3));
  return grant;
}

db::Value or_null(const std::optional<std::string>& text) {
  return text ? db::Value(std::string_view(*text)) : db::Value();
}

std::optional<std::string> joined(const std::optional<std::vector<std::string>>& parts) {
  if (!parts) return std::nullopt;
  return fmt::format("{}", fmt::join(*parts, ","));
}

// One row of a table of grants, whose own two columns are its id and a hash.
Result<void> insert_grant(Writing& writing, std::string_view sql, std::string_view id, std::string_view hash,
                          const Grant& grant) {
  TRY_DO(get_team(writing.connection, grant.team));
  const std::optional<std::string> scopes = joined(grant.scopes);
  const std::string ips = fmt::format("{}", fmt::join(grant.allowed_ips, ","));
  const db::Value expires = grant.expires_at ? db::Value(grant.expires_at->unix_ms) : db::Value();
  TRY_DO(writing.connection.execute(
      sql, {id, hash, grant.team.value(), std::string_view(grant.name), or_null(grant.role), or_null(scopes),
            grant.rate_per_hour, std::string_view(ips), std::int64_t{grant.is_enabled}, writing.now.unix_ms, expires}));
  writing.changes.push_back({Change::Kind::identity, grant.team, std::string(id)});
  return {};
}

// Runs a statement that answers the team of the one row it changed.
Result<void> change_grant(Writing& writing, std::string_view sql, std::initializer_list<db::Value> values,
                          std::string_view noun, std::string_view id) {
  std::optional<TeamId> team;
  TRY_DO(writing.connection.query(sql, values, [&](const db::Row& row) { team = TeamId(row.integer(0)); }));
  if (!team) return std::unexpected(Error::not_found(fmt::format("No {} '{}'.", noun, id)));
  writing.changes.push_back({Change::Kind::identity, *team, std::string(id)});
  return {};
}

std::string new_id(Writing& writing, std::string_view prefix) {
  constexpr std::string_view lower_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
  return std::string(prefix) + writing.random.text(16, lower_and_digits);
}

}  // namespace

Result<Key> create_key(Writing& writing, const Grant& grant, std::string_view key_hash) {
  Key key{KeyId(new_id(writing, "key_")), grant};
  key.grant.created_at = writing.now;
  TRY_DO(
      insert_grant(writing,
                   "INSERT INTO api_keys (key_id, key_hash, team_id, name, role, scopes, rate_per_hour, allowed_ips, "
                   "is_enabled, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   key.id.value(), key_hash, grant));
  return key;
}

Result<std::optional<Key>> find_key(db::Connection& connection, std::string_view key_hash) {
  std::optional<Key> key;
  TRY_DO(connection.query("SELECT key_id, " GRANT_COLUMNS " FROM api_keys WHERE key_hash = ?", {key_hash},
                          [&](const db::Row& row) { key = Key{KeyId(std::string(row.text(0))), read_grant(row, 1)}; }));
  return key;
}

Result<std::vector<Key>> list_keys(db::Connection& connection, TeamId team) {
  std::vector<Key> keys;
  TRY_DO(connection.query(
      "SELECT key_id, " GRANT_COLUMNS " FROM api_keys WHERE team_id = ? ORDER BY created_at, key_id", {team.value()},
      [&](const db::Row& row) { keys.push_back({KeyId(std::string(row.text(0))), read_grant(row, 1)}); }));
  return keys;
}

Result<void> enable_key(Writing& writing, const KeyId& id, bool enabled) {
  return change_grant(writing, "UPDATE api_keys SET is_enabled = ? WHERE key_id = ? RETURNING team_id",
                      {std::int64_t{enabled}, std::string_view(id.value())}, "key", id.value());
}

Result<void> delete_key(Writing& writing, const KeyId& id) {
  return change_grant(writing, "DELETE FROM api_keys WHERE key_id = ? RETURNING team_id",
                      {std::string_view(id.value())}, "key", id.value());
}

Result<Client> create_client(Writing& writing, const Grant& grant, std::string_view secret_hash) {
  Client client{ClientId(new_id(writing, "client_")), grant};
  client.grant.created_at = writing.now;
  TRY_DO(insert_grant(writing,
                      "INSERT INTO oauth_clients (client_id, secret_hash, team_id, name, role, scopes, rate_per_hour, "
                      "allowed_ips, is_enabled, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      client.id.value(), secret_hash, grant));
  return client;
}

Result<std::optional<ClientWithSecret>> find_client(db::Connection& connection, const ClientId& id) {
  std::optional<ClientWithSecret> client;
  TRY_DO(connection.query("SELECT client_id, secret_hash, " GRANT_COLUMNS " FROM oauth_clients WHERE client_id = ?",
                          {std::string_view(id.value())}, [&](const db::Row& row) {
                            client = ClientWithSecret{{ClientId(std::string(row.text(0))), read_grant(row, 2)},
                                                      std::string(row.text(1))};
                          }));
  return client;
}

Result<std::vector<Client>> list_clients(db::Connection& connection, TeamId team) {
  std::vector<Client> clients;
  TRY_DO(connection.query(
      "SELECT client_id, " GRANT_COLUMNS " FROM oauth_clients WHERE team_id = ? ORDER BY created_at, client_id",
      {team.value()},
      [&](const db::Row& row) { clients.push_back({ClientId(std::string(row.text(0))), read_grant(row, 1)}); }));
  return clients;
}

Result<void> enable_client(Writing& writing, const ClientId& id, bool enabled) {
  return change_grant(writing, "UPDATE oauth_clients SET is_enabled = ? WHERE client_id = ? RETURNING team_id",
                      {std::int64_t{enabled}, std::string_view(id.value())}, "client", id.value());
}

Result<void> delete_client(Writing& writing, const ClientId& id) {
  return change_grant(writing, "DELETE FROM oauth_clients WHERE client_id = ? RETURNING team_id",
                      {std::string_view(id.value())}, "client", id.value());
}

Result<void> add_token(Writing& writing, const ClientId& client, std::string_view token_hash,
                       const std::optional<std::vector<std::string>>& scopes, base::WallTime expires_at) {
  TRY_DO(writing.connection.execute("DELETE FROM access_tokens WHERE expires_at < ?", {writing.now.unix_ms}));
  const std::optional<std::string> scopes_text = joined(scopes);
  TRY_DO(writing.connection.execute(
      "INSERT INTO access_tokens (token_hash, client_id, scopes, issued_at, expires_at) VALUES (?, ?, ?, ?, ?)",
      {token_hash, std::string_view(client.value()), or_null(scopes_text), writing.now.unix_ms, expires_at.unix_ms}));
  return {};
}

Result<std::optional<AccessToken>> find_token(db::Connection& connection, std::string_view token_hash) {
  std::optional<AccessToken> token;
  TRY_DO(connection.query(
      "SELECT t.scopes, t.expires_at, c.client_id, " GRANT_COLUMNS_OF_C
      " FROM access_tokens t JOIN oauth_clients c ON c.client_id = t.client_id WHERE t.token_hash = ?",
      {token_hash}, [&](const db::Row& row) {
        token = AccessToken{{ClientId(std::string(row.text(2))), read_grant(row, 3)}, {}, {row.integer(1)}};
        if (!row.is_null(0)) token->scopes = base::split_list(row.text(0));
      }));
  return token;
}

Result<void> revoke_token(Writing& writing, const ClientId& client, std::string_view token_hash) {
  TRY(const std::int64_t revoked,
      writing.connection.execute("DELETE FROM access_tokens WHERE token_hash = ? AND client_id = ?",
                                 {token_hash, std::string_view(client.value())}));
  if (revoked > 0) writing.changes.push_back({Change::Kind::identity, TeamId(), client.value()});
  return {};
}

Result<void> record_last_use(Writing& writing, const std::vector<LastUse>& uses) {
  for (const LastUse& use : uses) {
    const std::string_view sql = use.kind == LastUse::Kind::key
                                     ? "UPDATE api_keys SET last_used_at = ? WHERE key_id = ?"
                                     : "UPDATE oauth_clients SET last_used_at = ? WHERE client_id = ?";
    TRY_DO(writing.connection.execute(sql, {use.at.unix_ms, std::string_view(use.id)}));
  }
  return {};
}

#undef GRANT_COLUMNS
#undef GRANT_COLUMNS_OF_C

}  // namespace connectory::store
