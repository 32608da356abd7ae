#include "service/connectors.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/number_text.h"
#include "base/try.h"
#include "json/document.h"
#include "language/starter.h"
#include "store/secrets.h"

namespace connectory::service {
namespace {

// Parsed once: every new connector starts with it.
const store::NewConfiguration& starter_configuration() {
  static const store::NewConfiguration made = [] {
    const auto document = json::Document::parse(std::string(language::starter_configuration()));
    return store::make_configuration(document->root());
  }();
  return made;
}

base::Task<store::Result<void>> write_update(store::Store& store, TeamId team, ConnectorId id,
                                             std::shared_ptr<const store::ConnectorChange> change, Condition condition,
                                             store::Actor actor) {
  return store.write([team, id = std::move(id), change = std::move(change), condition = std::move(condition),
                      actor = std::move(actor)](store::Writing& writing) {
    const auto is_accepted = [&](std::string_view revision) { return condition.holds(revision); };
    return store::update_connector(writing, team, id, *change, is_accepted, actor);
  });
}

// Compares with the current version, which is read for this.
base::Task<Result<store::StepSource>> compare_with_current(store::Store& store, base::Pool& pool, TeamId team,
                                                           ConnectorId id, json::Value configuration,
                                                           base::Errand errand) {
  auto reading = store.read([team, id = std::move(id)](db::Connection& connection) -> store::Result<store::Version> {
    TRY(const std::int64_t number, store::get_current_number(connection, team, id));
    return store::get_version(connection, team, id, number);
  });
  CO_TRY(store::Version current, co_await std::move(reading));
  errand.bytes = current.configuration->size() + configuration.raw().size();
  auto comparing = pool.run_on(std::move(errand),
                               [&] { return compare::step_between(*std::move(current.configuration), configuration); });
  CO_TRY(const compare::Step step, co_await std::move(comparing));
  // If another save is faster, the comparison runs on the writing thread instead, so that the save does not fail.
  co_return store::StepSource{.comparison = store::StepSource::Comparison{current.number, step}, .may_compare = true};
}

}  // namespace

std::optional<ConnectorId> parse_connector_id(std::string_view text) {
  const auto is_allowed = [](char c) { return base::is_alphanumeric(c) || c == '_' || c == '-'; };
  if (text.empty() || text.size() > base::limits::connector_identifier_max || !std::ranges::all_of(text, is_allowed))
    return std::nullopt;
  return ConnectorId(std::string(text));
}

std::optional<TeamId> parse_team_id(std::string_view text) {
  const auto number = base::parse_number<std::int64_t>(text);
  if (!number || *number < 1 || text.starts_with('0')) return std::nullopt;
  return TeamId(*number);
}

base::Task<store::Result<store::Connector>> Connectors::create(TeamId team, Draft draft, store::Actor actor) {
  store::NewConnector connector{team, {}, std::move(draft.name), std::move(draft.description), starter_configuration()};
  return store_.write([connector = std::move(connector), actor = std::move(actor)](store::Writing& writing) {
    return store::create_connector(writing, connector, actor);
  });
}

base::Task<Result<store::Connector>> Connectors::duplicate(TeamId team, ConnectorId original, Draft draft,
                                                           store::Actor actor) {
  // In one write, so that the copy is of a state that really existed.
  auto copying = store_.write([team, original = std::move(original), draft = std::move(draft),
                               actor = std::move(actor)](store::Writing& writing) -> store::Result<store::Connector> {
    TRY(store::Connector source, store::get_connector(writing.connection, team, original));
    const store::NewConnector copy{team,
                                   {},
                                   draft.name,
                                   draft.description ? draft.description : source.description,
                                   store::make_configuration(std::move(source.configuration->json)),
                                   source.logo};
    TRY(store::Connector created, store::create_connector(writing, copy, actor));
    TRY_DO(store::copy_secret_names(writing, original, created.id));
    return created;
  });
  auto outcome = co_await std::move(copying);
  if (!outcome && outcome.error().code == store::Error::Code::internal)
    co_return std::unexpected(
        Error{Error::Code::duplication_failed, "The duplicate could not be made; nothing was created."});
  CO_TRY(auto created, std::move(outcome));
  co_return created;
}

base::Task<store::Result<store::Connector>> Connectors::get(TeamId team, ConnectorId id) {
  return store_.read(
      [team, id = std::move(id)](db::Connection& connection) { return store::get_connector(connection, team, id); });
}

base::Task<store::Result<std::optional<store::ListRange>>> Connectors::find_list(
    TeamId team, std::optional<store::ListPosition> after, std::size_t count_max) {
  return store_.read([team, after = std::move(after), count_max](db::Connection& connection) {
    return store::find_list_range(connection, team, after, count_max);
  });
}

base::Task<store::Result<store::ListPiece>> Connectors::list(TeamId team, store::ListRange range,
                                                             std::optional<store::ListPosition> after,
                                                             bool with_configurations) {
  return store_.read(
      [team, range = std::move(range), after = std::move(after), with_configurations](db::Connection& connection) {
        return store::read_list_piece(connection, team, range, after, with_configurations);
      });
}

base::Task<store::Result<std::string>> Connectors::configuration_part(TeamId team, ConnectorId id, std::int64_t number,
                                                                      std::size_t index) {
  return store_.read([team, id = std::move(id), number, index](db::Connection& connection) {
    return store::read_configuration_part(connection, team, id, number, index);
  });
}

Result<Connectors::CheckedChange> Connectors::check(Change change, base::Budget& budget) const {
  if (change.configuration) TRY_DO(require_valid(check_, *change.source, *change.configuration, budget));
  return CheckedChange(std::move(change));
}

base::Task<Result<void>> Connectors::update(TeamId team, ConnectorId id, CheckedChange change, Condition condition,
                                            store::Actor actor, base::Errand errand) {
  const auto first = std::make_shared<const store::ConnectorChange>(std::move(change.change_.change));
  auto writing = write_update(store_, team, id, first, condition, actor);
  auto outcome = co_await std::move(writing);
  // Most saves do not change what users rely on, and the store detects that by itself. Only the others are compared
  // here.
  if (!outcome && outcome.error().code == store::Error::Code::undecided) {
    auto comparing = compare_with_current(store_, pool_, team, id, *change.configuration(), std::move(errand));
    CO_TRY(const store::StepSource step, co_await std::move(comparing));
    auto compared = std::make_shared<store::ConnectorChange>(*first);
    compared->step = step;
    auto again = write_update(store_, team, std::move(id), std::move(compared), std::move(condition), std::move(actor));
    outcome = co_await std::move(again);
  }
  CO_TRY_DO(std::move(outcome));
  co_return Result<void>();
}

base::Task<store::Result<void>> Connectors::remove(TeamId team, ConnectorId id, Condition condition,
                                                   store::Actor actor) {
  return store_.write(
      [team, id = std::move(id), condition = std::move(condition), actor = std::move(actor)](store::Writing& writing) {
        const auto is_accepted = [&](std::string_view revision) { return condition.holds(revision); };
        return store::delete_connector(writing, team, id, is_accepted, actor);
      });
}

}  // namespace connectory::service
