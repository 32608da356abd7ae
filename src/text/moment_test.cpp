#include "text/moment.h"

#include <gtest/gtest.h>

namespace connectory::text {
namespace {

DateFormat format_of(const char* text) {
  auto format = parse_date_format(text);
  EXPECT_TRUE(format.has_value()) << text;
  return format.value_or(DateFormat{});
}

const TimeZone* zone_of(const char* name) { return name == nullptr ? nullptr : find_time_zone(name); }

std::string text_of(const std::optional<Moment>& moment) { return moment ? to_text(*moment) : "none"; }

TEST(Moment, ReadsAndWritesIso8601) {
  for (const char* text :
       {"2024-02-29", "0000-01-01", "9999-12-31", "2024-01-31T12:30:00+02:00", "1969-12-31T23:59:59-11:30",
        "2024-01-31T12:30:00.250+00:00", "2024-01-31T12:30:00.000001+00:00"})
    EXPECT_EQ(text_of(parse_moment(text)), text);
  EXPECT_EQ(text_of(parse_moment("2024-01-31 12:30Z")), "2024-01-31T12:30:00+00:00");
  EXPECT_EQ(text_of(parse_moment("2024-01-31T12:30:00.1234567-0130")), "2024-01-31T12:30:00.123456-01:30");
  EXPECT_EQ(text_of(parse_moment("2023-02-29")), "none");
  EXPECT_EQ(parse_moment("2024-01-31T01:00:00+01:00"), parse_moment("2024-01-31"));
}

TEST(Moment, WritesEachPart) {
  struct Case {
    const char* moment;
    const char* format;
    const char* zone;
    const char* text;
  };
  const Case cases[] = {
      {"2024-01-05T03:04:09.012345+00:00", "YYYY YY MM M MMMM MMM DD D", nullptr, "2024 24 01 1 January Jan 05 5"},
      {"2024-01-05T03:04:09.012345+00:00", "HH H hh h A mm m ss s SSS SSSSSS", nullptr,
       "03 3 03 3 AM 04 4 09 9 012 012345"},
      {"2024-01-05T15:04:09+00:00", "HH hh A", nullptr, "15 03 PM"},
      {"2024-01-05T00:04:09+00:00", "HH hh A", nullptr, "00 12 AM"},
      {"2024-01-05T12:04:09+00:00", "HH hh A", nullptr, "12 12 PM"},
      {"2024-01-05", "YYYY dddd ddd E", nullptr, "2024 Friday Fri 5"},
      {"2024-01-07", "YYYY E", nullptr, "2024 7"},
      // ISO weeks around the new year.
      {"2027-01-01", "GGGG-[W]WW-E", nullptr, "2026-W53-5"},
      {"2024-12-30", "GGGG-[W]WW-E W", nullptr, "2025-W01-1 1"},
      {"2021-01-03", "%G-W%V-%u", nullptr, "2020-W53-7"},
      {"2021-01-04", "o-\\WW-N", nullptr, "2021-W01-1"},
      // Zones and offsets.
      {"2024-07-01T12:00:00+00:00", "YYYY-MM-DD HH:mm Z ZZ", "Europe/Helsinki", "2024-07-01 15:00 +03:00 +0300"},
      {"2024-01-01T23:30:00+00:00", "YYYY-MM-DD HH:mm", "Europe/Helsinki", "2024-01-02 01:30"},
      {"2024-01-01T23:30:00-05:00", "HH:mm Z", nullptr, "23:30 -05:00"},
      {"2024-01-01T00:00:00+00:00", "HH:mm ZZ", "America/New_York", "19:00 -0500"},
      {"2024-01-01", "YYYY-MM-DD HH:mm", "America/New_York", "2024-01-01 00:00"},  // a day has no zone
      {"2024-01-01T00:00:00+00:00", "%H %Z", "Asia/Tokyo", "09 Asia/Tokyo"},
      {"2024-01-01T00:00:00+00:00", "%H %Z", nullptr, "00 UTC"},
      {"2024-01-01T00:00:00+02:00", "%H %Z", nullptr, "00 +02:00"},
      {"2024-01-31", "timestamp", nullptr, "1706659200"},
      {"2024-01-31T00:00:00.999+00:00", "timestamp_ms", nullptr, "1706659200999"},
      {"1969-12-31T23:59:59.500+00:00", "timestamp", nullptr, "-1"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(format_moment(*parse_moment(one.moment), format_of(one.format), zone_of(one.zone)), one.text)
        << one.moment << " as " << one.format;
}

TEST(Moment, ReadsFormats) {
  struct Case {
    const char* text;
    const char* format;
    const char* zone;
    const char* moment;
  };
  const Case cases[] = {
      {"20240131", "YYYYMMDD", nullptr, "2024-01-31"},
      {"31.1.2024", "DD.MM.YYYY", nullptr, "2024-01-31"},
      {"1/5/70", "M/D/YY", nullptr, "1970-01-05"},
      {"1/5/69", "M/D/YY", nullptr, "2069-01-05"},
      {"Jan 5, 2024", "MMM D, YYYY", nullptr, "2024-01-05"},
      {"SEPTEMBER 2024", "MMMM YYYY", nullptr, "2024-09-01"},
      {"Sep 2024", "MMMM YYYY", nullptr, "2024-09-01"},
      {"Friday, 05 Jan 2024", "dddd, DD MMM YYYY", nullptr, "2024-01-05"},
      {"Fri, 05 Jan 2024 10:11:12 GMT", "%a, %d %b %Y %H:%M:%S %Z", nullptr, "2024-01-05T10:11:12+00:00"},
      {"2024", "YYYY", nullptr, "2024-01-01"},
      {"2026-W53-5", "GGGG-[W]WW-E", nullptr, "2027-01-01"},
      {"2026-W53", "GGGG-[W]WW", nullptr, "2026-12-28"},
      {"2025-W53", "GGGG-[W]WW", nullptr, "none"},  // it has 52 weeks
      {"2025-W00", "GGGG-[W]WW", nullptr, "none"},
      {"2024-01-31 03:05 PM", "YYYY-MM-DD hh:mm A", nullptr, "2024-01-31T15:05:00+00:00"},
      {"2024-01-31 12:05 am", "YYYY-MM-DD hh:mm A", nullptr, "2024-01-31T00:05:00+00:00"},
      {"2024-01-31T10:00:00.25+02:00", "YYYY-MM-DDTHH:mm:ss.SSSZ", nullptr, "2024-01-31T10:00:00.250+02:00"},
      {"2024-01-31T10:00:00-0130", "YYYY-MM-DDTHH:mm:ssZZ", nullptr, "2024-01-31T10:00:00-01:30"},
      {"2024-07-01 10:00", "YYYY-MM-DD HH:mm", "Europe/Helsinki", "2024-07-01T10:00:00+03:00"},
      {"2024-03-31 03:30", "YYYY-MM-DD HH:mm", "Europe/Helsinki", "2024-03-31T04:30:00+03:00"},  // skipped
      {"2024-10-27 03:30", "YYYY-MM-DD HH:mm", "Europe/Helsinki", "2024-10-27T03:30:00+03:00"},  // the first of two
      {"1706659200", "timestamp", nullptr, "2024-01-31T00:00:00+00:00"},
      {"-1500", "timestamp_ms", nullptr, "1969-12-31T23:59:58.500+00:00"},
      {"1706659200", "timestamp", "Asia/Tokyo", "2024-01-31T09:00:00+09:00"},
      {"2024-02-30", "YYYY-MM-DD", nullptr, "none"},
      {"2024-13-01", "YYYY-MM-DD", nullptr, "none"},
      {"2024-1", "YYYY-MM-DD", nullptr, "none"},
      {"2024-01-01 ", "YYYY-MM-DD", nullptr, "none"},
      {"24:00", "YYYY HH:mm", nullptr, "none"},
      {"2024 25:00", "YYYY HH:mm", nullptr, "none"},
      {"2024 13 AM", "YYYY hh A", nullptr, "none"},
      {"99999999999999999", "timestamp", nullptr, "none"},
      {"01-31", "MM-DD", nullptr, "none"},  // without a year
      {"", "YYYY", nullptr, "none"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(text_of(parse_moment(one.text, format_of(one.format), zone_of(one.zone))), one.moment)
        << one.text << " as " << one.format;
}

// Every day of 400 years is read as it was written, in each kind of calendar.
TEST(Moment, ReadsWhatItWrites) {
  Moment day = *parse_moment("1900-01-01");
  const DateFormat formats[] = {format_of("YYYY-MM-DD"), format_of("GGGG-[W]WW-E"), format_of("D MMMM YYYY")};
  for (int count = 0; count < 400 * 365; ++count) {
    for (const DateFormat& format : formats)
      ASSERT_EQ(parse_moment(format_moment(day, format), format), day) << to_text(day);
    day = *add_days(day, 1);
  }
}

TEST(Moment, MovesByDurations) {
  struct Case {
    const char* moment;
    const char* duration;
    const char* moved;
  };
  const Case cases[] = {
      {"2024-01-31", "P1D", "2024-02-01"},
      {"2024-01-31", "-P1D", "2024-01-30"},
      {"2024-01-31", "P1M", "2024-02-29"},
      {"2024-03-31", "-P1M", "2024-02-29"},
      {"2023-12-31", "P2M", "2024-02-29"},
      {"2024-02-29", "P1Y", "2025-02-28"},
      {"2024-01-15", "-P13M", "2022-12-15"},
      {"2024-01-15", "P2W", "2024-01-29"},
      {"2024-01-15", "P1Y2M3D", "2025-03-18"},
      {"2024-01-15", "PT1H", "2024-01-15T01:00:00+00:00"},
      {"2024-01-15", "P1DT0H", "2024-01-16T00:00:00+00:00"},
      {"2024-01-15T23:30:00+02:00", "PT45M", "2024-01-16T00:15:00+02:00"},
      {"2024-01-31T23:30:00+02:00", "P1M", "2024-02-29T23:30:00+02:00"},
      {"2024-01-15T00:00:00+00:00", "PT0.5S", "2024-01-15T00:00:00.500+00:00"},
      {"9999-12-31", "P1D", "none"},
      {"0000-01-01", "-P1D", "none"},
      {"2024-01-01", "P9000Y", "none"},
      {"2024-01-01", "P999999999D", "none"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(text_of(add(*parse_moment(one.moment), *parse_duration(one.duration))), one.moved)
        << one.moment << " and " << one.duration;
}

TEST(Moment, RefusesOtherDurations) {
  for (const char* text :
       {"",      "P",     "PT",     "P1",    "1D",           "P1H",  "PT1D", "P1DT",   "PD",    "P-1D",
        "P1D1M", "P1.5D", "PT1.5H", "P1M1M", "P1234567890D", "P1D ", "p1d",  "PT1S.5", "PT.5S", "--P1D"})
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
}

}  // namespace
}  // namespace connectory::text
