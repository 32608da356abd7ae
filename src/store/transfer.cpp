#include "store/transfer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/try.h"
#include "crypto/hash.h"
#include "store/connectors.h"
#include "store/detail/current.h"
#include "store/logos.h"

namespace connectory::store {
namespace {

Result<void> insert_version(Writing& writing, const ConnectorId& id, const Version& version) {
  NewConfiguration configuration = make_configuration(*version.configuration);
  configuration.note = version.note;
  return detail::insert_version(writing, id,
                                {.number = version.number,
                                 .version = version.version,
                                 .configuration = configuration,
                                 .author = version.author,
                                 .created_at = version.created_at,
                                 .imported_at = writing.now});
}

Result<void> insert_draft(Writing& writing, const ConnectorId& id, const Draft& given) {
  Draft draft = given;
  draft.revision = detail::new_revision(writing.random);
  draft.content_hash = crypto::sha256_hex(draft.configuration);
  draft.created_at = draft.updated_at = writing.now;
  return detail::put_draft(writing, id, draft, draft.configuration);
}

}  // namespace

Result<PortableConnector> take_connector(db::Connection& connection, TeamId team, const ConnectorId& id) {
  TRY(Connector connector, get_connector(connection, team, id));
  PortableConnector taken{.id = id,
                          .name = std::move(connector.name),
                          .description = std::move(connector.description),
                          .versions = {},
                          .draft = {},
                          .secrets = {},
                          .logo = {}};
  auto draft = get_draft(connection, team, id);
  if (draft) {
    taken.draft = *std::move(draft);
  } else if (draft.error().code != Error::Code::not_found) {
    return std::unexpected(std::move(draft.error()));
  }
  TRY(auto secrets, list_secrets(connection, {team, id}));
  for (ListedSecret& secret : secrets) taken.secrets.push_back({std::move(secret.placeholder), std::move(secret.name)});
  if (connector.logo) {
    TRY(taken.logo, find_logo_image(connection, *connector.logo));
  }
  return taken;
}

Result<Connector> put_connector(Writing& writing, TeamId team, const Import& import, const Actor& actor) {
  const PortableConnector& given = import.connector;
  const Version& first = given.versions.front();
  const NewConnector made{.team = team,
                          .id = import.is_identifier_kept ? std::optional(given.id) : std::nullopt,
                          .name = given.name,
                          .description = given.description,
                          .configuration = make_configuration(*first.configuration)};
  TRY(const Connector created, detail::insert_connector(writing, made));
  const std::string_view id = created.id.value();
  TRY_DO(detail::record_change(writing, team, actor, {"connector.create", id}, created.id));
  for (const Version& version : given.versions) TRY_DO(insert_version(writing, created.id, version));
  TRY_DO(detail::point_to_version(writing, created.id, given.versions.back().number));
  for (const Version& version : given.versions)
    for (const std::string& label : version.labels)
      TRY_DO(writing.connection.execute("INSERT INTO version_labels (connector_id, label, number) VALUES (?, ?, ?)",
                                        {id, std::string_view(label), version.number}));
  if (given.draft) TRY_DO(insert_draft(writing, created.id, *given.draft));
  for (const NamedPlaceholder& secret : given.secrets) {
    TRY(const bool is_new, detail::insert_secret_name(writing, created.id, secret.placeholder.value(), secret.name));
    if (!is_new)
      return std::unexpected(Error::already_exists(fmt::format("'{}' appears twice.", secret.placeholder.value())));
  }
  if (given.logo && import.logo) TRY_DO(set_logo(writing, team, created.id, {*import.logo, *given.logo}, actor));
  TRY_DO(detail::record_change(
      writing, team, actor,
      {"connector.import", id,
       fmt::format(R"({{"versions":{},"secrets":{}}})", given.versions.size(), given.secrets.size())},
      created.id));
  return get_connector(writing.connection, team, created.id);
}

}  // namespace connectory::store
