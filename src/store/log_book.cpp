#include "store/log_book.h"

#include <algorithm>
#include <iterator>

#include "base/limits.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;
using SteadyTime = std::chrono::steady_clock;

std::size_t bytes_of(const LogEntry& entry) {
  const auto bytes = [](const std::optional<std::string>& text) { return text ? text->size() : 0; };
  return sizeof(LogEntry) + entry.connector.value().size() + bytes(entry.event) + bytes(entry.request) +
         bytes(entry.request_id) + entry.detail.size();
}

// Whether the store may accept the same entries later.
bool is_passing(Error::Code code) {
  switch (code) {
    case Error::Code::overloaded:
    case Error::Code::no_space:
    case Error::Code::read_only:
    case Error::Code::unavailable: return true;
    case Error::Code::not_found:
    case Error::Code::already_exists:
    case Error::Code::precondition_failed:
    case Error::Code::outdated:
    case Error::Code::no_such_version:
    case Error::Code::limit_reached:
    case Error::Code::undecided:
    case Error::Code::damaged:
    case Error::Code::internal: return false;
  }
  std::unreachable();
}

}  // namespace

LogBook::LogBook(Store& store, const base::Clock& clock, base::Log& log, LogRetention retention)
    : store_(store), clock_(clock), log_(log), age_max_(retention.age_max), count_max_(retention.count_max),
      next_prune_(SteadyTime::now()) {
  thread_ = std::thread([this] { run(); });
}

void LogBook::set_retention(LogRetention retention) {
  if (age_max_.load() == retention.age_max && count_max_ == retention.count_max) return;
  age_max_ = retention.age_max;
  count_max_ = retention.count_max;
  {
    const std::scoped_lock lock(mutex_);  // so that the thread is either notified, or has not checked yet
    must_look_at_all_ = true;
  }
  wake_.notify_one();
}

void LogBook::add(LogEntry entry) {
  if (count_max_ == 0) return;
  bool is_noteworthy = false;
  {
    const std::scoped_lock lock(mutex_);
    ++added_;
    const bool was_filling = is_filling();
    waiting_bytes_ += bytes_of(entry);
    waiting_.push_back(std::move(entry));
    drop_excess();
    is_noteworthy = waiting_.size() == 1 || is_filling() != was_filling;
  }
  if (is_noteworthy) wake_.notify_one();  // the thread collects all others without a notification
}

void LogBook::drop_excess() {
  const auto is_too_much = [&] {
    return waiting_.size() > limits::log_entries_queued_max || waiting_bytes_ > limits::log_bytes_queued_max ||
           has_ended_;
  };
  while (!waiting_.empty() && is_too_much()) {
    waiting_bytes_ -= bytes_of(waiting_.front());
    waiting_.pop_front();
    ++dropped_;
    ++settled_;
  }
}

bool LogBook::is_filling() const {
  return waiting_.size() >= limits::log_entries_queued_max / 2 || waiting_bytes_ >= limits::log_bytes_queued_max / 2;
}

base::Task<bool> LogBook::flush() {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<base::Executor>, void(bool)>(
      [this](auto handler) { wait_for(resume_on_loop<bool>(std::move(handler))); }, base::use_task);
}

bool LogBook::flush_now() {
  std::atomic<int> outcome = -1;
  wait_for([&outcome](bool is_written) {
    outcome = is_written ? 1 : 0;
    outcome.notify_one();
  });
  outcome.wait(-1);
  return outcome == 1;
}

void LogBook::wait_for(Waiter waiter) {
  {
    const std::scoped_lock lock(mutex_);
    if (settled_ < added_ && !has_ended_) {
      waiters_.push_back({added_, std::move(waiter)});
      wake_.notify_one();
      return;
    }
  }
  waiter(true);
}

