#include "service/validation.h"

#include <set>

#include "base/try.h"
#include "language/load.h"
#include "store/connectors.h"
#include "store/secrets.h"

namespace connectory::service {
namespace {

using json::Source;
using Names = std::set<std::string, std::less<>>;

json::Value configuration_in(json::Value root) {
  const auto holder = root.find("configuration");
  const auto inner = (holder ? *holder : root).find("configuration_json");
  return inner && inner->is(json::Kind::object) ? *inner : root;
}

language::Findings find(Source::Format format, const std::string& text, const language::LoadOptions& options) {
  const auto source = Source::from(format, text);
  if (!source) return language::load(source.error()).findings;
  return language::load(*source, configuration_in(source->root()), options).findings;
}

struct Known {
  std::string configuration;
  Names stored_secrets;
};

store::Result<Known> read_known(db::Connection& connection, store::TeamId team, const store::ConnectorId& id) {
  TRY(store::Connector connector, store::get_connector(connection, team, id));
  Known known{std::move(connector.configuration->json), {}};
  TRY(const std::vector<store::ListedSecret> secrets, store::list_secrets(connection, {team, id}));
  for (const store::ListedSecret& secret : secrets) {
    if (!secret.is_set) continue;  // a secret of a duplicate, which has no value yet
    known.stored_secrets.insert(secret.name);
    known.stored_secrets.insert(secret.placeholder.value());
  }
  return known;
}

}  // namespace

base::Task<Result<language::Findings>> Validation::check(Source::Format format, std::string text, base::Errand errand) {
  errand.bytes = Source::weight_of(format) * text.size();
  auto checking = pool_.run_budgeted(std::move(errand),
                                     [&](base::Budget& budget) { return find(format, text, {.budget = &budget}); });
  CO_TRY(language::Findings findings, co_await std::move(checking));
  co_return findings;
}

base::Task<Result<language::Findings>> Validation::check_for(store::TeamId team, store::ConnectorId id,
                                                             Source::Format format, std::string text,
                                                             base::Errand errand) {
  auto reading =
      store_.read([team, id = std::move(id)](db::Connection& connection) { return read_known(connection, team, id); });
  CO_TRY(Known known, co_await std::move(reading));
  if (text.empty()) {
    text = std::move(known.configuration);
    format = Source::Format::json;
  }
  errand.bytes = Source::weight_of(format) * text.size();
  auto checking = pool_.run_budgeted(std::move(errand), [&](base::Budget& budget) {
    return find(format, text, {.stored_secrets = &known.stored_secrets, .budget = &budget});
  });
  CO_TRY(language::Findings findings, co_await std::move(checking));
  co_return findings;
}

}  // namespace connectory::service
