#include "store/secrets.h"

#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "crypto/sealing.h"
#include "store/audit.h"
#include "store/connectors.h"
#include "store/detail/current.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;

constexpr std::size_t placeholder_digits = 9;  // from the contract: `sec_a23f23d26`
constexpr std::size_t placeholder_attempts =
    10;  // 16^9 are possible and at most a hundred are used; two hits in a row are not a coincidence

// A sealed value belongs to this secret of this connector of this team. Copied to a different row, it does not open.
crypto::Place place_of(const SecretOwner& owner, std::string_view placeholder) {
  return crypto::Place("connectory secret").with(owner.team.value()).with(owner.connector.value()).with(placeholder);
}

Error no_secret(const SecretOwner& owner, const Placeholder& placeholder) {
  return Error::not_found(fmt::format("No secret '{}' in connector '{}' of team {}.", placeholder.value(),
                                      owner.connector.value(), owner.team.value()));
}

// Writes the audit row of a change, and announces the change to caches.
Result<void> record_change(Writing& writing, const SecretOwner& owner, std::string_view action,
                           const Placeholder& placeholder, const Actor& actor) {
  const std::string subject = fmt::format("{}/{}", owner.connector.value(), placeholder.value());
  TRY_DO(record(writing, owner.team, actor, {action, subject}));
  writing.changes.push_back({Change::Kind::connector, owner.team, owner.connector.value()});
  return {};
}

// What a new secret must know of the existing ones.
struct Present {
  std::int64_t count = 0;
  bool has_name = false;
};

Result<Present> look_at(Writing& writing, const SecretOwner& owner, std::string_view name) {
  Present present;
  TRY_DO(writing.connection.query(
      "SELECT COUNT(*), COALESCE(SUM(CASE WHEN name = ? THEN 1 ELSE 0 END), 0) FROM connector_secrets "
      "WHERE connector_id = ?",
      {name, std::string_view(owner.connector.value())},
      [&](const db::Row& row) { present = {row.integer(0), row.integer(1) > 0}; }));
  return present;
}

Result<Placeholder> reserve_placeholder(Writing& writing, const SecretOwner& owner, std::string_view name) {
  for (std::size_t attempt = 0; attempt < placeholder_attempts; ++attempt) {
    std::string text = "sec_" + writing.random.text(placeholder_digits, base::lower_hex_digits);
    TRY(const bool is_inserted, detail::insert_secret_name(writing, owner.connector, text, name));
    if (is_inserted) return Placeholder(std::move(text));
  }
  return std::unexpected(Error(Error::Code::internal, "no free placeholder was found"));
}

// Returns whether there was such a row.
Result<bool> put_value(Writing& writing, crypto::KeyRing& ring, const SecretOwner& owner,
                       const Placeholder& placeholder, const crypto::Secret& value) {
  TRY(const DataKey key, current_data_key(writing, ring, owner.team));
  const std::string sealed =
      crypto::seal(key.key, value.reveal(), place_of(owner, placeholder.value()), writing.random);
  TRY(const std::int64_t changed,
      writing.connection.execute("UPDATE connector_secrets SET key_id = ?, sealed = ?, updated_at = ? WHERE "
                                 "connector_id = ? AND placeholder = ?",
                                 {std::string_view(key.id), std::string_view(sealed), writing.now.unix_ms,
                                  std::string_view(owner.connector.value()), std::string_view(placeholder.value())}));
  return changed == 1;
}

struct SealedSecret {
  SecretOwner owner;
  std::string placeholder;
  std::string name;
  std::string key_id;
  std::string sealed;
};

#define SEALED_COLUMNS "s.connector_id, s.placeholder, s.name, s.key_id, s.sealed"

SealedSecret read_sealed(const db::Row& row, TeamId team) {
  return {{team, ConnectorId(std::string(row.text(0)))},
          std::string(row.text(1)),
          std::string(row.text(2)),
          std::string(row.text(3)),
          std::string(row.text(4))};
}

// Opens values in one transaction, and unwraps each data key only once.
class Opener {
 public:
  Opener(db::Connection& connection, crypto::KeyRing& ring) : connection_(connection), ring_(ring) {}

