#pragma once

// Reloads the settings at SIGHUP while the server runs. All settings are checked first; if one is invalid, nothing
// changes. Settings that can change at a reload then apply to every new request. Settings that need a restart are
// logged at each reload until the restart. Each change has a line in the log, with both values unless they are secret.
// Ownership: all it refers to outlives it. Threads: one. Errors: lines in the log.

#include <functional>
#include <string>

#include "api/api.h"
#include "app/settings.h"
#include "base/log.h"
#include "net/server.h"
#include "net/tls.h"
#include "service/audit.h"
#include "store/log_book.h"

namespace connectory::app {

struct ReloadParts {
  net::Server& server;
  net::TlsContext* tls;  // null for plain HTTP
  api::Api& api;
  store::LogBook& log_book;
  service::Audit& audit;
  base::Log& log;
};

class Reloader {
 public:
  using Read = std::function<base::Result<Settings, std::string>()>;

  // `running`: the settings at the start. `read`: null if settings are read only once.
  Reloader(Settings running, Read read, const ReloadParts& parts)
      : running_(std::move(running)), read_(std::move(read)), parts_(parts) {}

  bool can_reload() const { return read_ != nullptr; }
  void reload();

 private:
  void take(const Settings& asked, std::optional<net::TlsPair> pair);
  bool can_change(const SettingChange& change) const;
  void apply();

  Settings running_;  // the settings in effect: for those that need a restart, the values of the start
  Read read_;
  ReloadParts parts_;
};

}  // namespace connectory::app
