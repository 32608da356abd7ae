#include "sample/cursor.h"

#include <gtest/gtest.h>

namespace connectory::sample {
namespace {

TEST(Cursor, LeadsBackToItsRow) {
  for (const std::int64_t row : {0LL, 1LL, 999LL, 1'000'000LL, 36'600'000'000LL})
    EXPECT_EQ(*parse_cursor({7}, make_cursor({7}, row)), row);
}

TEST(Cursor, FitsNoOtherQuestion) { EXPECT_FALSE(parse_cursor({8}, make_cursor({7}, 5)).has_value()); }

TEST(Cursor, RefusesWhatItDidNotMake) {
  std::string changed = make_cursor({7}, 5);
  changed[1] = '6';
  for (const std::string& text : {changed, make_cursor({7}, 5) + "0", std::string(), std::string("c"), std::string("5"),
                                  std::string("c-1"), std::string("-"), std::string("cffffffffffffffff-0")})
    EXPECT_FALSE(parse_cursor({7}, text).has_value()) << text;
}

}  // namespace
}  // namespace connectory::sample
