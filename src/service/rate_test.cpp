#include "service/rate.h"

#include <rapidcheck.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace connectory::service {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t start = 1'000 * second;

TEST(Bucket, GivesAnHoursWorthAtOnceThenWaits) {
  Bucket bucket(3);
  for (const std::int64_t left : {2, 1, 0}) {
    const auto taken = bucket.take(start);
    EXPECT_TRUE(taken.is_allowed);
    EXPECT_EQ(taken.remaining, left);
  }
  const auto refused = bucket.take(start);
  EXPECT_FALSE(refused.is_allowed);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.retry_after_s, 1200);
  EXPECT_FALSE(bucket.take(start + 1199 * second).is_allowed);
  EXPECT_TRUE(bucket.take(start + 1200 * second).is_allowed);
  EXPECT_FALSE(bucket.take(start + 1200 * second).is_allowed);
  EXPECT_TRUE(bucket.is_full(start + 10'000 * second));
}

TEST(Bucket, NeverGivesMoreThanItsRate) {
  const bool holds = rc::check("at most the burst and the refill", [] {
    const auto per_hour = *rc::gen::inRange<std::int64_t>(1, 10'000);
    const auto gaps = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 60 * second));
    Bucket bucket(per_hour);
    std::int64_t now = start;
    std::int64_t given = 0;
    for (const std::int64_t gap : gaps) {
      now += gap;
      for (int i = 0; i < 50; ++i) given += bucket.take(now).is_allowed ? 1 : 0;
    }
    const std::int64_t refilled = (now - start) / (3600 * second / per_hour) + 1;
    RC_ASSERT(given <= per_hour + refilled);
  });
  EXPECT_TRUE(holds);
}

TEST(Bucket, ToldToWaitIsLongEnoughAndNotASecondMore) {
  const bool holds = rc::check("a request is allowed after the reported time, and not a second earlier", [] {
    const auto per_hour = *rc::gen::inRange<std::int64_t>(1, 10'000);
    const auto past = *rc::gen::inRange<std::int64_t>(0, 3600 * second);
    const auto refused_at = [&](std::int64_t later) {
      Bucket bucket(per_hour);
      for (std::int64_t i = 0; i < per_hour; ++i) RC_ASSERT(bucket.take(start).is_allowed);
      std::int64_t now = start + past;
      while (bucket.take(now).is_allowed) continue;
      return std::pair(bucket.take(now), bucket.take(now + later * second));
    };
    const std::int64_t told = refused_at(0).first.retry_after_s;
    RC_ASSERT(told >= 1);
    RC_ASSERT(refused_at(told).second.is_allowed);
    RC_ASSERT(told == 1 || !refused_at(told - 1).second.is_allowed);
  });
  EXPECT_TRUE(holds);
  Bucket bucket(7);  // one token per 514 2/7 s
  for (int i = 0; i < 7; ++i) bucket.take(start);
  EXPECT_EQ(bucket.take(start).retry_after_s, 515);
  Bucket slowest(1);
  slowest.take(start);
  EXPECT_EQ(slowest.take(start).retry_after_s, 3600) << "no wait is longer";
}

TEST(Bucket, WhatIsLeftCanBeAskedWithoutTaking) {
  Bucket bucket(3);
  EXPECT_EQ(bucket.remaining(start), 3);
  EXPECT_EQ(bucket.per_hour(), 3);
  EXPECT_TRUE(bucket.is_full(start));
  bucket.take(start);
  EXPECT_FALSE(bucket.is_full(start));
  EXPECT_EQ(bucket.remaining(start), 2);
  EXPECT_EQ(bucket.remaining(start), 2);
  EXPECT_FALSE(bucket.is_full(start + 1199 * second));
  EXPECT_TRUE(bucket.is_full(start + 1200 * second));
  EXPECT_EQ(bucket.remaining(start + 1200 * second), 3);
}

TEST(Bucket, CountsEachOfManyThreadsOnce) {
  Bucket bucket(1000);
  std::atomic<int> given = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) given += bucket.take(start).is_allowed ? 1 : 0;
    });
  threads.clear();
  EXPECT_EQ(given, 1000);
}

}  // namespace
}  // namespace connectory::service
