#include "app/serve.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>
#include <sodium.h>

#include "api/api.h"
#include "app/key_source.h"
#include "app/listen_failure.h"
#include "app/signals.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/version.h"
#include "cli/file_lock.h"
#include "net/server.h"
#include "net/tls.h"
#include "service/audit.h"
#include "service/connectors.h"
#include "service/identity.h"
#include "service/logos.h"
#include "service/logs.h"
#include "service/master_keys.h"
#include "service/secrets.h"
#include "store/connectors.h"
#include "store/log_book.h"

namespace connectory::app {
namespace {

using cli::Exit;
namespace limits = base::limits;

// As many descriptors as the system lets us have: connections are one each.
std::int64_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur == RLIM_INFINITY ? INT64_MAX : static_cast<std::int64_t>(limit.rlim_cur);
}

// What is secret is readable in memory for moments; it shall not come to lie in a file.
void forbid_core_dumps() {
  rlimit limit{};
  getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = 0;
  setrlimit(RLIMIT_CORE, &limit);
}

base::Log::Level log_level(const std::string& name) {
  if (name == "debug") return base::Log::Level::debug;
  if (name == "warning") return base::Log::Level::warning;
  if (name == "error") return base::Log::Level::error;
  return base::Log::Level::info;
}

base::Log::Format log_format(const std::string& name) {
  const bool is_text = name == "text" || (name == "auto" && ::isatty(STDERR_FILENO) == 1);
  return is_text ? base::Log::Format::text : base::Log::Format::json;
}

api::ApiOptions api_options(const Settings& settings) {
  api::ApiOptions options;
  options.public_url = settings.text("public-url");
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  options.auth_failures_per_hour = settings.number("auth-failures-per-hour");
  options.body_bytes_max = static_cast<std::size_t>(settings.number("body-bytes-max"));
  for (const std::string& range : settings.list("trusted-proxies"))
    options.trusted_proxies.push_back(*net::AddressRange::parse(range));
  const std::string& access_log = settings.text("access-log");
  options.access_log = access_log == "all"   ? api::ApiOptions::AccessLog::all
                       : access_log == "off" ? api::ApiOptions::AccessLog::off
                                             : api::ApiOptions::AccessLog::errors;
  return options;
}

net::ServerOptions server_options(const Settings& settings) {
  // Some descriptors are for the database, the log and the listener.
  constexpr std::int64_t descriptors_kept = 64;
  const std::int64_t descriptors = raise_descriptor_limit();
  net::ServerOptions options;
  const auto workers = static_cast<unsigned>(settings.number("workers"));
  options.workers = workers == 0 ? std::max(1U, std::thread::hardware_concurrency()) : workers;
  options.connections_max = static_cast<std::size_t>(
      std::max<std::int64_t>(1, std::min(settings.number("connections-max"), descriptors - descriptors_kept)));
  options.head_timeout = settings.duration("head-timeout");
  options.body_timeout = settings.duration("body-timeout");
  options.write_timeout = settings.duration("write-timeout");
  options.idle_timeout = settings.duration("idle-timeout");
  options.drain_timeout = settings.duration("drain-timeout");
  return options;
}

void watch_figures(base::Metrics& metrics, const store::Store& store, const store::LogBook& book,
                   const api::AnswerCache& cache, const net::Server& server) {
  const auto gauge = [&](const std::string& name, const std::string& help, auto read) {
    metrics.gauge(name, help, [read] { return static_cast<double>(read()); });
  };
  const auto total = [&](const std::string& name, const std::string& help, auto read) {
    metrics.total(name, help, [read] { return static_cast<double>(read()); });
  };
  total("connectory_store_reads_total", "Reads of the database.", [&] { return store.counters().reads; });
  total("connectory_store_writes_total", "Writes asked of the database.", [&] { return store.counters().writes; });
  total("connectory_store_commits_total", "Commits of the database.", [&] { return store.counters().commits; });
  total("connectory_store_failures_total", "Commits that failed.", [&] { return store.counters().failures; });
  gauge("connectory_store_waiting", "Reads and writes that wait for a thread.",
        [&] { return store.counters().waiting; });
  total("connectory_log_entries_total", "Entries written into connectors' logs.",
        [&] { return book.counters().added; });
  total("connectory_log_entries_dropped_total", "Entries that were not kept, since too many waited to be written.",
        [&] { return book.counters().dropped; });
  gauge("connectory_log_entries_waiting", "Entries that wait to be written.", [&] { return book.counters().waiting; });
  total("connectory_cache_hits_total", "Answers found ready.", [&] { return cache.counters().hits; });
  total("connectory_cache_misses_total", "Answers that had to be made.", [&] { return cache.counters().misses; });
  gauge("connectory_cache_bytes", "Bytes of answers kept ready.", [&] { return cache.counters().bytes; });
  const net::ServerCounters& counters = server.counters();
  gauge("connectory_connections_open", "Connections open.", [&counters] { return counters.connections_open.load(); });
  total("connectory_connections_accepted_total", "Connections taken.",
        [&counters] { return counters.connections_accepted.load(); });
  total("connectory_connections_shed_total", "Connections turned away.",
        [&counters] { return counters.connections_shed.load(); });
}

}  // namespace

