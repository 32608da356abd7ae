#include "store/detail/current.h"

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::store::detail {
namespace {

constexpr std::size_t revision_length = 16;  // 96 bits: no two revisions are ever the same

Result<compare::Step> step_of(Writing& writing, const ConnectorId& id, const Current& current,
                              const NewConfiguration& configuration, const StepSource& source) {
  if (!current.surface_hash.empty() && current.surface_hash == configuration.surface_hash) return compare::Step::patch;
  if (source.comparison && source.comparison->base_number == current.number) return source.comparison->step;
  if (!source.may_compare)
    return std::unexpected(
        Error(Error::Code::undecided, fmt::format("version {} was not compared with", current.number)));
  compare::Step step = compare::Step::patch;
  TRY_DO(writing.connection.query("SELECT configuration FROM connector_versions WHERE connector_id = ? AND number = ?",
                                  {std::string_view(id.value()), current.number}, [&](const db::Row& row) {
                                    step = compare::step_between(std::string(row.text(0)), configuration.json);
                                  }));
  return step;
}

}  // namespace

Error no_connector(TeamId team, const ConnectorId& id) {
  return Error::not_found(fmt::format("No connector '{}' in team {}.", id.value(), team.value()));
}

Error no_version(const ConnectorId& id, std::int64_t number) {
  return Error::not_found(fmt::format("Connector '{}' has no version {}.", id.value(), number));
}

std::string new_revision(base::Random& random) { return random.text(revision_length, base::base64url_alphabet); }

db::Value or_null(const std::optional<std::string>& text) {
  return text ? db::Value(std::string_view(*text)) : db::Value();
}

std::optional<std::string> optional_text(const db::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

Result<Current> get_current(db::Connection& connection, TeamId team, const ConnectorId& id) {
  std::optional<Current> current;
  TRY_DO(connection.query(
      "SELECT c.revision, c.version_number, v.version, v.content_hash, v.surface_hash FROM connectors c "
      "JOIN connector_versions v ON v.connector_id = c.connector_id AND v.number = c.version_number "
      "WHERE c.connector_id = ? AND c.team_id = ?",
      {std::string_view(id.value()), team.value()}, [&](const db::Row& row) {
        current = {std::string(row.text(0)), row.integer(1), std::string(row.text(2)), std::string(row.text(3)),
                   std::string(row.text(4))};
      }));
  if (!current) return std::unexpected(no_connector(team, id));
  return *std::move(current);
}

Result<void> require_match(const Current& current, const ConnectorId& id, RevisionTest if_match) {
  if (if_match(current.revision)) return {};
  return std::unexpected(Error::precondition_failed(
      fmt::format("Connector '{}' has changed in the meantime; read it again and repeat the change with its new ETag.",
                  id.value())));
}

Result<void> insert_version(Writing& writing, const ConnectorId& id, const VersionRow& row) {
  const NewConfiguration& configuration = row.configuration;
  const db::Value surface_hash =
      configuration.surface_hash.empty() ? db::Value() : db::Value(std::string_view(configuration.surface_hash));
  const db::Value imported_at = row.imported_at ? db::Value(row.imported_at->unix_ms) : db::Value();
  TRY_DO(writing.connection.execute(
      "INSERT INTO connector_versions (connector_id, number, version, content_hash, surface_hash, author, created_at, "
      "note, imported_at, configuration) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {std::string_view(id.value()), row.number, row.version, std::string_view(configuration.content_hash),
       surface_hash, row.author, row.created_at.unix_ms, or_null(configuration.note), imported_at,
       std::string_view(configuration.json)}));
  return {};
}

Result<std::int64_t> append_version(Writing& writing, const ConnectorId& id, const Current& current,
                                    const NewConfiguration& configuration, const StepSource& source,
                                    const Actor& actor) {
  TRY(const compare::Step step, step_of(writing, id, current, configuration, source));
  const std::int64_t number = current.number + 1;
  const std::string version = next_version(current.version, step);
  TRY_DO(insert_version(writing, id, {number, version, configuration, actor.name, writing.now}));
  return number;
}

Result<void> append_first_version(Writing& writing, const ConnectorId& id, const NewConfiguration& configuration,
                                  const Actor& actor) {
  return insert_version(writing, id, {1, first_version, configuration, actor.name, writing.now});
}

Result<void> point_to_version(Writing& writing, const ConnectorId& id, std::int64_t number) {
  const std::int64_t now = writing.now.unix_ms;
  TRY_DO(writing.connection.execute(
      "UPDATE connectors SET revision = ?, updated_at = ?, version_number = ?, configuration_updated_at = ? "
      "WHERE connector_id = ?",
      {std::string_view(new_revision(writing.random)), now, number, now, std::string_view(id.value())}));
  return {};
}

Result<void> record_change(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event,
                           const ConnectorId& id) {
  TRY_DO(record(writing, team, actor, event));
  writing.changes.push_back({Change::Kind::connector, team, id.value()});
  return {};
}

}  // namespace connectory::store::detail
