#include "sample/ads.h"

#include <set>

#include <gtest/gtest.h>

namespace connectory::sample::ads {
namespace {

const Day day = *parse_day("2024-03-01");

TEST(Ads, ADayAlwaysHasTheSameFigures) {
  // The examples' documentation shows these numbers to users, so they must not change.
  const Figures figures = figures_of(accounts()[0], day, 0);
  EXPECT_EQ(figures.impressions, 11672);
  EXPECT_EQ(figures.clicks, 263);
  EXPECT_EQ(figures.conversions, 18);
  EXPECT_EQ(figures.cost_cents, 25774);
}

TEST(Ads, FiguresFitEachOther) {
  for (const Account& account : accounts()) {
    for (std::int64_t campaign = 0; campaign < 200; ++campaign) {
      for (int after = 0; after < 30; ++after) {
        const Figures figures = figures_of(account, day + std::chrono::days(after), campaign);
        ASSERT_GT(figures.impressions, 0);
        ASSERT_LE(figures.clicks, figures.impressions);
        ASSERT_LE(figures.conversions, figures.clicks);
        ASSERT_EQ(figures.cost_cents > 0, figures.clicks > 0);
      }
    }
  }
}

TEST(Ads, CampaignsHaveNamesOfTheirOwn) {
  std::set<std::string> ids;
  std::set<std::string> names;
  for (std::int64_t campaign = 0; campaign < 1000; ++campaign) {
    const Campaign made = make_campaign(accounts()[0], campaign);
    ids.insert(made.id);
    names.insert(made.name);
  }
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_EQ(names.size(), 1000U);
}

}  // namespace
}  // namespace connectory::sample::ads
