#include "app/demo.h"

#include <fmt/format.h>

#include "app/embedded/sample_ads.h"
#include "app/embedded/sample_shop.h"
#include "app/sample_api.h"
#include "app/serve.h"
#include "base/limits.h"
#include "base/try.h"
#include "base/version.h"
#include "service/identity.h"
#include "store/connectors.h"
#include "store/credentials.h"
#include "store/identifiers.h"
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

// The configuration with every URL of a sample API on this machine, whatever its port, replaced by one of `url`.
std::string point_at(std::string_view configuration, std::string_view url) {
  constexpr std::string_view origin = "http://127.0.0.1:";
  std::string pointed;
  for (;;) {
    const std::size_t at = configuration.find(origin);
    if (at == std::string_view::npos) return pointed.append(configuration);
    const std::size_t path_at = configuration.find_first_not_of("0123456789", at + origin.size());
    const std::string_view rest = configuration.substr(std::min(path_at, configuration.size()));
    const bool is_sample = rest.starts_with("/ads/") || rest.starts_with("/shop/");
    pointed.append(configuration, 0, at).append(is_sample ? url : configuration.substr(at, path_at - at));
    configuration = rest;
  }
}

// Creates the sample, or points the existing one to the current URL of the sample API.
store::Result<void> add_sample(store::Writing& writing, store::TeamId team, const Sample& sample,
                               std::string_view sample_url) {
  const store::ConnectorId id{std::string(sample.id)};
  const auto existing = store::get_connector(writing.connection, team, id);
  if (existing) {
    store::ConnectorChange change;
    change.configuration = store::make_configuration(point_at(existing->configuration->json, sample_url));
    change.step.may_compare = true;
    const auto any_revision = [](std::string_view) { return true; };
    return store::update_connector(writing, team, id, change, any_revision, demo_actor);
  }
  TRY_DO(store::release_identifier(writing, id));  // of a deleted connector
  const auto created = store::create_connector(writing,
                                               {team, id, std::string(sample.name), std::string(sample.description),
                                                store::make_configuration(point_at(sample.configuration, sample_url))},
                                               demo_actor);
  // A connector of a different team may have the identifier because of an import.
  if (!created && created.error().code != store::Error::Code::already_exists) return std::unexpected(created.error());
  return {};
}

// Creates the team and samples if they are missing, and a new key, because the text of the old one is not stored.
store::Result<void> prepare(store::Writing& writing, const std::string& key_text, std::string_view sample_url) {
  const store::TeamId team(demo_team);
  if (!store::get_team(writing.connection, team)) TRY_DO(store::create_team(writing, {team, "Demo"}, demo_actor));
  TRY(const auto keys, store::list_keys(writing.connection, team));
  for (const store::Key& key : keys)
    if (key.grant.name == demo_key_name) TRY_DO(store::delete_key(writing, key.id, demo_actor));
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
                           service::hash_credential(key_text), demo_actor));
  const Sample samples[] = {
      {"ADS01", "Sample ads", "Campaign figures of an advertising API.", embedded::sample_ads()},
      {"SHOP1", "Sample shop", "Orders of a web shop's API.", embedded::sample_shop()},
  };
  for (const Sample& sample : samples) TRY_DO(add_sample(writing, team, sample, sample_url));
  return {};
}

// On the port that the samples expect, or on a free port if that one is in use.
base::Result<std::unique_ptr<SampleServer>, std::string> start_sample_api(const base::Clock& clock) {
  const net::Endpoint usual = *net::parse_endpoint(sample_api_listen);
  auto listener = net::Listener::open(usual);
  if (!listener && listener.error().error == net::Listener::Error::address_in_use) {
    auto anywhere = net::Listener::open({usual.address, 0});
    if (anywhere) return std::make_unique<SampleServer>(*std::move(anywhere), clock);
    return std::unexpected(fmt::format("the sample API cannot listen: {}", anywhere.error().detail));
  }
  if (!listener) return std::unexpected(fmt::format("the sample API cannot listen: {}", listener.error().detail));
  return std::make_unique<SampleServer>(*std::move(listener), clock);
}

}  // namespace

cli::Exit demo(const Settings& settings, const Signals& signals) {
  const base::SystemClock clock;
  base::SystemRandom random;
  const std::string key_text = service::new_key_text(random);
  std::unique_ptr<SampleServer> sample_api;  // started by serve(), ends after it
  ServeHooks hooks;
  hooks.prepare = [&](store::Store& store) -> base::Result<void, std::string> {
    TRY(sample_api, start_sample_api(clock));
    const std::string url = sample_api->url();
    const auto prepared = store.write_now([&](store::Writing& writing) { return prepare(writing, key_text, url); });
    if (!prepared) return std::unexpected(prepared.error().detail);
    return {};
  };
  hooks.announce = [&](const std::string& url) {
    fmt::print(
        "Connectory {} is running.\n"
        "  API key    {}    team {}, OWNER\n"
        "  Try        curl -H 'Authorization: Bearer {}' {}/v1/teams/{}/connector_builder/connectors/ADS01\n"
        "  Docs       {}/docs\n"
        "  Sample API {}    what ADS01 and SHOP1 read from\n"
        "Data is in {}; stop with Ctrl-C, start again with the same command.\n",
        base::version(), key_text, demo_team, key_text, url, demo_team, url, sample_api->url(), settings.text("data"));
    std::fflush(stdout);
  };
  return serve(settings, signals, hooks);
}

}  // namespace connectory::app