  Result<crypto::Secret> open(const SealedSecret& secret) {
    auto known = keys_.find(secret.key_id);
    if (known == keys_.end()) {
      TRY(crypto::Key key, open_data_key(connection_, ring_, secret.owner.team, secret.key_id));
      known = keys_.emplace(secret.key_id, std::move(key)).first;
    }
    auto opened = crypto::open(known->second, secret.sealed, place_of(secret.owner, secret.placeholder));
    if (!opened)
      return std::unexpected(
          Error(Error::Code::damaged,
                fmt::format("the value of {} in connector {} of team {}: {}", secret.placeholder,
                            secret.owner.connector.value(), secret.owner.team.value(), opened.error().detail)));
    return *std::move(opened);
  }

 private:
  db::Connection& connection_;
  crypto::KeyRing& ring_;
  std::map<std::string, crypto::Key> keys_;
};

}  // namespace

Result<std::vector<ListedSecret>> list_secrets(db::Connection& connection, const SecretOwner& owner) {
  TRY_DO(check_connector(connection, owner.team, owner.connector));
  std::vector<ListedSecret> secrets;
  TRY_DO(
      connection.query("SELECT placeholder, name, sealed IS NOT NULL, created_at, updated_at FROM connector_secrets "
                       "WHERE connector_id = ? ORDER BY created_at, name",
                       {std::string_view(owner.connector.value())}, [&](const db::Row& row) {
                         secrets.push_back({Placeholder(std::string(row.text(0))),
                                            std::string(row.text(1)),
                                            row.integer(2) != 0,
                                            {row.integer(3)},
                                            {row.integer(4)}});
                       }));
  return secrets;
}

Result<Placeholder> add_secret(Writing& writing, crypto::KeyRing& ring, const SecretOwner& owner, std::string_view name,
                               const crypto::Secret& value, const Actor& actor) {
  TRY_DO(check_connector(writing.connection, owner.team, owner.connector));
  TRY(const Present present, look_at(writing, owner, name));
  if (present.has_name)
    return std::unexpected(Error::already_exists(
        fmt::format("Connector '{}' already has a secret with that name; change its value, or choose a different name.",
                    owner.connector.value())));
  if (present.count >= static_cast<std::int64_t>(limits::secrets_of_connector_max))
    return std::unexpected(
        Error::limit_reached(fmt::format("Connector '{}' already has {} secrets, which is the maximum; "
                                         "delete one that is not used.",
                                         owner.connector.value(), present.count)));
  TRY(Placeholder placeholder, reserve_placeholder(writing, owner, name));
  TRY_DO(put_value(writing, ring, owner, placeholder, value));
  TRY_DO(record_change(writing, owner, "secret.create", placeholder, actor));
  return placeholder;
}

Result<void> change_secret(Writing& writing, crypto::KeyRing& ring, const SecretOwner& owner,
                           const Placeholder& placeholder, const crypto::Secret& value, const Actor& actor) {
  TRY_DO(check_connector(writing.connection, owner.team, owner.connector));
  TRY(const bool is_there, put_value(writing, ring, owner, placeholder, value));
  if (!is_there) return std::unexpected(no_secret(owner, placeholder));
  return record_change(writing, owner, "secret.update", placeholder, actor);
}

Result<void> delete_secret(Writing& writing, const SecretOwner& owner, const Placeholder& placeholder,
                           const Actor& actor) {
  TRY_DO(check_connector(writing.connection, owner.team, owner.connector));
  TRY(const std::int64_t deleted,
      writing.connection.execute("DELETE FROM connector_secrets WHERE connector_id = ? AND placeholder = ?",
                                 {std::string_view(owner.connector.value()), std::string_view(placeholder.value())}));
  if (deleted == 0) return std::unexpected(no_secret(owner, placeholder));
  return record_change(writing, owner, "secret.delete", placeholder, actor);
}

Result<bool> detail::insert_secret_name(Writing& writing, const ConnectorId& id, std::string_view placeholder,
                                        std::string_view name) {
  TRY(const std::int64_t inserted,
      writing.connection.execute(
          "INSERT INTO connector_secrets (connector_id, placeholder, name, created_at, updated_at) "
          "VALUES (?, ?, ?, ?, ?) ON CONFLICT (connector_id, placeholder) DO NOTHING",
          {std::string_view(id.value()), placeholder, name, writing.now.unix_ms, writing.now.unix_ms}));
  return inserted == 1;
}

