#include "app/demo.h"

#include <fmt/format.h>

#include "app/embedded/sample_ads.h"
#include "app/embedded/sample_shop.h"
#include "app/serve.h"
#include "base/limits.h"
#include "base/try.h"
#include "base/version.h"
#include "crypto/hash.h"
#include "service/identity.h"
#include "store/connectors.h"
#include "store/credentials.h"
#include "store/teams.h"

namespace connectory::app {
namespace {

constexpr std::int64_t demo_team = 42;
constexpr std::string_view demo_key_name = "demo";
const store::Actor demo_actor{"demo", ""};

struct Sample {
  std::string_view id;
  std::string_view name;
  std::string_view description;
  std::string_view configuration;
};

store::Result<void> add_sample(store::Writing& writing, store::TeamId team, const Sample& sample) {
  const store::ConnectorId id{std::string(sample.id)};
  const auto existing = store::get_connector(writing.connection, team, id);
  if (existing) return {};
  const auto created = store::create_connector(
      writing, {team, id, std::string(sample.name), std::string(sample.description), std::string(sample.configuration)},
      demo_actor);
  // One that the user has deleted stays deleted: its identifier is used up.
  if (!created && created.error().code != store::Error::Code::already_exists) return std::unexpected(created.error());
  return {};
}

// The team and samples where they are missing, and a new key: the old one's text is kept nowhere.
store::Result<void> prepare(store::Writing& writing, const std::string& key_text) {
  const store::TeamId team(demo_team);
  if (!store::get_team(writing.connection, team)) TRY_DO(store::create_team(writing, {team, "Demo"}));
  TRY(const auto keys, store::list_keys(writing.connection, team));
  for (const store::Key& key : keys)
    if (key.grant.name == demo_key_name) TRY_DO(store::delete_key(writing, key.id));
  TRY_DO(store::create_key(writing,
                           {.team = team,
                            .name = std::string(demo_key_name),
                            .role = "OWNER",
                            .scopes = {},
                            .rate_per_hour = base::limits::rate_per_hour_default,
                            .allowed_ips = {},
                            .is_enabled = true,
                            .created_at = writing.now,
                            .expires_at = {},
                            .last_used_at = {}},
                           crypto::sha256_hex(key_text)));
  TRY_DO(add_sample(writing, team,
                    {"ADS01", "Sample ads", "Campaign figures of an advertising API.", embedded::sample_ads()}));
  TRY_DO(add_sample(writing, team, {"SHOP1", "Sample shop", "Orders of a web shop's API.", embedded::sample_shop()}));
  return {};
}

}  // namespace

cli::Exit demo(const Settings& settings) {
  base::SystemRandom random;
  const std::string key_text = service::new_key_text(random);
  ServeHooks hooks;
  hooks.prepare = [&](store::Store& store) {
    return store.write_now([&](store::Writing& writing) { return prepare(writing, key_text); });
  };
  hooks.announce = [&](const std::string& url) {
    fmt::print(
        "Connectory {} is running.\n"
        "  API key    {}    team {}, OWNER\n"
        "  Try        curl -H 'Authorization: Bearer {}' {}/v1/teams/{}/connector_builder/connectors/ADS01\n"
        "  Docs       {}/docs\n"
        "Data is in {}; stop with Ctrl-C, start again with the same command.\n",
        base::version(), key_text, demo_team, key_text, url, demo_team, url, settings.text("data"));
    std::fflush(stdout);
  };
  return serve(settings, hooks);
}

}  // namespace connectory::app
