#include "service/drafts.h"

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::service {
namespace {

struct Seen {
  store::Draft draft;
  store::Version published;
};

base::Task<store::Result<Seen>> read_draft_and_published(store::Store& store, TeamId team, ConnectorId id) {
  return store.read([team, id = std::move(id)](db::Connection& connection) -> store::Result<Seen> {
    TRY(store::Draft draft, store::get_draft(connection, team, id));
    TRY(store::Version published, store::get_version(connection, team, id, draft.published_number));
    return Seen{std::move(draft), std::move(published)};
  });
}

Error breaking_change(const compare::Compatibility& compatibility) {
  const compare::Breaking& first = compatibility.breaking.front();
  return {Error::Code::breaking_change,
          fmt::format("{}: {}. {} {} To publish it anyway, send allow_breaking; a dry_run lists everything.",
                      compatibility.breaking_count == 1
                          ? std::string("A breaking change")
                          : fmt::format("{} breaking changes, the first", compatibility.breaking_count),
                      compare::what_of(first), compare::who_notices(first.code), compare::what_to_do(first.code))};
}

// A caller that named no state of the draft did not fail a precondition; another save was merely faster.
store::Error explain(store::Error error, const Condition& condition, const ConnectorId& id) {
  if (error.code != store::Error::Code::precondition_failed || condition.names_a_revision()) return error;
  return {store::Error::Code::outdated,
          fmt::format("The draft of connector '{}' changed while it was being published. Read it and try again.",
                      id.value())};
}

// `revision`: null if there is no draft.
bool holds(const Condition& condition, const std::string* revision) {
  return revision == nullptr ? condition.holds_without_one() : condition.holds(*revision);
}

}  // namespace

base::Task<store::Result<store::Draft>> Drafts::get(TeamId team, ConnectorId id) {
  return store_.read(
      [team, id = std::move(id)](db::Connection& connection) { return store::get_draft(connection, team, id); });
}

base::Task<store::Result<store::Draft>> Drafts::save(TeamId team, ConnectorId id, store::DraftChange change,
                                                     Condition condition, store::Actor actor) {
  return store_.write([team, id = std::move(id), change = std::move(change), condition = std::move(condition),
                       actor = std::move(actor)](store::Writing& writing) {
    const auto is_accepted = [&](const std::string* revision) { return holds(condition, revision); };
    return store::save_draft(writing, team, id, change, is_accepted, actor);
  });
}

base::Task<store::Result<void>> Drafts::remove(TeamId team, ConnectorId id, Condition condition, store::Actor actor) {
  return store_.write(
      [team, id = std::move(id), condition = std::move(condition), actor = std::move(actor)](store::Writing& writing) {
        const auto is_accepted = [&](const std::string* revision) { return holds(condition, revision); };
        return store::delete_draft(writing, team, id, is_accepted, actor);
      });
}

base::Task<Result<Drafts::Published>> Drafts::publish(TeamId team, ConnectorId id, PublishRequest request,
                                                      Condition condition, store::Actor actor, base::Errand errand) {
  auto reading = read_draft_and_published(store_, team, id);
  CO_TRY(Seen seen, co_await std::move(reading));
  if (!condition.holds(seen.draft.revision)) co_return std::unexpected(store::Error::another_draft(id.value()));
  const std::int64_t base_number = request.base_number.value_or(seen.draft.base_number);
  if (base_number != seen.published.number && !request.dry_run)
    co_return std::unexpected(store::Error::outdated(id.value(), base_number, seen.published.number));
  errand.bytes = seen.draft.configuration.size();
  auto checking = read_valid(pool_, check_, errand, seen.draft.configuration);
  CO_TRY(const std::shared_ptr<const json::Source> source, co_await std::move(checking));

  errand.bytes += seen.published.configuration->size();
  auto comparing = pool_.run_on(std::move(errand), [&] {
    return compare_configurations(*std::move(seen.published.configuration), source->root());
  });
  CO_TRY(Report report, co_await std::move(comparing));
  const compare::Step step = report.compatibility.step();
  if (request.dry_run) {
    const bool is_same = seen.draft.content_hash == seen.published.content_hash;
    std::string next = is_same ? seen.published.version : store::next_version(seen.published.version, step);
    co_return Preview{std::move(seen.draft), std::move(next), std::move(report)};
  }
  if (step == compare::Step::major && !request.allow_breaking)
    co_return std::unexpected(breaking_change(report.compatibility));

  store::Publication publication{seen.draft.revision, {seen.published.number, step}, std::move(request.note)};
  auto publishing = store_.write([team, id, publication = std::move(publication), actor = std::move(actor)](
                                     store::Writing& writing) -> store::Result<Versions::Restored> {
    TRY(const store::Saved saved, store::publish_draft(writing, team, id, publication, actor));
    TRY(store::Version version, store::get_version(writing.connection, team, id, saved.number));
    return Versions::Restored{std::move(version), saved.is_new};
  });
  auto published = co_await std::move(publishing);
  if (!published) co_return std::unexpected(explain(std::move(published.error()), condition, id));
  co_return *std::move(published);
}

}  // namespace connectory::service