void LogBook::finish() {
  {
    const std::scoped_lock lock(mutex_);
    is_finishing_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

LogBook::Counters LogBook::counters() const {
  const std::scoped_lock lock(mutex_);
  return {added_, dropped_, added_ - settled_};
}

void LogBook::run() {
  for (;;) {
    bool is_ending = false;
    {
      std::unique_lock lock(mutex_);
      const auto is_urgent = [&] { return is_finishing_ || !waiters_.empty() || (is_filling() && !is_failing_); };
      wake_.wait_until(lock, next_prune_, [&] { return is_urgent() || !waiting_.empty() || must_look_at_all_; });
      // Waits a little for entries that arrive together, and much longer if the store has just refused entries.
      const auto gathering = is_failing_ ? limits::log_retry_interval : limits::log_flush_interval;
      if (!waiting_.empty()) wake_.wait_for(lock, gathering, is_urgent);
      is_ending = is_finishing_;
    }
    write_waiting();
    if (is_ending) break;
    if (must_look_at_all_ || SteadyTime::now() >= next_prune_) prune_some();
  }
  {
    const std::scoped_lock lock(mutex_);
    has_ended_ = true;
    drop_excess();
  }
  answer_waiters();
}

// Writes only the entries that wait now. Entries that arrive meanwhile are written next time.
void LogBook::write_waiting() {
  std::int64_t until = 0;
  {
    const std::scoped_lock lock(mutex_);
    until = added_;
  }
  for (;;) {
    std::vector<LogEntry> batch;
    {
      const std::scoped_lock lock(mutex_);
      const std::size_t count = settled_ < until ? std::min(waiting_.size(), limits::log_entries_per_write) : 0;
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
      for (const LogEntry& entry : batch) waiting_bytes_ -= bytes_of(entry);
    }
    if (batch.empty()) break;
    const Result<void> outcome = store_.write_now([&batch](Writing& writing) { return append_logs(writing, batch); });
    const bool is_taken = outcome.has_value();
    if (is_taken) note_written(batch);
    if (!is_taken && !is_failing_)  // only this thread writes it, so it may read it without the lock
      log_.error("log entries were not written", {{"reason", std::string_view(outcome.error().detail)}});
    const bool is_kept = !is_taken && is_passing(outcome.error().code);
    settle(std::move(batch), is_taken, is_kept);
    if (is_kept) break;
  }
  answer_waiters();
}

void LogBook::settle(std::vector<LogEntry> batch, bool is_taken, bool is_kept) {
  const std::scoped_lock lock(mutex_);
  is_failing_ = !is_taken;
  if (!is_kept) {
    settled_ += std::ssize(batch);
    if (!is_taken) dropped_ += std::ssize(batch);
    return;
  }
  for (const LogEntry& entry : batch) waiting_bytes_ += bytes_of(entry);
  waiting_.insert(waiting_.begin(), std::move_iterator(batch.begin()), std::move_iterator(batch.end()));
  drop_excess();
}

// Answers those whose entries are written, or all of them if the store accepts nothing now.
void LogBook::answer_waiters() {
  std::vector<std::pair<Waiter, bool>> answered;
  std::int64_t dropped = 0;
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(waiters_, [&](Waiting& one) {
      const bool is_written = one.until <= settled_;
      const bool is_answered = is_written || is_failing_;
      if (is_answered) answered.emplace_back(std::move(one.answer), is_written);
      return is_answered;
    });
    dropped = dropped_;
  }
  for (auto& [answer, is_written] : answered) answer(is_written);
  if (dropped > dropped_told_) log_.warning("log entries were dropped", {{"count", dropped - dropped_told_}});
  dropped_told_ = dropped;
}

// A log is checked each time this process has made it grow by a tenth.
void LogBook::note_written(const std::vector<LogEntry>& batch) {
  if (added_since_prune_.size() > limits::logs_watched_max) added_since_prune_.clear();
  const std::int64_t tenth = std::max<std::int64_t>(1, count_max_ / 10);
  for (const LogEntry& entry : batch) {
    std::int64_t& added = added_since_prune_[entry.connector];
    if (++added < tenth) continue;
    added = 0;
    perhaps_too_long_.insert(entry.connector);
    next_prune_ = SteadyTime::now();
  }
}

// At most one removal of each kind, so that entries do not wait long. If there may be more, the next one is due at
// once.
void LogBook::prune_some() {
  constexpr std::int64_t count_max = limits::log_entries_removed_per_write;
  // Read after the flag, which is set last: if the flag is set, the new retention is visible.
  const bool must_look_at_all = must_look_at_all_.exchange(false);
  const std::int64_t kept_max = count_max_;
  const std::chrono::milliseconds age_max = age_max_;
  if (must_look_at_all) {
    const auto found =
        store_.read_now([&](db::Connection& connection) { return find_logs_longer_than(connection, kept_max); });
    if (found) perhaps_too_long_.insert(found->begin(), found->end());
    next_age_prune_ = SteadyTime::now();
  }
  bool has_failed = false;  // the reason is already in the store's log
  if (!perhaps_too_long_.empty()) {
    const ConnectorId connector = *perhaps_too_long_.begin();
    const auto removed =
        store_.write_now([&](Writing& writing) { return prune_log_to(writing, connector, kept_max, count_max); });
    has_failed = !removed;
    if (removed && *removed < count_max) perhaps_too_long_.erase(connector);
  }
  if (age_max.count() > 0 && SteadyTime::now() >= next_age_prune_) {
    const base::WallTime oldest{clock_.wall().unix_ms - age_max.count()};
    const auto removed =
        store_.write_now([&](Writing& writing) { return prune_logs_before(writing, oldest, count_max); });
    if (!removed || *removed < count_max) next_age_prune_ = SteadyTime::now() + limits::log_prune_interval;
  }
  next_prune_ = SteadyTime::now() + limits::log_prune_interval;
  if (age_max.count() > 0) next_prune_ = std::min(next_prune_, next_age_prune_);
  if (!perhaps_too_long_.empty() && !has_failed) next_prune_ = SteadyTime::now();
}

}  // namespace connectory::store