Result<void> copy_secret_names(Writing& writing, const ConnectorId& from, const ConnectorId& to) {
  TRY_DO(writing.connection.execute(
      "INSERT INTO connector_secrets (connector_id, placeholder, name, created_at, updated_at) "
      "SELECT ?, s.placeholder, s.name, ?, ? FROM connector_secrets s WHERE s.connector_id = ?",
      {std::string_view(to.value()), writing.now.unix_ms, writing.now.unix_ms, std::string_view(from.value())}));
  return {};
}

Result<crypto::Secret> open_secret(db::Connection& connection, crypto::KeyRing& ring, const SecretOwner& owner,
                                   const Placeholder& placeholder) {
  TRY_DO(check_connector(connection, owner.team, owner.connector));
  std::optional<SealedSecret> secret;
  TRY_DO(connection.query("SELECT " SEALED_COLUMNS " FROM connector_secrets s WHERE s.connector_id = ? AND "
                          "s.placeholder = ? AND s.sealed IS NOT NULL",
                          {std::string_view(owner.connector.value()), std::string_view(placeholder.value())},
                          [&](const db::Row& row) { secret = read_sealed(row, owner.team); }));
  if (!secret) return std::unexpected(no_secret(owner, placeholder));
  return Opener(connection, ring).open(*secret);
}

Result<std::vector<OpenSecret>> open_secrets(db::Connection& connection, crypto::KeyRing& ring,
                                             const SecretOwner& owner) {
  TRY_DO(check_connector(connection, owner.team, owner.connector));
  std::vector<SealedSecret> secrets;
  TRY_DO(connection.query("SELECT " SEALED_COLUMNS " FROM connector_secrets s WHERE s.connector_id = ? AND "
                          "s.sealed IS NOT NULL ORDER BY s.created_at, s.name",
                          {std::string_view(owner.connector.value())},
                          [&](const db::Row& row) { secrets.push_back(read_sealed(row, owner.team)); }));
  Opener opener(connection, ring);
  std::vector<OpenSecret> opened;
  for (SealedSecret& secret : secrets) {
    TRY(crypto::Secret value, opener.open(secret));
    opened.push_back({Placeholder(std::move(secret.placeholder)), std::move(secret.name), std::move(value)});
  }
  return opened;
}

Result<RotationStep> reseal_values(Writing& writing, crypto::KeyRing& ring, const RotationStep& before) {
  std::vector<SealedSecret> secrets;
  TRY_DO(writing.connection.query(
      "SELECT " SEALED_COLUMNS
      ", k.team_id FROM connector_secrets s JOIN team_keys k ON k.key_id = s.key_id WHERE k.rotation < "
      "(SELECT MAX(n.rotation) FROM team_keys n WHERE n.team_id = k.team_id) AND (s.connector_id > ? OR "
      "(s.connector_id = ? AND s.placeholder > ?)) ORDER BY s.connector_id, s.placeholder LIMIT ?",
      {std::string_view(before.behind.first), std::string_view(before.behind.first),
       std::string_view(before.behind.second), limits::rotation_batch_rows},
      [&](const db::Row& row) { secrets.push_back(read_sealed(row, TeamId(row.integer(5)))); }));
  RotationStep step{.is_last = secrets.size() < static_cast<std::size_t>(limits::rotation_batch_rows)};
  Opener opener(writing.connection, ring);
  std::map<TeamId, DataKey> newest;
  for (const SealedSecret& secret : secrets) {
    step.behind = {secret.owner.connector.value(), secret.placeholder};
    const auto value = opener.open(secret);
    if (!value && value.error().code != Error::Code::damaged) return std::unexpected(value.error());
    if (!value) {
      ++step.damaged;
      continue;
    }
    auto key = newest.find(secret.owner.team);
    if (key == newest.end()) {
      TRY(DataKey current, current_data_key(writing, ring, secret.owner.team));
      key = newest.emplace(secret.owner.team, std::move(current)).first;
    }
    const std::string sealed =
        crypto::seal(key->second.key, value->reveal(), place_of(secret.owner, secret.placeholder), writing.random);
    TRY_DO(writing.connection.execute(
        "UPDATE connector_secrets SET key_id = ?, sealed = ? WHERE connector_id = ? AND placeholder = ?",
        {std::string_view(key->second.id), std::string_view(sealed), std::string_view(secret.owner.connector.value()),
         std::string_view(secret.placeholder)}));
    ++step.changed;
  }
  return step;
}

#undef SEALED_COLUMNS

}  // namespace connectory::store
