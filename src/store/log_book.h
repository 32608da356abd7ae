#pragma once

// Records what is done for connectors. add() only pushes an entry into a queue. A thread of the book writes the entries
// to the store in batches, and removes entries that are too old or too many. An entry is in the store within
// limits::log_flush_interval, or as soon as someone waits for flush(). If the store refuses entries (for example, the
// disk is full), they are kept and tried again; if the queue is full, the oldest are dropped and counted. finish()
// writes everything that the store accepts; a killed process loses what it had not written.
// Ownership: app/ makes one; the store and the clock outlive it. Call finish() before that of the store, and before the
// event loops end. Threads: every member from any thread.

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

// The bounds of a log. Entries beyond them are removed after some time; until then, a log may grow by a tenth.
struct LogRetention {
  std::chrono::milliseconds age_max;  // 0: any age
  std::int64_t count_max;             // for each connector; 0: nothing is recorded
};

class LogBook {
 public:
  LogBook(Store& store, const base::Clock& clock, base::Log& log, LogRetention retention);
  ~LogBook() { finish(); }
  LogBook(const LogBook&) = delete;
  LogBook& operator=(const LogBook&) = delete;

  void add(LogEntry entry);
  // Applies from now on. Entries beyond the new bounds are removed soon.
  void set_retention(LogRetention retention);

  // Completes when everything that was added before is in the store. False if the store refuses the entries.
  base::Task<bool> flush();
  bool flush_now();  // for callers without an event loop
  // Writes all waiting entries, and accepts no more.
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
  bool is_filling() const;  // so fast that the thread should not wait for the interval

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
  std::atomic<bool> must_look_at_all_{true};  // any log may be too long: after a start or a new retention

  // ---- guarded by the lock, which is never held during a write ----
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
  bool is_failing_ = false;  // the store refused the last batch
  bool is_finishing_ = false;
  bool has_ended_ = false;  // the thread has ended

  // ---- only used by the thread ----
  std::int64_t dropped_told_ = 0;
  std::unordered_map<ConnectorId, std::int64_t, base::HashId> added_since_prune_;
  std::unordered_set<ConnectorId, base::HashId> perhaps_too_long_;
  std::chrono::steady_clock::time_point next_prune_;
  std::chrono::steady_clock::time_point next_age_prune_;
  std::thread thread_;
};

}  // namespace connectory::store
