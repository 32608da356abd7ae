#include "store/credentials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/list_text.h"
#include "base/try.h"
#include "json/writer.h"
#include "store/audit.h"
#include "store/teams.h"

namespace connectory::store {
namespace {

// Nine columns, starting with `first`, in this order, in both tables of grants.
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

// What a grant allows, for the audit.
std::string details_of(const Grant& grant) {
  std::string details;
  json::Writer writer(details);
  const auto write = [&](std::string_view member, const std::vector<std::string>& texts) {
    writer.key(member).begin_array();
    for (const std::string& text : texts) writer.string(text);
    writer.end_array();
  };
  writer.begin_object().member("name", grant.name);
  if (grant.role) writer.member("role", *grant.role);
  if (grant.scopes) write("scopes", *grant.scopes);
  if (!grant.allowed_ips.empty()) write("allowed_ips", grant.allowed_ips);
  writer.member("rate_limit", grant.rate_per_hour);
  if (grant.expires_at) writer.member("expires_at", base::to_iso8601(*grant.expires_at));
  writer.end_object();
  return details;
}

// A row of a table of grants, and its name: `key`.
struct GrantRow {
  std::string_view noun;
  std::string_view id;
};

// Inserts such a row. Its two own columns are its id and a hash.
Result<void> insert_grant(Writing& writing, std::string_view sql, GrantRow row, std::string_view hash,
                          const Grant& grant, const Actor& actor) {
  TRY_DO(get_team(writing.connection, grant.team));
  const std::optional<std::string> scopes = joined(grant.scopes);
  const std::string ips = fmt::format("{}", fmt::join(grant.allowed_ips, ","));
  const db::Value expires = grant.expires_at ? db::Value(grant.expires_at->unix_ms) : db::Value();
  TRY_DO(writing.connection.execute(
      sql, {row.id, hash, grant.team.value(), std::string_view(grant.name), or_null(grant.role), or_null(scopes),
            grant.rate_per_hour, std::string_view(ips), std::int64_t{grant.is_enabled}, writing.now.unix_ms, expires}));
  TRY_DO(record(writing, grant.team, actor, {fmt::format("{}.create", row.noun), row.id, details_of(grant)}));
  writing.changes.push_back({Change::Kind::identity, grant.team, std::string(row.id)});
  return {};
}

// Runs a statement that returns the team and the name of the one row it changed. `verb`: `disable`.
Result<void> change_grant(Writing& writing, std::string_view sql, std::initializer_list<db::Value> values, GrantRow row,
                          std::string_view verb, const Actor& actor) {
  std::optional<TeamId> team;
  std::string details;
  TRY_DO(writing.connection.query(sql, values, [&](const db::Row& changed) {
    team = TeamId(changed.integer(0));
    json::Writer(details).begin_object().member("name", changed.text(1)).end_object();
  }));
  if (!team) return std::unexpected(Error::not_found(fmt::format("No {} '{}'.", row.noun, row.id)));
  TRY_DO(record(writing, *team, actor, {fmt::format("{}.{}", row.noun, verb), row.id, std::move(details)}));
  writing.changes.push_back({Change::Kind::identity, *team, std::string(row.id)});
  return {};
}

std::string new_id(Writing& writing, std::string_view prefix) {
  constexpr std::string_view lower_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
  return std::string(prefix) + writing.random.text(16, lower_and_digits);
}

}  // namespace

Result<Key> create_key(Writing& writing, const Grant& grant, std::string_view key_hash, const Actor& actor) {
  Key key{KeyId(new_id(writing, "key_")), grant};
  key.grant.created_at = writing.now;
  TRY_DO(
      insert_grant(writing,
                   "INSERT INTO api_keys (key_id, key_hash, team_id, name, role, scopes, rate_per_hour, allowed_ips, "
                   "is_enabled, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   {"key", key.id.value()}, key_hash, grant, actor));
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

Result<void> enable_key(Writing& writing, const KeyId& id, bool enabled, const Actor& actor) {
  return change_grant(writing, "UPDATE api_keys SET is_enabled = ? WHERE key_id = ? RETURNING team_id, name",
                      {std::int64_t{enabled}, std::string_view(id.value())}, {"key", id.value()},
                      enabled ? "enable" : "disable", actor);
}

Result<void> delete_key(Writing& writing, const KeyId& id, const Actor& actor) {
  return change_grant(writing, "DELETE FROM api_keys WHERE key_id = ? RETURNING team_id, name",
                      {std::string_view(id.value())}, {"key", id.value()}, "delete", actor);
}

Result<Client> create_client(Writing& writing, const Grant& grant, std::string_view secret_hash, const Actor& actor) {
  Client client{ClientId(new_id(writing, "client_")), grant};
  client.grant.created_at = writing.now;
  TRY_DO(insert_grant(writing,
                      "INSERT INTO oauth_clients (client_id, secret_hash, team_id, name, role, scopes, rate_per_hour, "
                      "allowed_ips, is_enabled, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      {"client", client.id.value()}, secret_hash, grant, actor));
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

Result<void> enable_client(Writing& writing, const ClientId& id, bool enabled, const Actor& actor) {
  // Tokens end when the client is disabled, and do not become valid again when it is enabled.
  if (!enabled)
    TRY_DO(writing.connection.execute("DELETE FROM access_tokens WHERE client_id = ?", {std::string_view(id.value())}));
  return change_grant(writing, "UPDATE oauth_clients SET is_enabled = ? WHERE client_id = ? RETURNING team_id, name",
                      {std::int64_t{enabled}, std::string_view(id.value())}, {"client", id.value()},
                      enabled ? "enable" : "disable", actor);
}

Result<void> delete_client(Writing& writing, const ClientId& id, const Actor& actor) {
  return change_grant(writing, "DELETE FROM oauth_clients WHERE client_id = ? RETURNING team_id, name",
                      {std::string_view(id.value())}, {"client", id.value()}, "delete", actor);
}

Result<void> add_token(Writing& writing, const ClientId& client, std::string_view token_hash,
                       const std::optional<std::vector<std::string>>& scopes, base::WallTime expires_at) {
  TRY_DO(writing.connection.execute("DELETE FROM access_tokens WHERE expires_at < ?", {writing.now.unix_ms}));
  const std::optional<std::string> scopes_text = joined(scopes);
  TRY(const std::int64_t added,
      writing.connection.execute(
          "INSERT INTO access_tokens (token_hash, client_id, scopes, issued_at, expires_at) "
          "SELECT ?, client_id, ?, ?, ? FROM oauth_clients WHERE client_id = ? AND is_enabled = 1",
          {token_hash, or_null(scopes_text), writing.now.unix_ms, expires_at.unix_ms,
           std::string_view(client.value())}));
  if (added == 0) return std::unexpected(Error::not_found(fmt::format("No enabled client '{}'.", client.value())));
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
