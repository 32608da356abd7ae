#include "store/versions.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "crypto/hash.h"
#include "store/audit.h"
#include "store/detail/current.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;

// 128 bits: a person who finds two surfaces with the same hash only misleads themselves about the version text of their
// own connector.
constexpr std::size_t surface_hash_length = 32;

#define VERSION_COLUMNS "v.number, v.version, v.content_hash, v.author, v.created_at, v.note, v.imported_at"
constexpr int configuration_column = 7;

Version read_version(const db::Row& row) {
  Version version{.number = row.integer(0),
                  .version = std::string(row.text(1)),
                  .content_hash = std::string(row.text(2)),
                  .author = std::string(row.text(3)),
                  .created_at = {row.integer(4)},
                  .note = detail::optional_text(row, 5),
                  .imported_at = {},
                  .labels = {},
                  .is_current = false,
                  .configuration = {}};
  if (!row.is_null(6)) version.imported_at = base::WallTime{row.integer(6)};
  return version;
}

Result<void> require_version(db::Connection& connection, const ConnectorId& id, std::int64_t number) {
  bool exists = false;
  TRY_DO(connection.query("SELECT 1 FROM connector_versions WHERE connector_id = ? AND number = ?",
                          {std::string_view(id.value()), number}, [&](const db::Row&) { exists = true; }));
  if (!exists) return std::unexpected(detail::no_version(id, number));
  return {};
}

std::string subject_of(const ConnectorId& id, std::int64_t number) {
  return fmt::format("{}/versions/{}", id.value(), number);
}

// The three parts of a version text. A text of a different form counts as the first version.
std::array<std::int64_t, 3> places_of(std::string_view version) {
  std::array<std::int64_t, 3> places{};
  const char* at = version.data();
  const char* const end = at + version.size();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [next, failure] = std::from_chars(at, end, places[i]);
    const bool is_last = i + 1 == places.size();
    if (failure != std::errc{} || places[i] < 0 || (is_last ? next != end : next == end || *next != '.'))
      return {1, 0, 0};
    at = is_last ? next : next + 1;
  }
  return places;
}

}  // namespace

NewConfiguration make_configuration(json::Value configuration, std::optional<std::string> note) {
  return {.json = std::string(configuration.raw()),
          .content_hash = crypto::sha256_hex(configuration.raw()),
          .surface_hash =
              crypto::sha256_hex(compare::text_of(compare::read_surface(configuration))).substr(0, surface_hash_length),
          .note = std::move(note)};
}

NewConfiguration make_configuration(std::string json) {
  std::string content_hash = crypto::sha256_hex(json);
  return {.json = std::move(json), .content_hash = std::move(content_hash), .surface_hash = {}, .note = {}};
}

std::string next_version(std::string_view version, compare::Step step) {
  const auto [major, minor, patch] = places_of(version);
  const std::array candidates = {fmt::format("{}.{}.{}", major, minor, patch + 1),
                                 fmt::format("{}.{}.0", major, minor + 1), fmt::format("{}.0.0", major + 1)};
  for (auto place = static_cast<std::size_t>(step); place < candidates.size(); ++place)
    if (candidates[place].size() <= limits::version_text_max) return candidates[place];
  return std::string(version);
}

Result<std::int64_t> get_current_number(db::Connection& connection, TeamId team, const ConnectorId& id) {
  std::optional<std::int64_t> number;
  TRY_DO(connection.query("SELECT version_number FROM connectors WHERE connector_id = ? AND team_id = ?",
                          {std::string_view(id.value()), team.value()},
                          [&](const db::Row& row) { number = row.integer(0); }));
  if (!number) return std::unexpected(detail::no_connector(team, id));
  return *number;
}

Result<VersionsPage> list_versions(db::Connection& connection, TeamId team, const ConnectorId& id,
                                   const VersionsQuery& query) {
  TRY(const std::int64_t current, get_current_number(connection, team, id));
  VersionsPage page;
  std::size_t bytes = 0;
  const std::string_view sql =
      query.with_configurations
          ? "SELECT " VERSION_COLUMNS
            ", v.configuration FROM connector_versions v WHERE v.connector_id = ? AND v.number < ? "
            "ORDER BY v.number DESC LIMIT ?"
          : "SELECT " VERSION_COLUMNS
            " FROM connector_versions v WHERE v.connector_id = ? AND v.number < ? ORDER BY v.number DESC LIMIT ?";
  // Reads one row more than requested, to see whether there are more.
  TRY_DO(connection.query(
      sql,
      {std::string_view(id.value()), query.before.value_or(INT64_MAX), static_cast<std::int64_t>(query.count_max) + 1},
      [&](const db::Row& row) {
        page.has_more = page.has_more || page.versions.size() == query.count_max;
        if (page.has_more) return;
        if (query.with_configurations) {
          bytes += row.text(configuration_column).size();
          page.has_more = bytes > limits::versions_page_bytes && !page.versions.empty();
          if (page.has_more) return;
        }
        page.versions.push_back(read_version(row));
        page.versions.back().is_current = page.versions.back().number == current;
        if (query.with_configurations) page.versions.back().configuration = std::string(row.text(configuration_column));
      }));
  TRY_DO(connection.query("SELECT number, label FROM version_labels WHERE connector_id = ? ORDER BY label",
                          {std::string_view(id.value())}, [&](const db::Row& row) {
                            for (Version& version : page.versions)
                              if (version.number == row.integer(0)) version.labels.emplace_back(row.text(1));
                          }));
  return page;
}

