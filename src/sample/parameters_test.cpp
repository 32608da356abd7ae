#include "sample/parameters.h"

#include <array>

#include <gtest/gtest.h>

namespace connectory::sample {
namespace {

constexpr std::array<std::string_view, 3> known = {"from", "to", "limit"};
constexpr Bounds bounds = {.min = 1, .max = 100, .fallback = 7};

TEST(Parameters, RefusesByName) {
  struct Case {
    const char* name;
    const char* query;
    const char* says;
  };
  const Case cases[] = {
      {"unknown", "form=2024-03-01", "'form' is unknown here: this path takes from, to, limit"},
      {"given twice", "limit=1&limit=2", "limit is given twice"},
      {"half a percent sign", "limit=%4", "percent sign"},
      {"a name that is not UTF-8", "%ff=1", R"(\xff)"},
  };
  for (const Case& one : cases) {
    const auto parsed = Parameters::parse(one.query, known);
    ASSERT_FALSE(parsed.has_value()) << one.name;
    EXPECT_NE(parsed.error().detail.find(one.says), std::string::npos) << one.name << ": " << parsed.error().detail;
  }
}

TEST(Parameters, KeepsNumbersInBounds) {
  const auto number_in = [](const char* query) { return Parameters::parse(query, known)->number("limit", bounds); };
  EXPECT_EQ(*number_in(""), 7);
  EXPECT_EQ(*number_in("limit=1"), 1);
  EXPECT_EQ(*number_in("limit=100"), 100);
  for (const char* query : {"limit=", "limit=0", "limit=101", "limit=-1", "limit=1.0", "limit=1e1", "limit=%201",
                            "limit=99999999999999999999", "limit=ten"})
    EXPECT_FALSE(number_in(query).has_value()) << query;
}

TEST(Parameters, WantsTwoDaysInOrder) {
  const auto days_in = [](const char* query) { return Parameters::parse(query, known)->days("from", "to"); };
  EXPECT_EQ(days_in("from=2024-03-01&to=2024-03-01")->days_count(), 1);
  EXPECT_EQ(days_in("from=2000-01-01&to=2010-01-07")->days_count(), 3660);
  for (const char* query : {"", "from=2024-03-01", "to=2024-03-01", "from=2024-03-02&to=2024-03-01",
                            "from=2024-02-30&to=2024-03-01", "from=2000-01-01&to=2010-01-08"})
    EXPECT_FALSE(days_in(query).has_value()) << query;
}

}  // namespace
}  // namespace connectory::sample
