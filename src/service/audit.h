#pragma once

// Reads and prunes the audit. The caller has been authorised. The functions in src/store/ write the rows, together with
// the changes themselves.
// Ownership: store and clock outlive it. Threads: list() from any, its task runs on its caller's loop; the rest from
// one.

#include <chrono>

#include "base/clock.h"
#include "base/task.h"
#include "json/writer.h"
#include "service/access.h"
#include "store/audit.h"

namespace connectory::service {

class Audit {
 public:
  // `age_max`: 0 keeps rows forever.
  Audit(store::Store& store, const base::Clock& clock, std::chrono::milliseconds age_max)
      : store_(store), clock_(clock), age_max_(age_max) {}

  base::Task<store::Result<store::AuditPage>> list(TeamId team, store::AuditQuery query);

  // Removes some of the rows that are too old; returns whether there are more. Do not call it on an event loop, because
  // it waits for the store.
  bool prune();
  void set_age_max(std::chrono::milliseconds age_max) { age_max_ = age_max; }

 private:
  store::Store& store_;
  const base::Clock& clock_;
  std::chrono::milliseconds age_max_;
};

// Writes an entry as the API and the command line show it.
void write_audit_entry(json::Writer& writer, const store::AuditEntry& entry);

}  // namespace connectory::service
