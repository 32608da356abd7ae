#include "store/connectors.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "store/detail/connector_row.h"
#include "store/detail/current.h"
#include "store/logos.h"

namespace connectory::store {
namespace {

constexpr std::size_t identifier_length = 5;  // from the contract: `T3S70`
constexpr std::size_t identifier_attempts =
    50;  // 36^5 are possible; fifty used ones in a row mean that they are exhausted

Result<bool> reserve_identifier(Writing& writing, std::string_view id) {
  TRY(const std::int64_t inserted,
      writing.connection.execute("INSERT INTO connector_identifiers (connector_id) VALUES (?) ON CONFLICT DO NOTHING",
                                 {id}));
  return inserted == 1;
}

Result<ConnectorId> new_identifier(Writing& writing) {
  for (std::size_t attempt = 0; attempt < identifier_attempts; ++attempt) {
    std::string id = writing.random.text(identifier_length, base::upper_and_digits);
    TRY(const bool is_free, reserve_identifier(writing, id));
    if (is_free) return ConnectorId(std::move(id));
  }
  return std::unexpected(Error(Error::Code::internal, "no free connector identifier was found"));
}

}  // namespace

Connector detail::read_connector(const db::Row& row) {
  Connector connector{.id = ConnectorId(std::string(row.text(0))),
                      .team = TeamId(row.integer(1)),
                      .name = std::string(row.text(2)),
                      .description = optional_text(row, 3),
                      .revision = std::string(row.text(4)),
                      .created_at = {row.integer(5)},
                      .updated_at = {row.integer(6)},
                      .logo = {},
                      .configuration = {}};
  if (auto hash = optional_text(row, 7)) connector.logo = LogoHash(*std::move(hash));
  return connector;
}

Configuration detail::read_configuration(const db::Row& row) {
  return {std::string(row.text(8)), std::string(row.text(9)), {row.integer(10)}, {row.integer(11)}};
}

Result<Connector> detail::insert_connector(Writing& writing, const NewConnector& connector) {
  std::optional<ConnectorId> id = connector.id;
  if (id) {
    TRY(const bool is_free, reserve_identifier(writing, id->value()));
    if (!is_free)
      return std::unexpected(
          Error::already_exists(fmt::format("The identifier '{}' has already been used.", id->value())));
  } else {
    TRY(id, new_identifier(writing));
  }
  Connector created{.id = *id,
                    .team = connector.team,
                    .name = connector.name,
                    .description = connector.description,
                    .revision = detail::new_revision(writing.random),
                    .created_at = writing.now,
                    .updated_at = writing.now,
                    .logo = connector.logo,
                    .configuration = Configuration{std::string(detail::first_version), connector.configuration.json,
                                                   writing.now, writing.now}};
  const std::int64_t now = writing.now.unix_ms;
  TRY_DO(writing.connection.execute(
      "INSERT INTO connectors (connector_id, team_id, name, description, revision, version_number, created_at, "
      "updated_at, configuration_created_at, configuration_updated_at, logo_hash) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
      {std::string_view(created.id.value()), created.team.value(), std::string_view(created.name),
       detail::or_null(created.description), std::string_view(created.revision), now, now, now, now,
       created.logo ? db::Value(std::string_view(created.logo->value())) : db::Value()}));
  return created;
}

Result<Connector> create_connector(Writing& writing, const NewConnector& connector, const Actor& actor) {
  TRY(Connector created, detail::insert_connector(writing, connector));
  TRY_DO(detail::append_first_version(writing, created.id, connector.configuration, actor));
  TRY_DO(detail::record_change(writing, connector.team, actor, {"connector.create", created.id.value()}, created.id));
  return created;
}

Result<void> check_connector(db::Connection& connection, TeamId team, const ConnectorId& id) {
  bool is_there = false;
  TRY_DO(connection.query("SELECT 1 FROM connectors WHERE connector_id = ? AND team_id = ?",
                          {std::string_view(id.value()), team.value()}, [&](const db::Row&) { is_there = true; }));
  if (!is_there) return std::unexpected(detail::no_connector(team, id));
  return {};
}

Result<Connector> get_connector(db::Connection& connection, TeamId team, const ConnectorId& id) {
  std::optional<Connector> connector;
  TRY_DO(connection.query("SELECT " CONNECTOR_COLUMNS ", " CONFIGURATION_COLUMNS " FROM connectors c " JOIN_VERSION
                          " WHERE c.connector_id = ? AND c.team_id = ?",
                          {std::string_view(id.value()), team.value()}, [&](const db::Row& row) {
                            connector = detail::read_connector(row);
                            connector->configuration = detail::read_configuration(row);
                          }));
  if (!connector) return std::unexpected(detail::no_connector(team, id));
  return *std::move(connector);
}

Result<void> update_connector(Writing& writing, TeamId team, const ConnectorId& id, const ConnectorChange& change,
                              RevisionTest if_match, const Actor& actor) {
  TRY(const detail::Current current, detail::get_current(writing.connection, team, id));
  TRY_DO(detail::require_match(current, id, if_match));
  const std::string_view connector_id = id.value();
  if (change.configuration && change.configuration->content_hash != current.content_hash) {
    TRY(const std::int64_t number,
        detail::append_version(writing, id, current, *change.configuration, change.step, actor));
    TRY_DO(detail::point_to_version(writing, id, number));
  } else {
    TRY_DO(writing.connection.execute(
        "UPDATE connectors SET revision = ?, updated_at = ? WHERE connector_id = ?",
        {std::string_view(detail::new_revision(writing.random)), writing.now.unix_ms, connector_id}));
  }
  if (change.name)
    TRY_DO(writing.connection.execute("UPDATE connectors SET name = ? WHERE connector_id = ?",
                                      {std::string_view(*change.name), connector_id}));
  if (change.description)
    TRY_DO(writing.connection.execute("UPDATE connectors SET description = ? WHERE connector_id = ?",
                                      {detail::or_null(*change.description), connector_id}));
  return detail::record_change(writing, team, actor, {"connector.update", connector_id}, id);
}

Result<void> delete_connector(Writing& writing, TeamId team, const ConnectorId& id, RevisionTest if_match,
                              const Actor& actor) {
  TRY(const detail::Current current, detail::get_current(writing.connection, team, id));
  TRY_DO(detail::require_match(current, id, if_match));
  TRY(const auto logo, get_logo(writing.connection, team, id));
  TRY_DO(writing.connection.execute("DELETE FROM connectors WHERE connector_id = ?", {std::string_view(id.value())}));
  if (logo) TRY_DO(drop_unused_logo(writing, team, *logo));
  return detail::record_change(writing, team, actor, {"connector.delete", id.value()}, id);
}

}  // namespace connectory::store
