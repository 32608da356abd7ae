#include "text/date_format.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::text {
namespace {

using enum DatePart;
using Parts = std::vector<std::variant<std::string, DatePart>>;

// Every spelling of every part, alone: nothing is left over, and it is not read as a different part.
TEST(DateFormat, KnowsEachPartInEachSpelling) {
  struct Case {
    const char* text;
    DatePart part;
  };
  const Case cases[] = {
      {"YYYY", year},
      {"YY", year_short},
      {"MM", month},
      {"DD", day},
      {"HH", hour},
      {"hh", hour12},
      {"mm", minute},
      {"ss", second},
      {"SSS", millisecond},
      {"SSSSSS", microsecond},
      {"MMM", month_abbreviated},
      {"MMMM", month_name},
      {"X", unix_seconds},
      {"x", unix_milliseconds},
      {"yyyy", year},
      {"yy", year_short},
      {"dd", day},
      {"dddd", weekday_name},
      {"ddd", weekday_abbreviated},
      {"%Y", year},
      {"%y", year_short},
      {"%m", month},
      {"%B", month_name},
      {"%b", month_abbreviated},
      {"%d", day},
      {"%e", day_short},
      {"%A", weekday_name},
      {"%a", weekday_abbreviated},
      {"%H", hour},
      {"%I", hour12},
      {"%M", minute},
      {"%S", second},
      {"%f", microsecond},
      {"%p", half_day},
      {"%z", offset_plain},
      {"%Z", zone_name},
      {"%s", unix_seconds},
      {"Y", year},
      {"y", year_short},
      {"m", month},
      {"n", month_short},
      {"F", month_name},
      {"M", month_abbreviated},
      {"d", day},
      {"j", day_short},
      {"l", weekday_name},
      {"D", weekday_abbreviated},
      {"H", hour},
      {"G", hour_short},
      {"h", hour12},
      {"g", hour12_short},
      {"i", minute},
      {"s", second},
      {"v", millisecond},
      {"u", microsecond},
      {"A", half_day},
      {"a", half_day},
      {"P", offset},
      {"O", offset_plain},
      {"T", zone_name},
      {"e", zone_name},
      {"U", unix_seconds},
      {"timestamp", unix_seconds},
      {"timestamp_ms", unix_milliseconds},
  };
  for (const Case& one : cases) {
    const auto format = parse_date_format(one.text);
    ASSERT_TRUE(format.has_value()) << one.text << ": " << format.error();
    EXPECT_EQ(format->parts, Parts{one.part}) << one.text;
  }
}

// In the first notation, short spellings need a long one, which identifies the notation.
TEST(DateFormat, KnowsShortPartsBesideLongOnes) {
  struct Case {
    const char* text;
    DatePart part;
  };
  const Case cases[] = {{"YYYY M", month_short},   {"YYYY D", day_short},    {"YYYY d", day_short},
                        {"YYYY H", hour_short},    {"YYYY h", hour12_short}, {"YYYY m", minute_short},
                        {"YYYY s", second_short},  {"YYYY A", half_day},     {"YYYY a", half_day},
                        {"YYYY ZZ", offset_plain}, {"YYYY Z", offset}};
  for (const Case& one : cases) {
    const auto format = parse_date_format(one.text);
    ASSERT_TRUE(format.has_value()) << one.text << ": " << format.error();
    EXPECT_EQ(format->parts, (Parts{year, " ", one.part})) << one.text;
  }
}

TEST(DateFormat, TakesTextThatStandsForItself) {
  struct Case {
    const char* text;
    Parts parts;
  };
  const Case cases[] = {
      {"%T", {hour, ":", minute, ":", second}},
      {"%FT%T", {year, "-", month, "-", day, "T", hour, ":", minute, ":", second}},
      {"%Y at", {year, " at"}},
      {"%%%Y%%", {"%", year, "%"}},
      {"[YYYY] YYYY []", {"YYYY ", year, " "}},
      {"\\Y\\\\Y", {"Y\\", year}},
      {"YYYY年MM月", {year, "年", month, "月"}},
  };
  for (const Case& one : cases) {
    const auto format = parse_date_format(one.text);
    ASSERT_TRUE(format.has_value()) << one.text << ": " << format.error();
    EXPECT_EQ(format->parts, one.parts) << one.text;
  }
}

TEST(DateFormat, IsRefusedWithTheReason) {
  struct Case {
    std::string text;
    const char* says;
  };
  const Case cases[] = {
      {"", "no part"},
      {"[YYYY]", "no part"},
      {"%%", "no part"},
      {"\\Y", "no part"},
      {"Y-m-d\\", "at the end"},
      {"%Y%", "at the end"},
      {"[YYYY", "']'"},
      {"%Q", "'Q'"},
      {"YYYY week", "'w'"},
      {"Y-Q", "'Q'"},
      {std::string(base::limits::date_format_bytes_max + 1, 'Y'), "bytes"},
  };
  for (const Case& one : cases) {
    const auto format = parse_date_format(one.text);
    ASSERT_FALSE(format.has_value()) << one.text;
    EXPECT_TRUE(format.error().contains(one.says)) << one.text << ": " << format.error();
  }
  EXPECT_TRUE(parse_date_format(std::string(base::limits::date_format_bytes_max, 'Y')).has_value());
}

// The parts of a format by their numbers in DatePart, and other text verbatim; empty if the format is refused.
std::string shown(std::string_view text) {
  struct Show {
    std::string operator()(const std::string& words) const { return "'" + words + "'"; }
    std::string operator()(DatePart part) const { return std::to_string(static_cast<int>(part)) + " "; }
  };
  const auto format = parse_date_format(text);
  std::string out;
  if (format)
    for (const auto& part : format->parts) out += std::visit(Show(), part);
  return out;
}

TEST(DateFormat, ThreeSpellingsOfOneDateMeanTheSame) {
  const std::string day = shown("YYYY-MM-DD");
  EXPECT_NE(day, "");
  for (const char* const same : {"yyyy-MM-dd", "%Y-%m-%d", "%F", "Y-m-d"}) EXPECT_EQ(shown(same), day) << same;
  const std::string time = shown("YYYY-MM-DDTHH:mm:ss");
  for (const char* const same : {"YYYY-MM-DD[T]HH:mm:ss", "%Y-%m-%dT%H:%M:%S", "%FT%T", "Y-m-d\\TH:i:s"})
    EXPECT_EQ(shown(same), time) << same;
  EXPECT_EQ(shown("DD/MM/YY hh:mm A"), shown("d/m/y h:i A"));
  EXPECT_EQ(shown("MMMM D, YYYY"), shown("F j, Y"));
  EXPECT_EQ(shown("timestamp"), shown("X"));
  EXPECT_EQ(shown("timestamp"), shown("U"));
  EXPECT_EQ(shown("timestamp_ms"), shown("x"));
}

TEST(DateFormat, MinutesAreNotMonths) {
  EXPECT_NE(shown("YYYY-MM"), shown("YYYY-mm"));
  EXPECT_NE(shown("%m"), shown("%M"));
  EXPECT_NE(shown("HH"), shown("hh"));
  EXPECT_NE(shown("YYYY Z"), shown("YYYY ZZ"));
}

TEST(DateFormat, TakesTextThatMeansItself) {
  EXPECT_EQ(shown("[day] DD"), "'day '" + shown("DD"));
  EXPECT_EQ(shown("%d%%"), shown("DD") + "'%'");
  EXPECT_EQ(shown("\\d d"), "'d '" + shown("DD"));
}

TEST(DateFormat, RefusesWhatIsNoDate) {
  struct Case {
    const char* text;
    const char* says;
  };
  const Case cases[] = {
      {"", "no part of a date"},  {"--", "no part of a date"},      {"[YYYY]", "no part of a date"},
      {"YYYY [at", "has no ']'"}, {"YYYY at", "[square brackets]"}, {"%Y-%q", "'q' is not a part"},
      {"%Y-%", "is at the end"},  {"Y-q-d", "'q' is not a part"},   {"Y\\", "is at the end"},
  };
  for (const auto& [text, says] : cases) {
    const auto format = parse_date_format(text);
    ASSERT_FALSE(format) << text;
    EXPECT_TRUE(format.error().contains(says)) << text << ": " << format.error();
  }
  EXPECT_TRUE(parse_date_format(std::string(base::limits::date_format_bytes_max, 'Y')));
  EXPECT_FALSE(parse_date_format(std::string(base::limits::date_format_bytes_max + 1, 'Y')));
}

}  // namespace
}  // namespace connectory::text
