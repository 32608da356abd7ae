#include "store/store.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "store/embedded/migrations.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::connector: return "connector";
    case Change::Kind::identity: return "identity";
    case Change::Kind::logo: return "logo";
  }
  std::unreachable();
}

Change::Kind kind_of(std::string_view name) {
  for (const auto kind : {Change::Kind::connector, Change::Kind::logo})
    if (name == name_of(kind)) return kind;
  return Change::Kind::identity;  // also for kinds that a later version may add: dropping too much is safe
}

// Jobs that wait for a thread. The queue is bounded, and is closed once at the end.
template <class Job>
class Queue {
 public:
  explicit Queue(std::size_t jobs_max) : jobs_max_(jobs_max) {}

  enum class Put : std::uint8_t { accepted, full, closed };
  Put put(Job& job) {
    {
      const std::scoped_lock lock(mutex_);
      if (is_closed_) return Put::closed;
      if (jobs_.size() >= jobs_max_) return Put::full;
      jobs_.push_back(std::move(job));
    }
    filled_.notify_one();
    return Put::accepted;
  }

  // At most `count_max` jobs. Returns none only if the queue is closed and empty.
  std::vector<Job> take(std::size_t count_max) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return is_closed_ || !jobs_.empty(); });
    std::vector<Job> taken;
    while (!jobs_.empty() && taken.size() < count_max) {
      taken.push_back(std::move(jobs_.front()));
      jobs_.pop_front();
    }
    return taken;
  }

  void close() {
    {
      const std::scoped_lock lock(mutex_);
      is_closed_ = true;
    }
    filled_.notify_all();
  }

  std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return jobs_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Job> jobs_;
  std::size_t jobs_max_;
  bool is_closed_ = false;
};

class StoreThreads final : public Store {
 public:
  StoreThreads(StoreOptions options, std::unique_ptr<db::Database> database, const base::Clock& clock,
               base::Random& random, base::Log& log)
      : options_(std::move(options)), database_(std::move(database)), clock_(clock), random_(random), log_(log) {}
  ~StoreThreads() override { StoreThreads::finish(); }
  StoreThreads(const StoreThreads&) = delete;
  StoreThreads& operator=(const StoreThreads&) = delete;

  Result<void> start();
  void listen(Listener listener) override;
  Result<void> back_up(const std::filesystem::path& file) override { return from_db(database_->back_up(file)); }
  StoreCounters counters() const override {
    return {reads_, writes_, commits_, failures_, static_cast<std::int64_t>(writing_.size() + reading_.size())};
  }
  bool is_healthy() const override { return is_healthy_; }
  void finish() override;

 protected:
  void enqueue(ReadJob job) override;
  void enqueue(WriteJob job) override;

 private:
  static Result<void> from_db(db::Result<void> outcome) {
    if (!outcome) return std::unexpected(Error(outcome.error()));
    return {};
  }

  void read_loop(db::Connection& connection);
  void write_loop();
  void watch_loop(const std::stop_token& stop);
  void write_group(std::vector<WriteJob>& jobs);
  // Runs the jobs of one transaction; `kept` are the changes of those that succeeded.
  Result<void> run_group(std::vector<WriteJob>& jobs, std::vector<Change>& kept);
  Result<void> leave_notices(const std::vector<Change>& changes);
  Result<void> read_notices();
  void announce(const Change* change) {
    if (listener_) listener_(change);
  }

  StoreOptions options_;
  std::unique_ptr<db::Database> database_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  Listener listener_;

  std::unique_ptr<db::Connection> writer_;
  std::vector<std::unique_ptr<db::Connection>> readers_;
  std::unique_ptr<db::Connection> watcher_;
  std::int64_t last_notice_ = 0;

  Queue<ReadJob> reading_{limits::reads_queued_max};
  Queue<WriteJob> writing_{limits::writes_queued_max};
  std::atomic<std::int64_t> reads_{0};
  std::atomic<std::int64_t> writes_{0};
  std::atomic<std::int64_t> commits_{0};
  std::atomic<std::int64_t> failures_{0};
  std::atomic<bool> is_healthy_{true};
  std::mutex watch_mutex_;
  std::condition_variable_any watch_wake_;
  std::vector<std::jthread> threads_;
  std::jthread watch_thread_;
};

