#include "store/drafts.h"

#include <fmt/format.h>

#include "base/try.h"
#include "store/audit.h"
#include "store/detail/current.h"

namespace connectory::store {
namespace {

Error no_draft(const ConnectorId& id) {
  return Error::not_found(fmt::format("Connector '{}' has no draft.", id.value()));
}

// Everything except the published number, which is in the connector's row.
Result<std::optional<Draft>> find_draft(db::Connection& connection, const ConnectorId& id) {
  std::optional<Draft> draft;
  TRY_DO(connection.query(
      "SELECT revision, base_number, content_hash, surface_hash, author, created_at, updated_at, note, configuration "
      "FROM connector_drafts WHERE connector_id = ?",
      {std::string_view(id.value())}, [&](const db::Row& row) {
        draft = Draft{.revision = std::string(row.text(0)),
                      .base_number = row.integer(1),
                      .published_number = 0,
                      .content_hash = std::string(row.text(2)),
                      .surface_hash = std::string(row.text(3)),
                      .author = std::string(row.text(4)),
                      .created_at = {row.integer(5)},
                      .updated_at = {row.integer(6)},
                      .note = detail::optional_text(row, 7),
                      .configuration = std::string(row.text(8))};
      }));
  return draft;
}

Result<std::int64_t> base_of(const DraftChange& change, const std::optional<Draft>& existing, std::int64_t current,
                             const ConnectorId& id) {
  if (!change.base_number) return existing ? existing->base_number : current;
  if (*change.base_number <= current) return *change.base_number;
  return std::unexpected(Error(Error::Code::no_such_version,
                               fmt::format("base_version names version {}, but the newest of connector '{}' is {}.",
                                           *change.base_number, id.value(), current)));
}

}  // namespace

Result<void> detail::put_draft(Writing& writing, const ConnectorId& id, const Draft& draft,
                               std::string_view configuration) {
  TRY_DO(writing.connection.execute(
      "INSERT INTO connector_drafts (connector_id, revision, base_number, content_hash, surface_hash, author, "
      "created_at, updated_at, note, configuration) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (connector_id) DO UPDATE SET revision = excluded.revision, base_number = excluded.base_number, "
      "content_hash = excluded.content_hash, surface_hash = excluded.surface_hash, author = excluded.author, "
      "updated_at = excluded.updated_at, note = excluded.note, configuration = excluded.configuration",
      {std::string_view(id.value()), std::string_view(draft.revision), draft.base_number,
       std::string_view(draft.content_hash), std::string_view(draft.surface_hash), std::string_view(draft.author),
       draft.created_at.unix_ms, draft.updated_at.unix_ms, detail::or_null(draft.note), configuration}));
  return {};
}

Result<Draft> get_draft(db::Connection& connection, TeamId team, const ConnectorId& id) {
  TRY(const std::int64_t current, get_current_number(connection, team, id));
  TRY(std::optional<Draft> draft, find_draft(connection, id));
  if (!draft) return std::unexpected(no_draft(id));
  draft->published_number = current;
  return *std::move(draft);
}

Result<Draft> save_draft(Writing& writing, TeamId team, const ConnectorId& id, const DraftChange& change,
                         DraftTest if_match, const Actor& actor) {
  TRY(const std::int64_t current, get_current_number(writing.connection, team, id));
  TRY(std::optional<Draft> existing, find_draft(writing.connection, id));
  if (!if_match(existing ? &existing->revision : nullptr)) return std::unexpected(Error::another_draft(id.value()));
  TRY(const std::int64_t base_number, base_of(change, existing, current, id));
  const NewConfiguration& configuration = change.configuration;
  Draft draft{.revision = detail::new_revision(writing.random),
              .base_number = base_number,
              .published_number = current,
              .content_hash = configuration.content_hash,
              .surface_hash = configuration.surface_hash,
              .author = actor.name,
              .created_at = existing ? existing->created_at : writing.now,
              .updated_at = writing.now,
              .note = configuration.note,
              .configuration = {}};
  if (existing && existing->content_hash == draft.content_hash && existing->note == draft.note &&
      existing->base_number == base_number) {
    existing->published_number = current;
    return *std::move(existing);
  }
  TRY_DO(detail::put_draft(writing, id, draft, configuration.json));
  TRY_DO(record(writing, team, actor, {"draft.save", id.value()}));
  return draft;
}

Result<void> delete_draft(Writing& writing, TeamId team, const ConnectorId& id, DraftTest if_match,
                          const Actor& actor) {
  TRY_DO(get_current_number(writing.connection, team, id));
  std::optional<std::string> revision;
  TRY_DO(writing.connection.query("SELECT revision FROM connector_drafts WHERE connector_id = ?",
                                  {std::string_view(id.value())},
                                  [&](const db::Row& row) { revision = std::string(row.text(0)); }));
  if (!revision) return std::unexpected(no_draft(id));
  if (!if_match(&*revision)) return std::unexpected(Error::another_draft(id.value()));
  TRY_DO(writing.connection.execute("DELETE FROM connector_drafts WHERE connector_id = ?",
                                    {std::string_view(id.value())}));
  return record(writing, team, actor, {"draft.delete", id.value()});
}

Result<Saved> publish_draft(Writing& writing, TeamId team, const ConnectorId& id, const Publication& publication,
                            const Actor& actor) {
  TRY(const detail::Current current, detail::get_current(writing.connection, team, id));
  TRY(std::optional<Draft> draft, find_draft(writing.connection, id));
  if (!draft) return std::unexpected(no_draft(id));
  if (draft->revision != publication.draft_revision) return std::unexpected(Error::another_draft(id.value()));
  if (current.number != publication.comparison.base_number)
    return std::unexpected(Error::outdated(id.value(), publication.comparison.base_number, current.number));
  Saved saved{current.number, draft->content_hash != current.content_hash};
  if (saved.is_new) {
    const NewConfiguration configuration{std::move(draft->configuration), draft->content_hash, draft->surface_hash,
                                         publication.note ? publication.note : draft->note};
    TRY(saved.number, detail::append_version(writing, id, current, configuration,
                                             {.comparison = publication.comparison, .may_compare = false}, actor));
    TRY_DO(detail::point_to_version(writing, id, saved.number));
  }
  TRY_DO(writing.connection.execute("DELETE FROM connector_drafts WHERE connector_id = ?",
                                    {std::string_view(id.value())}));
  TRY_DO(detail::record_change(writing, team, actor,
                               {"draft.publish", fmt::format("{}/versions/{}", id.value(), saved.number)}, id));
  return saved;
}

}  // namespace connectory::store
