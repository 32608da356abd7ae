#include "base/budget.h"

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

TEST(Budget, EndsOnceMoreIsSpentThanThereIs) {
  Budget budget(100);
  EXPECT_TRUE(budget.spend(60));
  EXPECT_TRUE(budget.spend(40));
  EXPECT_FALSE(budget.has_ended());
  EXPECT_FALSE(budget.spend(1));
  EXPECT_EQ(budget.end(), Budget::End::spent);
  EXPECT_FALSE(budget.spend(0)) << "an ended budget stays ended";
}

TEST(Budget, AsksForRoomBeforeWorkWhoseCostIsNotKnown) {
  Budget budget(100);
  budget.spend(50);
  EXPECT_TRUE(budget.has_room(50));
  EXPECT_FALSE(budget.has_room(51));
  EXPECT_FALSE(budget.has_room(1)) << "an ended budget stays ended";
  EXPECT_FALSE(Budget(10).has_room(11));
}

TEST(Budget, KeepsTheFirstReasonOfItsEnd) {
  std::stop_source stop;
  Budget stopped(100'000, Stops(stop.get_token(), {}));
  stop.request_stop();
  EXPECT_FALSE(stopped.spend(50'000));
  EXPECT_FALSE(stopped.has_room(100'001));
  EXPECT_EQ(stopped.end(), Budget::End::stopped);
}

TEST(Budget, NoticesAStopBeforeLong) {
  for (const bool is_client : {true, false}) {
    std::stop_source stop;
    Budget budget(1'000'000'000, is_client ? Stops(stop.get_token(), {}) : Stops({}, stop.get_token()));
    EXPECT_TRUE(budget.spend(1'000'000));
    stop.request_stop();
    std::uint64_t spent = 0;
    while (budget.spend(10) && spent < 100'000) spent += 10;
    EXPECT_LT(spent, 100'000U);
    EXPECT_EQ(budget.end(), Budget::End::stopped);
  }
}

}  // namespace
}  // namespace connectory::base
