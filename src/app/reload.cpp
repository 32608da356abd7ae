#include "app/reload.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/key_source.h"
#include "app/options.h"
#include "base/try.h"

namespace connectory::app {
namespace {

struct Checked {
  Settings settings;
  std::optional<net::TlsPair> pair;
};

// Checks the settings as a start would.
base::Result<Checked, std::string> check(base::Result<Settings, std::string> read) {
  TRY(Settings settings, std::move(read));
  TRY_DO(check_key_source(settings));
  Checked checked{std::move(settings), {}};
  if (auto files = tls_files(checked.settings)) {
    TRY(checked.pair, net::TlsPair::read(*std::move(files)));
  }
  return checked;
}

std::string_view shown(const Setting& setting, const SettingValue& value) {
  if (value.text.empty()) return "none";
  return setting.kind == Setting::Kind::text ? std::string_view("(not shown)") : value.text;
}

}  // namespace

void Reloader::reload() {
  auto checked = check(read_());
  if (checked) return take(checked->settings, std::move(checked->pair));
  parts_.log.error("the reloaded settings are invalid; nothing was changed",
                   {{"reason", std::string_view(checked.error())}});
}

void Reloader::take(const Settings& asked, std::optional<net::TlsPair> pair) {
  const base::Log::Level level_before = log_level(running_);
  std::vector<SettingChange> changed;
  std::vector<SettingChange> waiting;
  for (SettingChange& change : running_.changes_to(asked))
    (can_change(change) ? changed : waiting).push_back(std::move(change));
  for (const SettingChange& change : changed) running_.take(change);
  apply();
  const bool is_new_pair = parts_.tls != nullptr && pair && parts_.tls->take(*std::move(pair));

  // Uses the more verbose of the old and the new level, so that a change of the level does not hide its own log lines.
  base::Log& log = parts_.log;
  log.set_level(std::min(level_before, log_level(running_)));
  for (const auto& [setting, before, now] : changed)
    log.info("setting changed", {{"setting", setting.name},
                                 {"old", shown(setting, before)},
                                 {"new", shown(setting, now)},
                                 {"source", std::string_view(now.source)}});
  for (const auto& [setting, before, now] : waiting)
    log.warning("setting not changed: it needs a restart", {{"setting", setting.name},
                                                            {"running", shown(setting, before)},
                                                            {"asked", shown(setting, now)},
                                                            {"source", std::string_view(now.source)}});
  if (is_new_pair) log.info("certificate reloaded");
  log.info("settings reloaded", {{"changed", static_cast<std::int64_t>(changed.size())},
                                 {"need_restart", static_cast<std::int64_t>(waiting.size())}});
  log.set_level(log_level(running_));
}

bool Reloader::can_change(const SettingChange& change) const {
  // The files can be replaced, but a running port cannot switch between HTTP and HTTPS.
  const bool is_tls = change.setting.name == "tls-certificate" || change.setting.name == "tls-key";
  if (is_tls && change.running.text.empty() != change.asked.text.empty()) return false;
  return change.setting.change == Setting::Change::reload;
}

void Reloader::apply() {
  parts_.server.change(server_options(running_));
  parts_.api.change(api_options(running_));
  parts_.log_book.set_retention(log_retention(running_));
  parts_.audit.set_age_max(running_.duration("audit-max-age"));
}

}  // namespace connectory::app
