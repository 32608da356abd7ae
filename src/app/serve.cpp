#include "app/serve.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/resource.h>

#include <fmt/format.h>
#include <sodium.h>

#include "api/api.h"
#include "app/key_source.h"
#include "app/listen_failure.h"
#include "app/options.h"
#include "app/reload.h"
#include "app/shortages.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/pool.h"
#include "base/processors.h"
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
#include "service/validation.h"
#include "store/connectors.h"
#include "store/log_book.h"

namespace connectory::app {
namespace {

using cli::Exit;
namespace limits = base::limits;

// Secrets are briefly readable in memory, and must not get into a file. The limit is 1 byte, not 0, because 1 also
// keeps the kernel from piping the dump to a program (`|...` in core_pattern; see core(5)).
void forbid_core_dumps() {
  rlimit limit{};
  getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = std::min<rlim_t>(1, limit.rlim_max);
  setrlimit(RLIMIT_CORE, &limit);
}

void watch_figures(base::Metrics& metrics, const store::Store& store, const store::LogBook& book,
                   const api::AnswerCache& cache, const net::Server& server) {
  const auto gauge = [&](const std::string& name, const std::string& help, auto read) {
    metrics.gauge(name, help, [read] { return static_cast<double>(read()); });
  };
  const auto total = [&](const std::string& name, const std::string& help, auto read) {
    metrics.total(name, help, [read] { return static_cast<double>(read()); });
  };
  total("connectory_store_reads_total", "Database reads.", [&] { return store.counters().reads; });
  total("connectory_store_writes_total", "Database writes requested.", [&] { return store.counters().writes; });
  total("connectory_store_commits_total", "Database commits.", [&] { return store.counters().commits; });
  total("connectory_store_failures_total", "Commits that failed.", [&] { return store.counters().failures; });
  gauge("connectory_store_waiting", "Reads and writes waiting for a thread.", [&] { return store.counters().waiting; });
  total("connectory_log_entries_total", "Entries written to connector logs.", [&] { return book.counters().added; });
  total("connectory_log_entries_dropped_total", "Entries dropped because too many were waiting to be written.",
        [&] { return book.counters().dropped; });
  gauge("connectory_log_entries_waiting", "Entries waiting to be written.", [&] { return book.counters().waiting; });
  total("connectory_cache_hits_total", "Answers found in the cache.", [&] { return cache.counters().hits; });
  total("connectory_cache_misses_total", "Answers not found in the cache.", [&] { return cache.counters().misses; });
  gauge("connectory_cache_bytes", "Bytes of cached answers.", [&] { return cache.counters().bytes; });
  const net::ServerCounters& counters = server.counters();
  gauge("connectory_connections_open", "Open connections.", [&counters] { return counters.connections_open.load(); });
  total("connectory_connections_accepted_total", "Connections accepted.",
        [&counters] { return counters.connections_accepted.load(); });
  total("connectory_connections_shed_total", "Connections turned away.",
        [&counters] { return counters.connections_shed.load(); });
  total("connectory_connections_given_up_total", "Idle connections closed to make room for new ones.",
        [&counters] { return counters.connections_given_up.load(); });
  total("connectory_connections_pressed_out_total",
        "Connections closed because their clients were slow and memory scarce.",
        [&counters] { return counters.connections_pressed_out.load(); });
  total("connectory_requests_without_room_total",
        "Requests answered with 503 because too much memory was held for clients.",
        [&counters] { return counters.requests_without_room.load(); });
  total("connectory_requests_without_memory_total", "Requests ended because an allocation failed.",
        [&counters] { return counters.requests_without_memory.load(); });
  gauge("connectory_held_bytes", "Bytes of unread answers and of bodies being received.",
        [&server] { return server.held_bytes(); });
}

// What the main thread maintains while the other threads serve requests.
struct Upkeep {
  net::TlsContext* tls;
  service::Audit& audit;
  service::Identity& identity;
  api::Api& api;
  api::AnswerCache& cache;
  Shortages& shortages;
  base::Log& log;
};

void take_new_certificate(net::TlsContext& tls, base::Log& log) {
  const auto reloaded = tls.reload_if_changed();
  if (!reloaded)
    log.error("the new certificate is invalid; the old one stays in use",
              {{"reason", std::string_view(reloaded.error())}});
  if (reloaded && *reloaded) log.info("certificate reloaded");
}

// The main thread does little: last-used times, certificates, old rows of the audit, and settings.
void wait_for_stop(const Signals& signals, Reloader& reloader, const Upkeep& upkeep) {
  constexpr auto look_interval = std::chrono::seconds(1);
  auto next_flush = std::chrono::steady_clock::now() + limits::last_used_flush_interval;
  auto next_prune = std::chrono::steady_clock::now();
  for (;;) {
    switch (signals.wait(look_interval)) {
      case Signals::Came::nothing: break;
      case Signals::Came::stop: return;
      case Signals::Came::hang_up:
        if (!reloader.can_reload()) return;
        reloader.reload();
        next_prune = next_flush = std::chrono::steady_clock::now();  // prunes with the new age
    }
    const bool had_no_memory = base::look_after_memory();
    if (had_no_memory) upkeep.cache.forget(nullptr);  // the answers can be built again
    upkeep.shortages.look(had_no_memory);
    if (upkeep.tls != nullptr) take_new_certificate(*upkeep.tls, upkeep.log);
    if (std::chrono::steady_clock::now() >= next_prune && !upkeep.audit.prune())
      next_prune = std::chrono::steady_clock::now() + limits::audit_prune_interval;
    if (std::chrono::steady_clock::now() < next_flush) continue;
    next_flush = std::chrono::steady_clock::now() + limits::last_used_flush_interval;
    upkeep.identity.record_last_uses();
    upkeep.api.write_log_summaries();
  }
}

}  // namespace

Exit serve(const Settings& settings, const Signals& signals, const ServeHooks& hooks) {
  base::prepare_memory();
  // Done first: a server that cannot listen must neither create nor upgrade a data folder.
  auto listener = net::Listener::open(*net::parse_endpoint(settings.text("listen")));
  if (!listener) return complain_of(listener.error(), settings.text("listen"));
  const std::filesystem::path folder = settings.text("data");
  if (const Exit exit = cli::check_folder(folder); exit != Exit::ok) return exit;
  if (sodium_init() < 0) return cli::complain(Exit::failure, "cannot start", "libsodium could not be initialised");
  const auto lock = cli::FileLock::take(folder / "server.lock");
  if (!lock)
    return cli::complain(Exit::unavailable, fmt::format("the data folder {} is in use", folder.native()),
                         "another server is running on it",
                         "Stop that server, or choose a different folder with --data.");

  if (settings.text("core-dumps") == "off") forbid_core_dumps();
  auto key_source = make_key_source(settings);
  if (!key_source) return cli::complain(Exit::usage, "the settings are invalid", key_source.error());

  const base::SystemClock clock;
  base::SystemRandom random;
  const auto log = base::make_log(log_level(settings), log_format(settings));

  std::unique_ptr<net::TlsContext> tls;
  if (auto files = tls_files(settings)) {
    auto pair = net::TlsPair::read(*std::move(files));
    if (!pair) return cli::complain(Exit::failure, "cannot serve TLS", pair.error());
    tls = std::make_unique<net::TlsContext>(*std::move(pair));
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
  base::Pool documents(std::max(2U, base::usable_processors()));
  base::Pool answers(2);     // reads, which must not wait for checks
  base::Pool image_pool(1);  // one at a time: an image needs much memory, and JSON should not wait a second for it
  api::AnswerCache cache(cache_bytes(settings));
  service::Identity identity(store, clock, random);
  const service::Check check = &service::check_configuration;
  service::Connectors connectors(store, documents, check);
  service::Validation validation(store, documents);
  service::Versions versions(store, documents, check);
  service::Drafts drafts(store, documents, check);
  service::Secrets secrets(store, **ring, *log);
  service::Transfer transfer(store, image_pool, check, folder);
  store::LogBook log_book(store, clock, *log, log_retention(settings));
  service::Logs logs(store, log_book);
  service::Logos logos(store, image_pool);
  service::Audit audit(store, clock, settings.duration("audit-max-age"));
  store.listen([&](const store::Change* change) {
    cache.forget(change);
    if (change == nullptr || change->kind == store::Change::Kind::identity) identity.forget_all();
  });
  if (hooks.prepare) {
    if (const auto prepared = hooks.prepare(store); !prepared)
      return cli::complain(Exit::failure, "the samples cannot be created", prepared.error());
  }

  api::Api api(api_options(settings), {identity, connectors, validation, versions, drafts, secrets, transfer, logs,
                                       logos, audit, store, cache, documents, answers, metrics, *log, clock, random});
  std::unique_ptr<net::Server> server =
      net::Server::start(server_options(settings), *std::move(listener), tls.get(), api, clock);
  watch_figures(metrics, store, log_book, cache, *server);

  const std::string url = server->url();
  log->info(
      "serving",
      {{"url", std::string_view(url)}, {"version", base::version()}, {"data", std::string_view(folder.native())}});
  if (hooks.announce) hooks.announce(url);

  Reloader reloader(settings, hooks.read_again, {*server, tls.get(), api, log_book, audit, *log});
  Shortages shortages(server->counters(), clock, *log);
  wait_for_stop(signals, reloader, {tls.get(), audit, identity, api, cache, shortages, *log});

  log->info("stopping; a second signal stops at once");
  api.set_ready(false);
  bool is_whole = false;
  {
    const Impatience impatience(signals, [&log] { log->warning("settings not reloaded: the server is stopping"); });
    is_whole = server->drain();
    // No client waits for work that is still in progress. It must end before the event loops do.
    for (base::Pool* pool : {&documents, &answers, &image_pool}) pool->finish();
    identity.record_last_uses();
    api.write_last_log_summaries();
    log_book.finish();
    store.finish();
    server.reset();
  }
  if (!is_whole) log->warning("some connections were cut off at the end of the drain time-out");
  log->info("stopped");
  return Exit::ok;
}

}  // namespace connectory::app
