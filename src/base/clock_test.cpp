#include "base/clock.h"

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

TEST(Clock, WritesTheSecondThatATimeIsIn) {
  struct Case {
    std::int64_t unix_ms;
    const char* text;
  };
  const Case cases[] = {
      {0, "1970-01-01T00:00:00+00:00"},
      {999, "1970-01-01T00:00:00+00:00"},
      {1000, "1970-01-01T00:00:01+00:00"},
      {-1, "1969-12-31T23:59:59+00:00"},
      {-1000, "1969-12-31T23:59:59+00:00"},
      {-1001, "1969-12-31T23:59:58+00:00"},
      {1'709'208'000'123, "2024-02-29T12:00:00+00:00"},
      {253'402'300'799'999, "9999-12-31T23:59:59+00:00"},
  };
  for (const Case& one : cases) EXPECT_EQ(to_iso8601({one.unix_ms}), one.text) << one.unix_ms;
}

TEST(Clock, AManualOneMovesBothTimes) {
  ManualClock clock{{5000}};
  const std::int64_t begin = clock.steady_ns();
  clock.advance(std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.wall(), WallTime{6500});
  EXPECT_EQ(clock.steady_ns() - begin, 1'500'000'000);
}

TEST(Clock, TheSystemsGoesOn) {
  const SystemClock clock;
  const std::int64_t steady = clock.steady_ns();
  EXPECT_GT(clock.wall().unix_ms, 1'700'000'000'000);  // milliseconds, not seconds
  EXPECT_LT(clock.wall().unix_ms, 17'000'000'000'000);
  while (clock.steady_ns() == steady) continue;
  EXPECT_LT(clock.steady_ns() - steady, 60'000'000'000);
}

}  // namespace
}  // namespace connectory::base
