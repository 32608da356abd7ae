#pragma once

// Reads the logs of connectors, and records in them what is done through the API. The caller has been authorised. A
// read sees everything that this process has logged before.
// Ownership: store and book outlive it. Threads: any; each task runs on its caller's loop.

#include <optional>
#include <string>
#include <vector>

#include "base/task.h"
#include "service/access.h"
#include "store/log_book.h"

namespace connectory::service {

class Logs {
 public:
  Logs(store::Store& store, store::LogBook& book) : store_(store), book_(book) {}

  // Newest first. If a time is given, only entries before it.
  base::Task<store::Result<std::vector<store::LogEntry>>> list(TeamId team, ConnectorId connector,
                                                               std::optional<base::WallTime> before,
                                                               std::int64_t count_max);
  base::Task<store::Result<store::LogEntry>> get(TeamId team, ConnectorId connector, std::string log_id);

  void add(store::LogEntry entry) { book_.add(std::move(entry)); }

 private:
  store::Store& store_;
  store::LogBook& book_;
};

// Whether a text is a UUID (RFC 9562, section 4): the only request ids that a list of logs may show.
bool is_uuid(std::string_view text);

}  // namespace connectory::service
