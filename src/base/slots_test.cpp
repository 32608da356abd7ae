#include "base/slots.h"

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

TEST(Slots, ThereAreSoManyAndNoMore) {
  Slots slots(2);
  auto first = slots.try_acquire();
  {
    const auto second = slots.try_acquire();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(slots.try_acquire());
  }
  EXPECT_TRUE(slots.try_acquire());  // released at once
  auto moved = std::move(first);
  const auto last = slots.try_acquire();
  EXPECT_TRUE(moved && last);
  EXPECT_FALSE(slots.try_acquire());
}

}  // namespace
}  // namespace connectory::base
