#pragma once

// Where everything that acts for a connector writes down what it did. add() costs one push into a queue; a thread of the
// book's own carries the entries into the store, many at a time, and removes what is too old or too much.
// What was added is in the store within limits::log_flush_interval, or as soon as somebody waits for flush(). Entries that
// the store does not take (a full disk) are kept and tried again; when more wait than may, the oldest are dropped and
// counted. finish() loses nothing that the store takes; a killed process loses what it had not written.
// Ownership: app/ makes one; the store and the clock outlive it; finish() before the store's own, and before the event
// loops end. Threads: every member from any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/task.h"
#include "store/logs.h"
#include "store/store.h"

namespace connectory::store {

// How long a log may be. An entry is removed some time after it may be, and a log may grow by a tenth in between.
struct LogRetention {
  std::chrono::milliseconds age_max;  // 0: any age
  std::int64_t count_max;             // a connector; 0: nothing is written down at all
};

class LogBook {
 public:
  LogBook(Store& store, const base::Clock& clock, base::Log& log, LogRetention retention);
  ~LogBook() { finish(); }
  LogBook(const LogBook&) = delete;
  LogBook& operator=(const LogBook&) = delete;

  void add(LogEntry entry);
  // From here on; what is too old or too much by it goes soon.
  void set_retention(LogRetention retention);

  // Done when all that was added before is in the store; false where the store does not take it.
  base::Task<bool> flush();
  bool flush_now();  // for callers without an event loop
  // Writes what waits and takes no more.
  void finish();

  struct Counters {
    std::int64_t added;
    std::int64_t dropped;
    std::int64_t waiting;
  };
  Counters counters() const;

 private:
  using Waiter = std::move_only_function<void(bool)>;

  void wait_for(Waiter waiter);
  void drop_excess();
  bool is_filling() const;  // fast enough that it cannot wait for its time

  void run();
  void write_waiting();
  void settle(std::vector<LogEntry> batch, bool is_taken, bool is_kept);
  void answer_waiters();
  void note_written(const std::vector<LogEntry>& batch);
  void prune_some();

  Store& store_;
  const base::Clock& clock_;
  base::Log& log_;
  std::atomic<std::chrono::milliseconds> age_max_;
  std::atomic<std::int64_t> count_max_;
  std::atomic<bool> must_look_at_all_{true};  // any log may be too long: at the start, and by another retention

  // ---- under the lock, which is never held over a write ----
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<LogEntry> waiting_;
  std::size_t waiting_bytes_ = 0;
  struct Waiting {
    std::int64_t until;  // how many entries must be settled first
    Waiter answer;
  };
  std::vector<Waiting> waiters_;
  std::int64_t added_ = 0;
  std::int64_t settled_ = 0;  // written or dropped
  std::int64_t dropped_ = 0;
  bool is_failing_ = false;  // the store did not take the last batch
  bool is_finishing_ = false;
  bool has_ended_ = false;  // nobody carries entries any more

  // ---- of the thread alone ----
  std::int64_t dropped_told_ = 0;
  std::unordered_map<ConnectorId, std::int64_t, base::HashId> added_since_prune_;
  std::unordered_set<ConnectorId, base::HashId> perhaps_too_long_;
  std::chrono::steady_clock::time_point next_prune_;
  std::chrono::steady_clock::time_point next_age_prune_;
  std::thread thread_;
};

}  // namespace connectory::store
