#include "base/pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace connectory::base {

class Pool::Threads {
 public:
  explicit Threads(std::size_t count) : running_per_lane_max(std::max<std::size_t>(count, 2) - 1) {
    for (std::size_t at = 0; at < std::max<std::size_t>(count, 1); ++at) threads_.emplace_back([this] { work(); });
  }

  void add(Errand errand, Job job) {
    std::vector<Waiting> abandoned;
    std::optional<PoolRefusal> refusal;
    {
      const std::scoped_lock lock(mutex_);
      if (stop_.stop_requested()) {
        refusal = PoolRefusal::stopped;
      } else {
        if (!has_room(errand)) abandoned = take_abandoned();
        if (has_room(errand)) {
          Lane& lane = lanes_[errand.lane];
          waiting_bytes_ += errand.bytes;
          ++waiting_;
          lane.bytes += errand.bytes;
          lane.waiting.push_back({errand.bytes, std::move(errand.left), std::move(job)});
        } else {
          refusal = PoolRefusal::full;
          ++refused_;
        }
      }
    }
    for (Waiting& each : abandoned) each.job(PoolRefusal::stopped);
    if (refusal) {
      job(refusal);  // NOLINT(bugprone-use-after-move): moved only if it was not refused
    } else {
      something_.notify_one();
    }
  }

  void finish() {
    std::vector<Waiting> abandoned;
    {
      const std::scoped_lock lock(mutex_);
      if (!stop_.request_stop()) return;
      abandoned = take_abandoned();
    }
    something_.notify_all();
    for (Waiting& each : abandoned) each.job(PoolRefusal::stopped);
    for (std::jthread& thread : threads_) thread.join();
  }

  std::stop_token stop_token() const { return stop_.get_token(); }

  Counters counters() const {
    const std::scoped_lock lock(mutex_);
    return {waiting_, running_, refused_};
  }

 private:
  struct Waiting {
    std::size_t bytes;
    std::stop_token left;
    Job job;
  };
  struct Lane {
    std::deque<Waiting> waiting;
    std::size_t bytes = 0;  // of the waiting jobs
    std::size_t running = 0;
  };
  using Lanes = std::map<std::int64_t, Lane>;

  bool has_room(const Errand& errand) const {
    if (waiting_ == limits::pool_jobs_waiting_max ||
        (waiting_ > 0 && waiting_bytes_ + errand.bytes > limits::pool_bytes_waiting_max))
      return false;
    const auto lane = lanes_.find(errand.lane);
    return lane == lanes_.end() || lane->second.waiting.empty() ||
           (lane->second.waiting.size() < limits::pool_jobs_waiting_per_lane_max &&
            lane->second.bytes + errand.bytes <= limits::pool_bytes_waiting_per_lane_max);
  }

  // Waiting jobs whose result is no longer wanted: those whose client has left, or all of them at a stop.
  std::vector<Waiting> take_abandoned() {
    std::vector<Waiting> taken;
    for (auto& [number, lane] : lanes_) {
      std::deque<Waiting> wanted;
      for (Waiting& each : lane.waiting) {
        if (stop_.stop_requested() || each.left.stop_requested()) {
          taken.push_back(take_out(lane, each));
        } else {
          wanted.push_back(std::move(each));
        }
      }
      lane.waiting = std::move(wanted);
    }
    std::erase_if(lanes_, [](const auto& each) { return each.second.waiting.empty() && each.second.running == 0; });
    return taken;
  }

  Waiting take_out(Lane& lane, Waiting& waiting) {
    --waiting_;
    waiting_bytes_ -= waiting.bytes;
    lane.bytes -= waiting.bytes;
    return std::move(waiting);
  }

  // The next lane, after the last one served, that has work and may use another thread.
  Lanes::iterator next_lane() {
    const auto may_run = [this](const auto& each) {
      return !each.second.waiting.empty() && each.second.running < running_per_lane_max;
    };
    const auto after = lanes_.upper_bound(last_served_);
    const auto found = std::find_if(after, lanes_.end(), may_run);
    if (found != lanes_.end()) return found;
    const auto first = std::find_if(lanes_.begin(), after, may_run);
    return first == after ? lanes_.end() : first;
  }

  void work() {
    constexpr int niceness = 5;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), niceness);
    std::unique_lock lock(mutex_);
    for (;;) {
      auto lane = lanes_.end();
      something_.wait(lock, [&] { return (lane = next_lane()) != lanes_.end() || stop_.stop_requested(); });
      if (stop_.stop_requested()) return;
      last_served_ = lane->first;
      Waiting next = take_out(lane->second, lane->second.waiting.front());
      lane->second.waiting.pop_front();
      ++lane->second.running;
      ++running_;
      lock.unlock();
      next.job(next.left.stop_requested() ? std::optional(PoolRefusal::stopped) : std::nullopt);
      next.job = nullptr;  // frees what the job holds before another thread may think that there is room
      lock.lock();
      --running_;
      --lane->second.running;
      const bool has_more = !lane->second.waiting.empty();
      if (!has_more && lane->second.running == 0) lanes_.erase(lane);
      if (has_more) something_.notify_one();  // another thread may serve this lane while this one takes the next
    }
  }

  const std::size_t running_per_lane_max;
  mutable std::mutex mutex_;  // guards all members below except the threads
  std::condition_variable something_;
  Lanes lanes_;
  std::int64_t last_served_ = 0;
  std::size_t waiting_ = 0;
  std::size_t waiting_bytes_ = 0;
  std::size_t running_ = 0;
  std::uint64_t refused_ = 0;
  std::stop_source stop_;
  std::vector<std::jthread> threads_;
};

Pool::Pool(std::size_t threads) : threads_(std::make_unique<Threads>(threads)) {}
Pool::~Pool() { finish(); }

void Pool::add(Errand errand, Job job) { threads_->add(std::move(errand), std::move(job)); }
std::stop_token Pool::stop_token() const { return threads_->stop_token(); }
void Pool::finish() { threads_->finish(); }
Pool::Counters Pool::counters() const { return threads_->counters(); }

}  // namespace connectory::base
