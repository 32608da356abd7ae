#include "base/pool.h"

#include <algorithm>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace connectory::base {
namespace {

// An event loop on which the tests wait for a pool, and the names of what was done, in order.
class PoolTest : public testing::Test {
 protected:
  // The work records its name.
  void send(Pool& pool, Errand errand, std::string name) {
    send(pool, std::move(errand), [this, name] {
      note(name);
      return name;
    });
  }
  template <class F>
    requires std::is_class_v<F>
  void send(Pool& pool, Errand errand, F work) {
    boost::asio::co_spawn(loop_, wait_for(pool, std::move(errand), std::move(work)), boost::asio::detached);
    loop_.restart();
    loop_.poll();  // passes it to the pool
  }
  void wait_for_all() {
    loop_.restart();
    while (returned_ < sent_) loop_.run_one();
  }
  void note(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    done_ += name;
  }
  std::string done() {
    const std::scoped_lock lock(mutex_);
    return done_;
  }
  std::size_t refused(PoolRefusal why) {
    wait_for_all();
    return static_cast<std::size_t>(std::ranges::count(refusals_, why));
  }

  // Occupies a thread of the pool until let_go_.
  void hold(Pool& pool, std::int64_t lane, std::string name) {
    send(pool, {.lane = lane}, [this, name] {
      begun_.count_down();
      let_go_.wait();
      note(name);
      return name;
    });
    begun_.wait();
  }

  // Work that ends when it is cancelled.
  auto until_stopped() {
    return [this](const Stops& stops) {
      begun_.count_down();
      while (!stops.is_requested()) std::this_thread::yield();
      note("s");
      return std::string("s");
    };
  }

  std::latch begun_{1};
  std::latch let_go_{1};

