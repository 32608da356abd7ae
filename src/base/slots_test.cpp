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

TEST(Slots, ASlotThatIsAssignedToReleasesItsPlace) {
  Slots slots(2);
  auto slot = slots.try_acquire();
  slot = slots.try_acquire();
  EXPECT_TRUE(slots.try_acquire());
  slot = {};
  const auto first = slots.try_acquire();
  const auto second = slots.try_acquire();
  EXPECT_TRUE(first && second);
}

}  // namespace
}  // namespace connectory::base
