#include "json/number.h"

#include <cmath>

#include <gtest/gtest.h>

namespace connectory::json {
namespace {

struct Case {
  std::string_view left;
  char relation;  // '<', '=' or '>'
  std::string_view right;
};

TEST(Number, ComparesExactlyWhatIsWholeAndAsDoublesWhatIsNot) {
  const Case cases[] = {
      {"1", '<', "2"},
      {"-1", '<', "0"},
      {"0", '=', "-0"},
      {"1", '=', "1.0"},
      {"100", '=', "1e2"},
      {"1.5", '>', "1"},
      {"1e-1", '=', "0.1"},
      {"9007199254740993", '>', "9007199254740992"},        // beyond 2^53 a double would call them equal
      {"9007199254740993", '=', "9007199254740992.0"},      // one is not whole: doubles
      {"9223372036854775807", '<', "9223372036854775808"},  // the second does not fit in 64 bits
      {"-9223372036854775808", '>', "-9223372036854775809"},
      {"18446744073709551616", '<', "18446744073709551617"},
      {"-18446744073709551616", '>', "-18446744073709551617"},
      {"99999999999999999999", '<', "100000000000000000000"},
      {"-99999999999999999999", '<', "99999999999999999999"},
      {"99999999999999999999", '>', "-1"},
      {"-99999999999999999999", '<', "-1"},
      {"5", '<', "99999999999999999999"},
      {"99999999999999999999", '=', "99999999999999999999"},
      {"1e400", '>', "99999999999999999999"},
      {"-1e400", '<', "-99999999999999999999"},
      {"1e-400", '=', "0"},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(std::string(row.left) + " " + row.relation + " " + std::string(row.right));
    const Number left = Number::of_text(row.left);
    const Number right = Number::of_text(row.right);
    EXPECT_EQ(left < right, row.relation == '<');
    EXPECT_EQ(left == right, row.relation == '=');
    EXPECT_EQ(left > right, row.relation == '>');
    EXPECT_EQ(right > left, row.relation == '<');
    EXPECT_EQ(right == left, row.relation == '=');
  }
}

TEST(Number, IsTheNearestDouble) {
  EXPECT_EQ(Number::of_text("0.1").to_double(), 0.1);
  EXPECT_EQ(Number::of_text("-7").to_double(), -7.0);
  EXPECT_EQ(Number::of_text("18446744073709551616").to_double(), 18446744073709551616.0);
  EXPECT_EQ(Number::of_text("1e400").to_double(), HUGE_VAL);
  EXPECT_EQ(Number::of_text("-1e400").to_double(), -HUGE_VAL);
  EXPECT_EQ(Number::of_text("1e-400").to_double(), 0.0);
  EXPECT_EQ(Number::of_text("0." + std::string(400, '0') + "1").to_double(), 0.0);
  EXPECT_TRUE(std::signbit(Number::of_text("-0.0").to_double()));
}

}  // namespace
}  // namespace connectory::json
