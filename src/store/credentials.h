#pragma once

// API keys, OAuth clients and their access tokens. Only hashes of their texts are stored; the caller generates the
// texts and shows them once.
// Threads: inside Store::read and Store::write. Errors: store::Error.

#include <optional>
#include <vector>

#include "store/store.h"

namespace connectory::store {

Result<Key> create_key(Writing& writing, const Grant& grant, std::string_view key_hash, const Actor& actor);
Result<std::optional<Key>> find_key(db::Connection& connection, std::string_view key_hash);
Result<std::vector<Key>> list_keys(db::Connection& connection, TeamId team);
Result<void> enable_key(Writing& writing, const KeyId& id, bool enabled, const Actor& actor);
Result<void> delete_key(Writing& writing, const KeyId& id, const Actor& actor);

Result<Client> create_client(Writing& writing, const Grant& grant, std::string_view secret_hash, const Actor& actor);
struct ClientWithSecret {
  Client client;
  std::string secret_hash;
};
Result<std::optional<ClientWithSecret>> find_client(db::Connection& connection, const ClientId& id);
Result<std::vector<Client>> list_clients(db::Connection& connection, TeamId team);
Result<void> enable_client(Writing& writing, const ClientId& id, bool enabled, const Actor& actor);
Result<void> delete_client(Writing& writing, const ClientId& id, const Actor& actor);

// Also removes expired tokens.
Result<void> add_token(Writing& writing, const ClientId& client, std::string_view token_hash,
                       const std::optional<std::vector<std::string>>& scopes, base::WallTime expires_at);
Result<std::optional<AccessToken>> find_token(db::Connection& connection, std::string_view token_hash);
// Revokes only tokens of the client. An unknown token is not an error (RFC 7009, section 2.2).
Result<void> revoke_token(Writing& writing, const ClientId& client, std::string_view token_hash);

struct LastUse {
  enum class Kind : std::uint8_t { key, client } kind;
  std::string id;
  base::WallTime at;
};
Result<void> record_last_use(Writing& writing, const std::vector<LastUse>& uses);

}  // namespace connectory::store
