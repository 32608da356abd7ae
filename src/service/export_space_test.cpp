#include "service/export_space.h"

#include <gtest/gtest.h>

namespace connectory::service {
namespace {

TEST(ExportSpace, IsBoundedForEachTeamAndInAll) {
  ExportSpace space(20, 30);
  const store::TeamId team(1);
  const store::TeamId other_team(2);
  ExportSpace::Share kept(space, team);
  EXPECT_TRUE(kept.grow(10));
  {
    ExportSpace::Share share(space, team);
    EXPECT_TRUE(share.grow(6));
    EXPECT_FALSE(share.grow(5)) << "more than allowed for one team";
    EXPECT_TRUE(share.grow(4));
    ExportSpace::Share other(space, other_team);
    EXPECT_FALSE(other.grow(11)) << "more than allowed in total";
    EXPECT_TRUE(other.grow(10));
    EXPECT_FALSE(kept.grow(1));
  }
  EXPECT_TRUE(kept.grow(10)) << "the others have released their space";
  const ExportSpace::Share moved(std::move(kept));
  ExportSpace::Share third(space, other_team);
  EXPECT_TRUE(third.grow(10));
  EXPECT_FALSE(third.grow(1)) << "a move keeps the space";
}

}  // namespace
}  // namespace connectory::service
