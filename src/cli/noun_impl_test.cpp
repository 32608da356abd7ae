#include "cli/noun_impl.h"

#include <gtest/gtest.h>

namespace connectory::cli {
namespace {

using std::chrono::milliseconds;

TEST(Span, IsANumberAndAUnit) {
  struct Case {
    const char* text;
    std::int64_t ms;  // 0: not a length of time
  };
  const Case cases[] = {
      {"1s", 1'000},
      {"45s", 45'000},
      {"1m", 60'000},
      {"30m", 1'800'000},
      {"1h", 3'600'000},
      {"12h", 43'200'000},
      {"1d", 86'400'000},
      {"90d", 7'776'000'000},
      {"100000d", 8'640'000'000'000},
      {"100001d", 0},
      {"0s", 0},
      {"-1s", 0},
      {"+1s", 0},
      {"1", 0},
      {"h", 0},
      {"", 0},
      {"1 h", 0},
      {" 1h", 0},
      {"1h ", 0},
      {"1H", 0},
      {"1ms", 0},
      {"1w", 0},
      {"1.5h", 0},
      {"1h30m", 0},
      {"99999999999999999999d", 0},
  };
  for (const Case& each : cases) {
    const auto span = parse_span(each.text);
    EXPECT_EQ(span.value_or(milliseconds(0)), milliseconds(each.ms)) << each.text;
    EXPECT_EQ(span.has_value(), each.ms != 0) << each.text;
    EXPECT_EQ(check_span(each.text).empty(), each.ms != 0) << each.text;
  }
}

TEST(Name, IsReadable) {
  for (const char* const good : {"x", "Ann Lee", "ünïcödé ✓", "a/b"}) EXPECT_EQ(check_name(good), "") << good;
  EXPECT_EQ(check_name(std::string(255, 'x')), "");
  std::string wide;
  for (int i = 0; i < 255; ++i) wide += "✓";  // characters count, not bytes
  EXPECT_EQ(check_name(wide), "");
  for (const std::string& bad : {std::string(), std::string(256, 'x'), wide + "x", std::string("a\nb"),
                                 std::string("a\0b", 3), std::string("\x1b[31m"), std::string("\xff")})
    EXPECT_NE(check_name(bad), "") << bad;
}

TEST(TeamNumber, IsPositiveAndFits) {
  for (const char* const good : {"1", "42", "9223372036854775807"}) EXPECT_EQ(check_team_number(good), "") << good;
  for (const char* const bad : {"", "0", "-1", "9223372036854775808", "1.0", "x", " 1", "1e3", "0x1"})
    EXPECT_NE(check_team_number(bad), "") << bad;
}

TEST(Failure, OfTheStoreHasItsExitCode) {
  struct Case {
    store::Error::Code code;
    Exit exit;
  };
  using enum store::Error::Code;
  const Case cases[] = {
      {damaged, Exit::unavailable},    {unavailable, Exit::unavailable}, {no_space, Exit::unavailable},
      {read_only, Exit::unavailable},  {overloaded, Exit::unavailable},  {not_found, Exit::failure},
      {already_exists, Exit::failure}, {limit_reached, Exit::failure},   {internal, Exit::failure},
  };
  for (const Case& each : cases) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(complain_of("nothing was done", store::Error(each.code, "the reason")), each.exit)
        << static_cast<int>(each.code);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "connectory: nothing was done: the reason.\n");
  }
}

TEST(Table, HasColumnsAsWideAsTheirWidestValue) {
  testing::internal::CaptureStdout();
  print_table({{"ID", "NAME", "X"}, {"1", "ünï", "a"}, {"1000", "b", ""}});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "ID    NAME  X\n1     ünï   a\n1000  b     \n");
}

using namespace std::chrono_literals;

TEST(Typed, ASpanIsANumberAndAUnit) {
  struct Case {
    const char* text = nullptr;
    std::optional<std::chrono::milliseconds> span;
  };
  const Case cases[] = {
      {"90d", 90 * 24h},
      {"12h", 12h},
      {"30m", 30min},
      {"45s", 45s},
      {"100000d", 100'000 * 24h},
      {"100001d", {}},
      {"0d", {}},
      {"-1d", {}},
      {"d", {}},
      {"90", {}},
      {"", {}},
      {"90D", {}},
      {"90ms", {}},
      {"1.5h", {}},
      {"90 d", {}},
      {"9223372036854775808d", {}},
  };
  for (const auto& [text, span] : cases) {
    EXPECT_EQ(parse_span(text), span) << text;
    EXPECT_EQ(check_span(text).empty(), span.has_value()) << text;
  }
}

TEST(Typed, ANameIsShortTextOnOneLine) {
  for (const std::string& right : {std::string("ci"), std::string(255, 'x'), std::string("\xc3\xa9 \xf0\x9f\x90\x9d")})
    EXPECT_EQ(check_name(right), "") << right;
  std::string long_in_bytes;
  for (int i = 0; i < 255; ++i) long_in_bytes += "\xc3\xa9";
  EXPECT_EQ(check_name(long_in_bytes), "");
  for (const std::string& wrong : {std::string(), std::string(256, 'x'), long_in_bytes + "x", std::string("a\nb"),
                                   std::string("a\x7f"), std::string("a\0b", 3), std::string("a\xff")})
    EXPECT_NE(check_name(wrong), "") << wrong;
}

TEST(Typed, ATeamHasAWholeNumberFromOne) {
  for (const char* const right : {"1", "42", "9223372036854775807"}) EXPECT_EQ(check_team_number(right), "") << right;
  for (const char* const wrong : {"0", "-1", "+1", "042", "9223372036854775808", "1e3", "", " 1", "1 ", "x"})
    EXPECT_NE(check_team_number(wrong), "") << wrong;
}

}  // namespace
}  // namespace connectory::cli
