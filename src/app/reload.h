#pragma once

// Settings read again while the server runs, at SIGHUP. All are checked first, and one that is wrong leaves everything as it
// is. Those that can change then do, for every request from there on; those that cannot are named, each time, until a restart
// has taken them up. Each change has its line in the log, with both values where they are no secrets.
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

  // `running`: those that the server was started with. `read`: none where settings are read once.
  Reloader(Settings running, Read read, const ReloadParts& parts)
      : running_(std::move(running)), read_(std::move(read)), parts_(parts) {}

  bool can_reload() const { return read_ != nullptr; }
  void reload();

 private:
  void take(const Settings& asked, std::optional<net::TlsPair> pair);
  bool can_change(const SettingChange& change) const;
  void apply();

  Settings running_;  // those that the server works by: of what takes a restart, the values of the start
  Read read_;
  ReloadParts parts_;
};

}  // namespace connectory::app