 private:
  template <class F>
  Task<void> wait_for(Pool& pool, Errand errand, F work) {
    ++sent_;
    auto running = pool.run(std::move(errand), std::move(work));
    const Result<std::string, PoolRefusal> outcome = co_await std::move(running);
    ++returned_;
    if (!outcome) refusals_.push_back(outcome.error());
  }

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<Executor> keep_{loop_.get_executor()};
  std::size_t sent_ = 0;
  std::size_t returned_ = 0;
  std::vector<PoolRefusal> refusals_;
  std::mutex mutex_;
  std::string done_;
};

TEST_F(PoolTest, LanesTakeTurns) {
  Pool pool(1);
  hold(pool, 9, "x");
  for (const char* name : {"a", "b", "c"}) send(pool, {.lane = 1}, std::string(name));
  send(pool, {.lane = 2}, std::string("d"));
  send(pool, {.lane = 3}, std::string("e"));
  let_go_.count_down();
  wait_for_all();
  EXPECT_EQ(done(), "xadebc");
}

TEST_F(PoolTest, OneLaneNeverHoldsAllThreads) {
  Pool pool(2);
  hold(pool, 1, "a");
  for (int more = 0; more < 5; ++more) send(pool, {.lane = 1}, std::string("b"));
  std::latch other_done(1);
  send(pool, {.lane = 2}, [&] {
    other_done.count_down();
    return std::string("c");
  });
  other_done.wait();  // would wait forever if lane 1 had taken the second thread
  EXPECT_EQ(done(), "");
  let_go_.count_down();
  wait_for_all();
  EXPECT_EQ(done(), "abbbbb");
}

TEST_F(PoolTest, RefusesWhatExceedsALanesQueue) {
  Pool pool(1);
  hold(pool, 1, "x");
  for (std::size_t at = 0; at < limits::pool_jobs_waiting_per_lane_max + 2; ++at)
    send(pool, {.lane = 1}, std::string("a"));
  send(pool, {.lane = 2}, std::string("b"));
  EXPECT_EQ(pool.counters().refused, 2U);
  let_go_.count_down();
  EXPECT_EQ(refused(PoolRefusal::full), 2U);
  EXPECT_EQ(done(), "xb" + std::string(limits::pool_jobs_waiting_per_lane_max, 'a'));
}

TEST_F(PoolTest, RefusesWhatExceedsALanesBytes) {
  Pool pool(1);
  hold(pool, 1, "x");
  constexpr std::size_t most = limits::pool_bytes_waiting_per_lane_max;
  send(pool, {.lane = 1, .bytes = 2 * most}, std::string("a"));  // the first is accepted, however large it is
  send(pool, {.lane = 1, .bytes = 1}, std::string("b"));
  send(pool, {.lane = 2, .bytes = most - 1}, std::string("c"));
  send(pool, {.lane = 2, .bytes = 1}, std::string("d"));
  send(pool, {.lane = 2, .bytes = 1}, std::string("e"));
  let_go_.count_down();
  EXPECT_EQ(refused(PoolRefusal::full), 2U);
  EXPECT_EQ(done(), "xcad");
}

TEST_F(PoolTest, DoesNothingForAClientThatHasLeft) {
  std::stop_source left;
  Pool pool(1);
  hold(pool, 1, "x");
  for (std::size_t at = 0; at < limits::pool_jobs_waiting_per_lane_max; ++at)
    send(pool, {.lane = 1, .bytes = 0, .left = left.get_token()}, std::string("a"));
  left.request_stop();
  send(pool, {.lane = 1}, std::string("b"));  // in the room of those that were abandoned
  let_go_.count_down();
  EXPECT_EQ(refused(PoolRefusal::stopped), limits::pool_jobs_waiting_per_lane_max);
  EXPECT_EQ(done(), "xb");
}

TEST_F(PoolTest, TheBytesOfAClientThatHasLeftMakeRoom) {
  constexpr std::size_t most = limits::pool_bytes_waiting_per_lane_max;
  std::stop_source left;
  Pool pool(1);
  hold(pool, 1, "x");
  send(pool, {.lane = 1, .bytes = 1}, std::string("a"));
  send(pool, {.lane = 1, .bytes = most - 1, .left = left.get_token()}, std::string("b"));
  left.request_stop();
  send(pool, {.lane = 1, .bytes = most - 1}, std::string("c"));
  let_go_.count_down();
  EXPECT_EQ(refused(PoolRefusal::full), 0U);
  EXPECT_EQ(done(), "xac");
}

TEST_F(PoolTest, CallsOffWhatIsUnderWayWhenItsClientHasLeft) {
  std::stop_source left;
  Pool pool(1);
  send(pool, {.lane = 1, .bytes = 0, .left = left.get_token()}, until_stopped());
  send(pool, {.lane = 2}, std::string("a"));
  begun_.wait();
  left.request_stop();
  EXPECT_EQ(refused(PoolRefusal::stopped), 0U);
  EXPECT_EQ(done(), "sa");
}

TEST_F(PoolTest, CallsOffEverythingAtItsEnd) {
  Pool pool(1);
  send(pool, {.lane = 1}, until_stopped());
  send(pool, {.lane = 2}, std::string("a"));
  begun_.wait();
  pool.finish();
  EXPECT_EQ(refused(PoolRefusal::stopped), 1U);
  EXPECT_EQ(done(), "s");
}

TEST_F(PoolTest, TakesNothingAfterItsEnd) {
  Pool pool(1);
  pool.finish();
  send(pool, {}, std::string("a"));
  EXPECT_EQ(refused(PoolRefusal::stopped), 1U);
  EXPECT_EQ(done(), "");
}

TEST_F(PoolTest, WorkWithoutMemoryIsRefused) {
  Pool pool(1);
  send(pool, {}, []() -> std::string { throw std::bad_alloc(); });
  send(pool, {}, std::string("a"));
  EXPECT_EQ(refused(PoolRefusal::out_of_memory), 1U);
  EXPECT_EQ(done(), "a") << "and the next is done";
}

}  // namespace
}  // namespace connectory::base