Result<void> StoreThreads::start() {
  TRY(writer_, database_->connect(db::Database::Access::write));
  std::vector<db::Migration> migrations;
  for (const auto& file : embedded::migrations()) migrations.push_back({file.name, file.bytes});
  TRY(const int ran, db::migrate(*writer_, migrations, clock_.wall().unix_ms));
  if (ran > 0) log_.info("database schema brought up to date", {{"migrations", std::int64_t{ran}}});

  for (unsigned i = 0; i < std::max(1U, options_.readers); ++i) {
    TRY(auto reader, database_->connect(db::Database::Access::read));
    readers_.push_back(std::move(reader));
  }
  for (auto& reader : readers_) threads_.emplace_back([this, &reader] { read_loop(*reader); });
  threads_.emplace_back([this] { write_loop(); });

  if (options_.role == StoreOptions::Role::server) {
    TRY(watcher_, database_->connect(db::Database::Access::read));
    TRY_DO(watcher_->query("SELECT COALESCE(MAX(notice_id), 0) FROM change_notices", {},
                           [&](const db::Row& row) { last_notice_ = row.integer(0); }));
  }
  return {};
}

// The watcher starts with the first listener. Before that, no cache holds anything that could be outdated.
void StoreThreads::listen(Listener listener) {
  listener_ = std::move(listener);
  if (watcher_) watch_thread_ = std::jthread([this](const std::stop_token& stop) { watch_loop(stop); });
}

void StoreThreads::finish() {
  if (watch_thread_.joinable()) {
    watch_thread_.request_stop();
    watch_wake_.notify_all();
    watch_thread_.join();
  }
  reading_.close();
  writing_.close();
  threads_.clear();
}

void StoreThreads::enqueue(ReadJob job) {
  const auto put = reading_.put(job);
  if (put == Queue<ReadJob>::Put::accepted) return;
  const Error error = put == Queue<ReadJob>::Put::full
                          ? Error(Error::Code::overloaded, "too many reads wait for the database")
                          : Error(Error::Code::unavailable, "the server is stopping");
  job.run(nullptr, &error);
}

void StoreThreads::enqueue(WriteJob job) {
  const auto put = writing_.put(job);
  if (put == Queue<WriteJob>::Put::accepted) return;
  const Error error = put == Queue<WriteJob>::Put::full
                          ? Error(Error::Code::overloaded, "too many writes wait for the database")
                          : Error(Error::Code::unavailable, "the server is stopping");
  job.answer(&error);
}

void StoreThreads::read_loop(db::Connection& connection) {
  for (;;) {
    std::vector<ReadJob> jobs = reading_.take(1);
    if (jobs.empty()) return;
    ++reads_;
    auto transaction = db::Transaction::begin(connection, db::Transaction::Kind::read);
    if (!transaction) {
      const Error error(transaction.error());
      jobs.front().run(nullptr, &error);
      continue;
    }
    jobs.front().run(&connection, nullptr);
  }
}

void StoreThreads::write_loop() {
  for (;;) {
    std::vector<WriteJob> jobs = writing_.take(limits::writes_per_commit_max);
    if (jobs.empty()) return;
    write_group(jobs);
  }
}

void StoreThreads::write_group(std::vector<WriteJob>& jobs) {
  std::vector<Change> changes;
  const Result<void> outcome = run_group(jobs, changes);
  writes_ += static_cast<std::int64_t>(jobs.size());
  if (outcome) {
    ++commits_;
    is_healthy_ = true;
    for (const Change& change : changes) announce(&change);
    for (WriteJob& job : jobs) job.answer(nullptr);
    return;
  }
  ++failures_;
  is_healthy_ = false;
  log_.error("a database write failed", {{"reason", outcome.error().detail}});
  for (WriteJob& job : jobs) job.answer(&outcome.error());
}

Result<void> StoreThreads::run_group(std::vector<WriteJob>& jobs, std::vector<Change>& kept) {
  TRY(db::Transaction transaction, db::Transaction::begin(*writer_, db::Transaction::Kind::write));
  for (WriteJob& job : jobs) {
    TRY(db::Savepoint savepoint, db::Savepoint::begin(*writer_));
    std::vector<Change> changes;
    Writing writing{*writer_, changes, clock_.wall(), random_};
    const bool is_done = job.run(writing);
    // The work of earlier jobs is lost too, so no job in this group may report success.
    if (!writer_->is_in_transaction())
      return std::unexpected(Error(Error::Code::unavailable, "the database rolled the transaction back"));
    if (!is_done) continue;  // the savepoint rolls it back
    TRY_DO(savepoint.keep());
    kept.insert(kept.end(), changes.begin(), changes.end());
  }
  if (options_.role == StoreOptions::Role::tool) TRY_DO(leave_notices(kept));
  TRY_DO(transaction.commit());
  return {};
}