Result<Version> get_version(db::Connection& connection, TeamId team, const ConnectorId& id, std::int64_t number) {
  TRY(const std::int64_t current, get_current_number(connection, team, id));
  std::optional<Version> version;
  TRY_DO(connection.query("SELECT " VERSION_COLUMNS
                          ", v.configuration FROM connector_versions v WHERE v.connector_id = ? AND v.number = ?",
                          {std::string_view(id.value()), number}, [&](const db::Row& row) {
                            version = read_version(row);
                            version->configuration = std::string(row.text(configuration_column));
                          }));
  if (!version) return std::unexpected(detail::no_version(id, number));
  version->is_current = number == current;
  TRY_DO(connection.query("SELECT label FROM version_labels WHERE connector_id = ? AND number = ? ORDER BY label",
                          {std::string_view(id.value()), number},
                          [&](const db::Row& row) { version->labels.emplace_back(row.text(0)); }));
  return *std::move(version);
}

Result<Saved> restore_version(Writing& writing, TeamId team, const ConnectorId& id, const Restoration& restoration,
                              RevisionTest if_match, const Actor& actor) {
  TRY(const detail::Current current, detail::get_current(writing.connection, team, id));
  TRY_DO(detail::require_match(current, id, if_match));
  std::optional<NewConfiguration> earlier;
  TRY_DO(writing.connection.query(
      "SELECT content_hash, surface_hash, configuration FROM connector_versions WHERE connector_id = ? AND number = ?",
      {std::string_view(id.value()), restoration.number}, [&](const db::Row& row) {
        earlier = {.json = std::string(row.text(2)),
                   .content_hash = std::string(row.text(0)),
                   .surface_hash = std::string(row.text(1)),
                   .note = fmt::format("restored from {}", restoration.number)};
      }));
  if (!earlier) return std::unexpected(detail::no_version(id, restoration.number));
  if (earlier->content_hash == current.content_hash) return Saved{current.number, false};
  TRY(const std::int64_t number, detail::append_version(writing, id, current, *earlier, restoration.step, actor));
  TRY_DO(detail::point_to_version(writing, id, number));
  TRY_DO(detail::record_change(writing, team, actor, {"version.restore", subject_of(id, restoration.number)}, id));
  return Saved{number, true};
}

Result<void> set_label(Writing& writing, TeamId team, const ConnectorId& id, std::int64_t number,
                       std::string_view label, const Actor& actor) {
  TRY_DO(get_current_number(writing.connection, team, id));
  TRY_DO(require_version(writing.connection, id, number));
  std::size_t others = 0;
  std::optional<std::int64_t> holder;
  TRY_DO(writing.connection.query("SELECT number, label FROM version_labels WHERE connector_id = ?",
                                  {std::string_view(id.value())}, [&](const db::Row& row) {
                                    if (row.text(1) == label) {
                                      holder = row.integer(0);
                                    } else {
                                      ++others;
                                    }
                                  }));
  if (holder == number) return {};
  if (!holder && others >= limits::version_labels_max)
    return std::unexpected(
        Error(Error::Code::limit_reached,
              fmt::format("Connector '{}' already has {} labels; remove one first.", id.value(), others)));
  TRY_DO(
      writing.connection.execute("INSERT INTO version_labels (connector_id, label, number) VALUES (?, ?, ?) "
                                 "ON CONFLICT (connector_id, label) DO UPDATE SET number = excluded.number",
                                 {std::string_view(id.value()), label, number}));
  return record(writing, team, actor, {"version.label", fmt::format("{}/labels/{}", subject_of(id, number), label)});
}

Result<void> remove_label(Writing& writing, TeamId team, const ConnectorId& id, std::int64_t number,
                          std::string_view label, const Actor& actor) {
  TRY_DO(get_current_number(writing.connection, team, id));
  TRY_DO(require_version(writing.connection, id, number));
  TRY(const std::int64_t removed,
      writing.connection.execute("DELETE FROM version_labels WHERE connector_id = ? AND label = ? AND number = ?",
                                 {std::string_view(id.value()), label, number}));
  if (removed == 0)
    return std::unexpected(
        Error::not_found(fmt::format("Version {} of connector '{}' has no label '{}'.", number, id.value(), label)));
  return record(writing, team, actor, {"version.unlabel", fmt::format("{}/labels/{}", subject_of(id, number), label)});
}

#undef VERSION_COLUMNS

}  // namespace connectory::store