Exit serve(const Settings& settings, const ServeHooks& hooks) {
  const StopSignals signals;
  // First of all: a server that cannot be reached must not have made a data folder, or brought one up to date.
  auto listener = net::Listener::open(*net::parse_endpoint(settings.text("listen")));
  if (!listener) return complain_of(listener.error(), settings.text("listen"));
  const net::Endpoint endpoint = listener->endpoint();
  const std::filesystem::path folder = settings.text("data");
  if (const Exit exit = cli::check_folder(folder); exit != Exit::ok) return exit;
  if (sodium_init() < 0) return cli::complain(Exit::failure, "cannot start", "libsodium did not initialise");
  const auto lock = cli::FileLock::take(folder / "server.lock");
  if (!lock)
    return cli::complain(Exit::unavailable, fmt::format("the data folder {} is in use", folder.native()),
                         "another server runs on it", "Stop that one, or give another folder with --data.");

  if (settings.text("core-dumps") == "off") forbid_core_dumps();
  auto key_source = make_key_source(settings);
  if (!key_source) return cli::complain(Exit::usage, "the settings are not right", key_source.error());

  const base::SystemClock clock;
  base::SystemRandom random;
  const auto log = base::make_log(log_level(settings.text("log-level")), log_format(settings.text("log-format")));

  std::unique_ptr<net::TlsContext> tls;
  if (!settings.text("tls-certificate").empty()) {
    auto loaded = net::TlsContext::load({settings.text("tls-certificate"), settings.text("tls-key")});
    if (!loaded) return cli::complain(Exit::failure, "TLS cannot be served", loaded.error());
    tls = *std::move(loaded);
  }

  auto opened =
      store::Store::open({folder, store::StoreOptions::Role::server, static_cast<unsigned>(settings.number("readers"))},
                         clock, random, *log);
  if (!opened)
    return cli::complain(Exit::unavailable, fmt::format("the database in {} cannot be used", folder.native()),
                         opened.error().detail);
  store::Store& store = **opened;
  const auto ring =
      service::open_key_ring({store, clock, random, *log}, *std::move(key_source), service::KeyUse::serving);
  if (!ring)
    return cli::complain(Exit::misconfigured, "the secrets cannot be opened", ring.error().why,
                         ring.error().what_to_do);

  base::Metrics metrics;
  base::Pool pool(1);
  base::Pool image_pool(1);  // one at a time: each takes much memory, and a second, which no JSON should wait for
  api::AnswerCache cache(static_cast<std::size_t>(settings.number("cache-mib")) * 1024 * 1024);
  service::Identity identity(store, clock, random);
  const service::Check check = &service::check_configuration;
  service::Connectors connectors(store, pool, check);
  service::Versions versions(store, pool, check);
  service::Drafts drafts(store, pool, check);
  service::Secrets secrets(store, **ring, *log);
  service::Transfer transfer(store, image_pool, check);
  store::LogBook log_book(store, clock, *log, {settings.duration("logs-max-age"), settings.number("logs-max-count")});
  service::Logs logs(store, log_book);
  service::Logos logos(store, image_pool);
  service::Audit audit(store, clock, settings.duration("audit-max-age"));
  store.listen([&](const store::Change* change) {
    cache.forget(change);
    if (change == nullptr || change->kind == store::Change::Kind::identity) identity.forget_all();
  });
  if (hooks.prepare) {
    if (const auto prepared = hooks.prepare(store); !prepared)
      return cli::complain(Exit::failure, "the samples cannot be made", prepared.error());
  }

  api::Api api(api_options(settings), {identity, connectors, versions, drafts, secrets, transfer, logs, logos, audit,
                                       store, cache, pool, metrics, *log, clock, random});
  std::unique_ptr<net::Server> server =
      net::Server::start(server_options(settings), *std::move(listener), tls.get(), api, clock);
  watch_figures(metrics, store, log_book, cache, *server);

  const std::string url = server->url();
  log->info(
      "serving",
      {{"url", std::string_view(url)}, {"version", base::version()}, {"data", std::string_view(folder.native())}});
  if (settings.text("public-url").empty() && endpoint.address.is_unspecified())
    log->warning("public-url is not set: the URLs of logos lead other machines nowhere",
                 {{"they_begin_with", std::string_view(url)}});
  if (hooks.announce) hooks.announce(url);

  // The main thread has little to do: last-used times, certificates, old rows of the audit, and waiting for the end.
  constexpr auto look_interval = std::chrono::seconds(1);
  auto next_flush = std::chrono::steady_clock::now() + limits::last_used_flush_interval;
  auto next_prune = std::chrono::steady_clock::now();
  while (!signals.wait(look_interval)) {
    if (tls) {
      const auto reloaded = tls->reload_if_changed();
      if (!reloaded)
        log->error("the new certificate is not taken; the old one stays",
                   {{"reason", std::string_view(reloaded.error())}});
      if (reloaded && *reloaded) log->info("certificate read again");
    }
    if (std::chrono::steady_clock::now() >= next_prune && !audit.prune())
      next_prune = std::chrono::steady_clock::now() + limits::audit_prune_interval;
    if (std::chrono::steady_clock::now() < next_flush) continue;
    next_flush += limits::last_used_flush_interval;
    identity.record_last_uses();
  }

  log->info("stopping; a second signal stops at once");
  api.set_ready(false);
  bool is_whole = false;
  {
    const Impatience impatience(signals);
    is_whole = server->drain();
    identity.record_last_uses();
    log_book.finish();
    store.finish();
    server.reset();
  }
  if (!is_whole) log->warning("some connections were cut off at the end of the drain time-out");
  log->info("stopped");
  return Exit::ok;
}

}  // namespace connectory::app
