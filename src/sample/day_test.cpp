#include "sample/day.h"

#include <gtest/gtest.h>

namespace connectory::sample {
namespace {

TEST(Day, ReadsWhatItWrites) {
  for (const char* text : {"1970-01-01", "2024-02-29", "2024-03-01", "2099-12-31"})
    EXPECT_EQ(to_text(*parse_day(text)), text);
}

TEST(Day, RefusesWhatIsNoDay) {
  for (const char* text : {"", "2024-3-1", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "1969-12-31",
                           "2100-01-01", "2024/03/01", "2024-03-01T00:00:00Z", " 2024-03-01", "+024-03-01", "today"})
    EXPECT_FALSE(parse_day(text).has_value()) << text;
}

TEST(DayRange, CountsBothEnds) {
  EXPECT_EQ((DayRange{*parse_day("2024-02-28"), *parse_day("2024-03-01")}.days_count()), 3);
  EXPECT_EQ((DayRange{*parse_day("2024-02-28"), *parse_day("2024-02-28")}.days_count()), 1);
}

}  // namespace
}  // namespace connectory::sample
