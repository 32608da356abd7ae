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

// One event loop on which the tests wait for a pool, and the names of what was done, in that order.
class PoolTest : public testing::Test {
 protected:
  // The work notes its name.
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
    loop_.poll();  // hands it to the pool
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

  // Work that holds its thread until it is let go.
  auto held(std::latch& begun, std::latch& let_go, std::string name) {
    return [this, &begun, &let_go, name] {
      begun.count_down();
      let_go.wait();
      note(name);
      return name;
    };
  }

  // Work that ends when it is called off.
  auto until_stopped(std::latch& begun) {
    return [this, &begun](const Stops& stops) {
      begun.count_down();
      while (!stops.is_requested()) std::this_thread::yield();
      note("s");
      return std::string("s");
    };
  }

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
  std::latch begun(1);
  std::latch let_go(1);
  Pool pool(1);
  send(pool, {.lane = 9}, held(begun, let_go, "x"));
  begun.wait();
  for (const char* name : {"a", "b", "c"}) send(pool, {.lane = 1}, std::string(name));
  send(pool, {.lane = 2}, std::string("d"));
  send(pool, {.lane = 3}, std::string("e"));
  let_go.count_down();
  wait_for_all();
  EXPECT_EQ(done(), "xadebc");
}

TEST_F(PoolTest, OneLaneNeverHoldsAllThreads) {
  std::latch begun(1);
  std::latch let_go(1);
  Pool pool(2);
  send(pool, {.lane = 1}, held(begun, let_go, "a"));
  for (int more = 0; more < 5; ++more) send(pool, {.lane = 1}, std::string("b"));
  begun.wait();
  std::latch other_done(1);
  send(pool, {.lane = 2}, [&] {
    other_done.count_down();
    return std::string("c");
  });
  other_done.wait();  // for ever, if lane 1 had taken the second thread
  EXPECT_EQ(done(), "");
  let_go.count_down();
  wait_for_all();
  EXPECT_EQ(done(), "abbbbb");
}

TEST_F(PoolTest, RefusesWhatExceedsALanesQueue) {
  std::latch begun(1);
  std::latch let_go(1);
  Pool pool(1);
  send(pool, {.lane = 1}, held(begun, let_go, "x"));
  begun.wait();
  for (std::size_t at = 0; at < limits::pool_jobs_waiting_per_lane_max + 2; ++at)
    send(pool, {.lane = 1}, std::string("a"));
  send(pool, {.lane = 2}, std::string("b"));
  EXPECT_EQ(pool.counters().refused, 2U);
  let_go.count_down();
  EXPECT_EQ(refused(PoolRefusal::full), 2U);
  EXPECT_EQ(done(), "xb" + std::string(limits::pool_jobs_waiting_per_lane_max, 'a'));
}

TEST_F(PoolTest, RefusesWhatExceedsALanesBytes) {
  std::latch begun(1);
  std::latch let_go(1);
  Pool pool(1);
  send(pool, {.lane = 1}, held(begun, let_go, "x"));
  begun.wait();
  constexpr std::size_t most = limits::pool_bytes_waiting_per_lane_max;
  send(pool, {.lane = 1, .bytes = 2 * most}, std::string("a"));  // the first is taken, however large
  send(pool, {.lane = 1, .bytes = 1}, std::string("b"));
  send(pool, {.lane = 2, .bytes = most - 1}, std::string("c"));
  send(pool, {.lane = 2, .bytes = 1}, std::string("d"));
  send(pool, {.lane = 2, .bytes = 1}, std::string("e"));
  let_go.count_down();
  EXPECT_EQ(refused(PoolRefusal::full), 2U);
  EXPECT_EQ(done(), "xcad");
}

TEST_F(PoolTest, DoesNothingForAClientThatHasLeft) {
  std::latch begun(1);
  std::latch let_go(1);
  std::stop_source left;
  Pool pool(1);
  send(pool, {.lane = 1}, held(begun, let_go, "x"));
  begun.wait();
  for (std::size_t at = 0; at < limits::pool_jobs_waiting_per_lane_max; ++at)
    send(pool, {.lane = 1, .bytes = 0, .left = left.get_token()}, std::string("a"));
  left.request_stop();
  send(pool, {.lane = 1}, std::string("b"));  // in the room of those that were given up
  let_go.count_down();
  EXPECT_EQ(refused(PoolRefusal::stopped), limits::pool_jobs_waiting_per_lane_max);
  EXPECT_EQ(done(), "xb");
}

TEST_F(PoolTest, CallsOffWhatIsUnderWayWhenItsClientHasLeft) {
  std::latch begun(1);
  std::stop_source left;
  Pool pool(1);
  send(pool, {.lane = 1, .bytes = 0, .left = left.get_token()}, until_stopped(begun));
  send(pool, {.lane = 2}, std::string("a"));
  begun.wait();
  left.request_stop();
  EXPECT_EQ(refused(PoolRefusal::stopped), 0U);
  EXPECT_EQ(done(), "sa");
}

TEST_F(PoolTest, CallsOffEverythingAtItsEnd) {
  std::latch begun(1);
  Pool pool(1);
  send(pool, {.lane = 1}, until_stopped(begun));
  send(pool, {.lane = 2}, std::string("a"));
  begun.wait();
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
