#include "store/connector_list.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "crypto/hash.h"
#include "store/detail/connector_row.h"
#include "store/detail/current.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;
using Next = db::Connection::Next;

constexpr auto part_characters = static_cast<std::int64_t>(limits::configuration_part_characters);

#define NEWEST_FIRST " ORDER BY c.created_at DESC, c.connector_id DESC"

std::size_t bytes_of(const Connector& connector) {
  std::size_t bytes = connector.name.size();
  if (connector.description) bytes += connector.description->size();
  if (connector.configuration) bytes += connector.configuration->json.size();
  return bytes;
}

}  // namespace

Result<std::optional<ListRange>> find_list_range(db::Connection& connection, TeamId team,
                                                 const std::optional<ListPosition>& after, std::size_t count_max) {
  std::optional<ListRange> range;
  std::string revisions;
  const auto on_row = [&](const db::Row& row) {
    if (range && range->count == count_max) {
      range->has_more = true;
      return Next::stop;
    }
    const ListPosition position{{row.integer(0)}, ConnectorId(std::string(row.text(1)))};
    if (!range) range = ListRange{.first = position, .last = position, .count = 0, .has_more = false, .revisions = {}};
    range->last = position;
    ++range->count;
    revisions += row.text(2);
    return Next::row;
  };
#define POSITIONS "SELECT c.created_at, c.connector_id, c.revision FROM connectors c WHERE c.team_id = ?"
  if (after) {
    TRY_DO(connection.query_until(POSITIONS " AND (c.created_at, c.connector_id) < (?, ?)" NEWEST_FIRST,
                                  {team.value(), after->created_at.unix_ms, std::string_view(after->id.value())},
                                  on_row));
  } else {
    TRY_DO(connection.query_until(POSITIONS NEWEST_FIRST, {team.value()}, on_row));
  }
#undef POSITIONS
  if (range) range->revisions = crypto::sha256_hex(revisions);
  return range;
}

Result<ListPiece> read_list_piece(db::Connection& connection, TeamId team, const ListRange& range,
                                  const std::optional<ListPosition>& after, bool with_configurations) {
  ListPiece piece{.connectors = {}, .is_last = true, .long_configuration = {}};
  std::size_t bytes = 0;
  const auto on_row = [&](const db::Row& row) {
    constexpr int length_column = detail::connector_columns_count + detail::configuration_columns_count;
    const bool is_long = with_configurations && row.integer(length_column) > part_characters;
    if (bytes >= limits::list_piece_bytes || (is_long && !piece.connectors.empty())) {
      piece.is_last = false;
      return Next::stop;
    }
    if (piece.long_configuration) {
      piece.is_last = false;
      return Next::stop;
    }
    Connector connector = detail::read_connector(row);
    if (with_configurations) connector.configuration = detail::read_configuration(row);
    if (is_long)
      piece.long_configuration = {.number = row.integer(length_column + 1),
                                  .parts_count = static_cast<std::size_t>(
                                      (row.integer(length_column) + part_characters - 1) / part_characters)};
    bytes += bytes_of(connector);
    piece.connectors.push_back(std::move(connector));
    return Next::row;
  };
  // A longer configuration is not read here, so that a piece stays small.
#define SHORT_CONFIGURATION                                                              \
  "v.version, CASE WHEN LENGTH(v.configuration) <= ? THEN v.configuration ELSE '' END, " \
  "c.configuration_created_at, c.configuration_updated_at, LENGTH(v.configuration), v.number"
#define OF_RANGE                                                                          \
  " WHERE c.team_id = ? AND (c.created_at, c.connector_id) <= (?, ?) AND (c.created_at, " \
  "c.connector_id) >= (?, ?) AND (c.created_at, c.connector_id) <> (?, ?)" NEWEST_FIRST
  const ListPosition& upper = after ? *after : range.first;
  const std::string_view excluded = after ? std::string_view(after->id.value()) : std::string_view();
  const db::Value of_team = team.value();
  const db::Value upper_time = upper.created_at.unix_ms;
  const db::Value upper_id = std::string_view(upper.id.value());
  const db::Value last_time = range.last.created_at.unix_ms;
  const db::Value last_id = std::string_view(range.last.id.value());
  if (with_configurations) {
    TRY_DO(connection.query_until(
        "SELECT " CONNECTOR_COLUMNS ", " SHORT_CONFIGURATION " FROM connectors c " JOIN_VERSION OF_RANGE,
        {part_characters, of_team, upper_time, upper_id, last_time, last_id, upper_time, excluded}, on_row));
  } else {
    TRY_DO(connection.query_until("SELECT " CONNECTOR_COLUMNS " FROM connectors c" OF_RANGE,
                                  {of_team, upper_time, upper_id, last_time, last_id, upper_time, excluded}, on_row));
  }
#undef OF_RANGE
#undef SHORT_CONFIGURATION
  return piece;
}

Result<std::string> read_configuration_part(db::Connection& connection, TeamId team, const ConnectorId& id,
                                            std::int64_t number, std::size_t index) {
  std::optional<std::string> part;
  TRY_DO(connection.query(
      "SELECT SUBSTR(v.configuration, ?, ?) FROM connectors c JOIN connector_versions v ON v.connector_id = "
      "c.connector_id WHERE c.connector_id = ? AND c.team_id = ? AND v.number = ?",
      {static_cast<std::int64_t>(index) * part_characters + 1, part_characters, std::string_view(id.value()),
       team.value(), number},
      [&](const db::Row& row) { part = row.text(0); }));
  if (!part) return std::unexpected(detail::no_connector(team, id));
  return *std::move(part);
}

Result<std::vector<ConnectorId>> list_connector_ids(db::Connection& connection, TeamId team) {
  std::vector<ConnectorId> ids;
  TRY_DO(connection.query("SELECT c.connector_id FROM connectors c WHERE c.team_id = ?" NEWEST_FIRST, {team.value()},
                          [&](const db::Row& row) { ids.emplace_back(std::string(row.text(0))); }));
  return ids;
}

#undef NEWEST_FIRST

}  // namespace connectory::store
