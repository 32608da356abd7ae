#include "service/connectors.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "base/try.h"
#include "spec/template.h"

namespace connectory::service {
namespace {

bool accepts(const AcceptedRevisions& accepted, std::string_view revision) {
  return !accepted || std::ranges::find(*accepted, revision) != accepted->end();
}

}  // namespace

std::optional<ConnectorId> parse_connector_id(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (text.empty() || text.size() > base::limits::connector_identifier_max || !std::ranges::all_of(text, is_allowed))
    return std::nullopt;
  return ConnectorId(std::string(text));
}

std::optional<TeamId> parse_team_id(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || number < 1 || text.starts_with('0'))
    return std::nullopt;
  return TeamId(number);
}

base::Task<store::Result<store::Connector>> Connectors::create(TeamId team, Draft draft, store::Actor actor) {
  store::NewConnector connector{
      team, {}, std::move(draft.name), std::move(draft.description), std::string(spec::template_configuration())};
  return store_.write([connector = std::move(connector), actor = std::move(actor)](store::Writing& writing) {
    return store::create_connector(writing, connector, actor);
  });
}

base::Task<Result<store::Connector>> Connectors::duplicate(TeamId team, ConnectorId original, Draft draft,
                                                           store::Actor actor) {
  // In one write, so that the copy is of a state that was really there.
  auto copying = store_.write([team, original = std::move(original), draft = std::move(draft),
                               actor = std::move(actor)](store::Writing& writing) -> store::Result<store::Connector> {
    TRY(store::Connector source, store::get_connector(writing.connection, team, original));
    const store::NewConnector copy{team,
                                   {},
                                   draft.name,
                                   draft.description ? draft.description : source.description,
                                   std::move(source.configuration->json),
                                   source.logo};
    return store::create_connector(writing, copy, actor);
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

base::Task<store::Result<std::vector<store::Connector>>> Connectors::list(TeamId team, bool with_configurations) {
  return store_.read([team, with_configurations](db::Connection& connection) {
    return store::list_connectors(connection, team, with_configurations);
  });
}

base::Task<store::Result<void>> Connectors::update(TeamId team, ConnectorId id, store::ConnectorChange change,
                                                   AcceptedRevisions accepted, store::Actor actor) {
  return store_.write([team, id = std::move(id), change = std::move(change), accepted = std::move(accepted),
                       actor = std::move(actor)](store::Writing& writing) {
    const auto is_accepted = [&](std::string_view revision) { return accepts(accepted, revision); };
    return store::update_connector(writing, team, id, change, is_accepted, actor);
  });
}

base::Task<store::Result<void>> Connectors::remove(TeamId team, ConnectorId id, AcceptedRevisions accepted,
                                                   store::Actor actor) {
  return store_.write(
      [team, id = std::move(id), accepted = std::move(accepted), actor = std::move(actor)](store::Writing& writing) {
        const auto is_accepted = [&](std::string_view revision) { return accepts(accepted, revision); };
        return store::delete_connector(writing, team, id, is_accepted, actor);
      });
}

}  // namespace connectory::service
