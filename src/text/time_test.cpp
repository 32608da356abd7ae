#include "text/time.h"

#include <gtest/gtest.h>

namespace connectory::text {
namespace {

TEST(Time, IsReadInEveryTakenForm) {
  struct Case {
    const char* text;
    std::int64_t unix_ms;
  };
  constexpr std::int64_t day = 1'738'281'600'000;  // 2025-01-31T00:00:00Z
  const Case cases[] = {
      {"2025-01-31", day},
      {"2025-01-31T00:00:00Z", day},
      {"2025-01-31t00:00:00z", day},
      {"2025-01-31 00:00:00", day},
      {"2025-01-31T00:00", day},
      {"2025-01-31T00:00Z", day},
      {"2025-01-31T01:00:00+01:00", day},
      {"2025-01-31T01:00:00+0100", day},
      {"2025-01-31T01:00:00+01", day},
      {"2025-01-30T20:30:00-03:30", day},
      {"2025-01-31T23:59:00+23:59", day},
      {"2025-01-31T00:00:00.5Z", day + 500},
      {"2025-01-31T00:00:00,05Z", day + 50},
      {"2025-01-31T00:00:00.001+00:00", day + 1},
      {"2025-01-31T00:00:00.123999999999999999999Z", day + 123},
      {"2024-02-29", 1'709'164'800'000},
      {"1970-01-01T00:00:00Z", 0},
      {"1969-12-31T23:59:59.999Z", -1},
      {"0000-01-01", -62'167'219'200'000},
      {"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
  };
  for (const Case& one : cases) {
    const auto time = parse_time(one.text);
    ASSERT_TRUE(time.has_value()) << one.text;
    EXPECT_EQ(time->unix_ms, one.unix_ms) << one.text;
  }
}

TEST(Time, IsRefusedWhereItIsNone) {
  for (const char* text : {"",
                           "x",
                           "2025",
                           "2025-01",
                           "2025-1-1",
                           "20250131",
                           "31.01.2025",
                           "2025-13-01",
                           "2025-00-01",
                           "2025-01-00",
                           "2025-02-29",
                           "2025-04-31",
                           "2025-01-31T",
                           "2025-01-31Z",
                           "2025-01-31T1",
                           "2025-01-31T24:00:00Z",
                           "2025-01-31T12:60:00Z",
                           "2025-01-31T12:00:60Z",
                           "2025-01-31T12:00:0Z",
                           "2025-01-31T12:00:00.Z",
                           "2025-01-31T12:00.5Z",
                           "2025-01-31T12:00:00+",
                           "2025-01-31T12:00:00+1",
                           "2025-01-31T12:00:00+24:00",
                           "2025-01-31T12:00:00+01:60",
                           "2025-01-31T12:00:00+01:00:00",
                           "2025-01-31T12:00:00 01:00",
                           "2025-01-31T12:00:00ZZ",
                           "2025-01-31T12:00:00 Z",
                           " 2025-01-31",
                           "2025-01-31 ",
                           "+2025-01-31",
                           "-001-01-31",
                           "2025-W05-5",
                           "2025-031",
                           "1738281600",
                           "yesterday",
                           "2025-01-31T12:00:00Europe/Paris",
                           "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA5-01-31"})
    EXPECT_FALSE(parse_time(text).has_value()) << text;
  EXPECT_FALSE(parse_time(std::string_view("2025-01-31\0", 11)).has_value());
}

TEST(Time, RoundsWhatIsFinerThanAMillisecond) {
  struct Case {
    const char* fraction;
    std::int64_t down;
    std::int64_t up;
  };
  const Case cases[] = {{"1", 100, 100},     {"123", 123, 123},    {"1230000", 123, 123}, {"1230001", 123, 124},
                        {"9999", 999, 1000}, {"0000000001", 0, 1}, {"000", 0, 0}};
  for (const Case& one : cases) {
    const std::string text = std::string("1970-01-01T00:00:00.") + one.fraction + "Z";
    EXPECT_EQ(parse_time(text, Rounding::down)->unix_ms, one.down) << text;
    EXPECT_EQ(parse_time(text, Rounding::up)->unix_ms, one.up) << text;
  }
}

TEST(Time, IsWrittenWithMilliseconds) {
  EXPECT_EQ(to_iso8601_ms({1'735'689'600'123}), "2025-01-01T00:00:00.123+00:00");
  EXPECT_EQ(to_iso8601_ms({0}), "1970-01-01T00:00:00.000+00:00");
  EXPECT_EQ(to_iso8601_ms({-1}), "1969-12-31T23:59:59.999+00:00");
  for (const std::int64_t ms : {0LL, 1LL, -1LL, 999LL, -1000LL, 253'402'300'799'999LL})
    EXPECT_EQ(parse_time(to_iso8601_ms({ms})), base::WallTime{ms});
}

}  // namespace
}  // namespace connectory::text