Result<void> StoreThreads::leave_notices(const std::vector<Change>& changes) {
  for (const Change& change : changes)
    TRY_DO(
        writer_->execute("INSERT INTO change_notices (notice_id, kind, team_id, subject) "
                         "SELECT COALESCE(MAX(notice_id), 0) + 1, ?, ?, ? FROM change_notices",
                         {name_of(change.kind), change.team.value(), std::string_view(change.subject)}));
  TRY_DO(
      writer_->execute("DELETE FROM change_notices WHERE notice_id <= (SELECT MAX(notice_id) FROM change_notices) - ?",
                       {limits::change_notices_kept}));
  return {};
}

void StoreThreads::watch_loop(const std::stop_token& stop) {
  std::int64_t seen_mark = -1;
  while (!stop.stop_requested()) {
    const auto mark = watcher_->change_mark();
    if (mark && *mark != seen_mark) {
      if (const auto read = read_notices(); !read) {
        log_.error("the database's changes could not be read", {{"reason", read.error().detail}});
      } else {
        seen_mark = *mark;
      }
    }
    std::unique_lock lock(watch_mutex_);
    watch_wake_.wait_for(lock, stop, limits::change_poll_interval, [] { return false; });
  }
}

Result<void> StoreThreads::read_notices() {
  bool is_next = true;
  TRY_DO(watcher_->query(
      "SELECT notice_id, kind, team_id, subject FROM change_notices WHERE notice_id > ? ORDER BY notice_id",
      {last_notice_}, [&](const db::Row& row) {
        is_next = is_next && row.integer(0) == last_notice_ + 1;
        last_notice_ = row.integer(0);
        const Change change{kind_of(row.text(1)), TeamId(row.integer(2)), std::string(row.text(3))};
        announce(&change);
      }));
  if (!is_next) announce(nullptr);  // some notices were pruned before they were read
  return {};
}

}  // namespace

Error Error::another_draft(std::string_view connector) {
  return precondition_failed(fmt::format(
      "The draft of connector '{}' has changed in the meantime; read it again and repeat the request with its new ETag.",
      connector));
}

Error Error::outdated(std::string_view connector, std::int64_t base, std::int64_t current) {
  return {
      Code::outdated,
      fmt::format("Version {} of connector '{}' was published in the meantime, and this is based on version {}. Check "
                  "versions/{}/diff/{}, save the draft with base_version {}, and publish again.",
                  current, connector, base, base, current, current)};
}

Error::Error(db::Error error) : code(Code::internal), detail(std::move(error.detail)) {
  switch (error.code) {
    case db::Error::Code::full: code = Code::no_space; break;
    case db::Error::Code::read_only: code = Code::read_only; break;
    case db::Error::Code::busy:
    case db::Error::Code::cannot_open:
    case db::Error::Code::io: code = Code::unavailable; break;
    case db::Error::Code::corrupt:
    case db::Error::Code::newer: code = Code::damaged; break;
    case db::Error::Code::duplicate: code = Code::already_exists; break;
    case db::Error::Code::internal: code = Code::internal; break;
  }
}

Error::Error(crypto::Error error) : code(Code::unavailable), detail(std::move(error.detail)) {
  switch (error.code) {
    case crypto::Error::Code::unknown_key:
    case crypto::Error::Code::missing:
    case crypto::Error::Code::exposed:
    case crypto::Error::Code::unavailable: code = Code::unavailable; break;
    case crypto::Error::Code::not_authentic:
    case crypto::Error::Code::malformed: code = Code::damaged; break;
  }
}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options, const base::Clock& clock, base::Random& random,
                                           base::Log& log) {
  std::error_code failure;
  const bool made = std::filesystem::create_directories(options.folder, failure);
  if (failure)
    return std::unexpected(Error(Error::Code::unavailable, fmt::format("the data folder {} cannot be created: {}",
                                                                       options.folder.native(), failure.message())));
  if (made) std::filesystem::permissions(options.folder, std::filesystem::perms::owner_all, failure);
  TRY(auto database, db::open_sqlite(options.folder / database_file));
  auto store = std::make_unique<StoreThreads>(std::move(options), std::move(database), clock, random, log);
  TRY_DO(store->start());
  return store;
}

}  // namespace connectory::store
