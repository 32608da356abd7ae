#include "api/line_budget.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace connectory::api {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

int taken(LineBudget& budget, std::string_view client, int lines, std::int64_t now_ns = 0) {
  int written = 0;
  for (int i = 0; i < lines; ++i) written += budget.take(client, now_ns) ? 1 : 0;
  return written;
}

TEST(LineBudget, WritesSoManyLinesAMinuteAndCountsTheRest) {
  LineBudget budget(10, 100);
  EXPECT_EQ(taken(budget, "a", 25), 10);
  EXPECT_EQ(taken(budget, "b", 3), 3);
  EXPECT_TRUE(budget.sum_up(60 * second_ns - 1).empty());
  const auto left_out = budget.sum_up(60 * second_ns);
  ASSERT_EQ(left_out.size(), 1U);
  EXPECT_EQ(left_out[0].client, "a");
  EXPECT_EQ(left_out[0].lines, 15);
  EXPECT_TRUE(budget.sum_up(60 * second_ns).empty());
}

TEST(LineBudget, ANewMinuteBeginsWithANewBudget) {
  LineBudget budget(2, 100);
  EXPECT_EQ(taken(budget, "a", 5), 2);
  EXPECT_EQ(taken(budget, "a", 5, 60 * second_ns), 2);
  EXPECT_EQ(budget.sum_up(60 * second_ns).at(0).lines, 3);
  EXPECT_EQ(budget.sum_up(120 * second_ns).at(0).lines, 3);
}

TEST(LineBudget, ManyClientsShareOne) {
  LineBudget budget(1, 3);
  int written = 0;
  for (int client = 0; client < 100; ++client) written += taken(budget, fmt::format("{}", client), 1);
  EXPECT_EQ(written, 4);  // of three clients, and of all others together
  EXPECT_EQ(budget.sum_up(60 * second_ns).at(0).lines, 96);
}

}  // namespace
}  // namespace connectory::api
