#include "text/decimal.h"

#include <climits>

#include <gtest/gtest.h>

namespace connectory::text {
namespace {

Decimal decimal_of(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Decimal());
}

TEST(Decimal, ReadsAndWritesNumbers) {
  struct Case {
    const char* text;
    const char* written;
  };
  const Case cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"+7", "7"},
      {"-12", "-12"},
      {"1.50", "1.5"},
      {".5", "0.5"},
      {"5.", "5"},
      {"4.0e3", "4000"},
      {"1E-7", "0.0000001"},
      {"-2.5e-3", "-0.0025"},
      {"9007199254740993", "9007199254740993"},
      {"18446744073709551617", "18446744073709551617"},
      {"1234567890123456789012345678901234", "1234567890123456789012345678901234"},
      {"12345678901234567890123456789012345", "12345678901234567890123456789012340"},  // half to even
      {"12345678901234567890123456789012355", "12345678901234567890123456789012360"},
      {"1.00000000000000000000000000000000050000000000000000000000000000000000000000000001",
       "1.000000000000000000000000000000001"},
      {"9999999999999999999999999999999999.9", "10000000000000000000000000000000000"},
      {"1e50", "1e+50"},
      {"12e-60", "1.2e-59"},
      {"0e999999999999999999999", "0"},
      {"1e6144", "1e+6144"},
  };
  for (const Case& one : cases) EXPECT_EQ(decimal_of(one.text).text(), one.written) << one.text;
}

TEST(Decimal, RefusesOtherTextsAndNumbersOutOfRange) {
  for (const char* text : {"", "-", ".", "1.2.3", "1e", "e5", "1e+", "0x10", "1,000", " 1", "1 ", "NaN", "Infinity",
                           "1e6145", "1e99999999999999999999", "1e-99999999999999999999"})
    EXPECT_FALSE(Decimal::parse(text).has_value()) << text;
}

TEST(Decimal, ComputesExactly) {
  struct Case {
    const char* left;
    const char* right;
    const char* sum;
    const char* product;
    const char* quotient;  // null: none
    const char* floor;
    const char* rest;
  };
  const Case cases[] = {
      {"0.1", "0.2", "0.3", "0.02", "0.5", "0", "0.1"},
      {"7", "2", "9", "14", "3.5", "3", "1"},
      {"-7", "2", "-5", "-14", "-3.5", "-4", "1"},
      {"7", "-2", "5", "-14", "-3.5", "-4", "-1"},
      {"-7", "-2", "-9", "14", "3.5", "3", "-1"},
      {"1", "3", "4", "3", "0.3333333333333333333333333333333333", "0", "1"},
      {"2", "3", "5", "6", "0.6666666666666666666666666666666667", "0", "2"},
      {"5", "0", "5", "0", nullptr, nullptr, nullptr},
      {"-6.6", "2.2", "-4.4", "-14.52", "-3", "-3", "0"},
      {"9223372036854775807", "1", "9223372036854775808", "9223372036854775807", "9223372036854775807",
       "9223372036854775807", "0"},
      {"1e30", "-1", "999999999999999999999999999999", "-1000000000000000000000000000000",
       "-1000000000000000000000000000000", "-1000000000000000000000000000000", "0"},
  };
  const auto text = [](const std::optional<Decimal>& result) { return result ? result->text() : "none"; };
  for (const Case& one : cases) {
    const Decimal left = decimal_of(one.left);
    const Decimal right = decimal_of(one.right);
    const std::string name = std::string(one.left) + " and " + one.right;
    const auto or_none = [](const char* wanted) { return wanted == nullptr ? "none" : wanted; };
    EXPECT_EQ(text(add(left, right)), one.sum) << name;
    EXPECT_EQ(text(subtract(*add(left, right), right)), left.text()) << name;
    EXPECT_EQ(text(multiply(left, right)), one.product) << name;
    EXPECT_EQ(text(divide(left, right)), or_none(one.quotient)) << name;
    EXPECT_EQ(text(divide_floor(left, right)), or_none(one.floor)) << name;
    EXPECT_EQ(text(modulo(left, right)), or_none(one.rest)) << name;
  }
}

TEST(Decimal, RoundsSumsOfDistantNumbers) {
  const Decimal large = decimal_of("1e100");
  EXPECT_EQ(add(large, decimal_of("1"))->text(), "1e+100");
  EXPECT_EQ(add(decimal_of("1e-100"), -large)->text(), "-1e+100");
  EXPECT_EQ(add(decimal_of("1e6000"), decimal_of("-1e-6000"))->text(), "1e+6000");
  EXPECT_EQ(add(decimal_of("1e34"), decimal_of("-0.4"))->text(), "10000000000000000000000000000000000");
  EXPECT_FALSE(multiply(decimal_of("1e6000"), decimal_of("1e6000")).has_value());
  EXPECT_FALSE(divide_floor(decimal_of("1e200"), decimal_of("3")).has_value());
}

TEST(Decimal, RoundsHalfAwayFromZero) {
  struct Case {
    const char* text;
    int digits;
    const char* rounded;
  };
  const Case cases[] = {{"2.5", 0, "3"},      {"-2.5", 0, "-3"},  {"3.14159", 2, "3.14"}, {"0.005", 2, "0.01"},
                        {"1250", -2, "1300"}, {"0.04", 1, "0"},   {"5", -1, "10"},        {"4", -1, "0"},
                        {"7", 3, "7"},        {"1e-50", 10, "0"}, {"99.95", 1, "100"},    {"5e40", -100, "0"}};
  for (const Case& one : cases) EXPECT_EQ(decimal_of(one.text).rounded(one.digits).text(), one.rounded) << one.text;
  EXPECT_EQ(decimal_of("-2.9").truncated().text(), "-2");
  EXPECT_EQ(decimal_of("1e-90").truncated().text(), "0");
  EXPECT_EQ(decimal_of("1e40").truncated().text(), "10000000000000000000000000000000000000000");
}

TEST(Decimal, ComparesByValue) {
  const char* const ascending[] = {"-1e100", "-2", "-1.5", "0", "1e-100", "1", "1.1", "9007199254740993", "1e100"};
  for (std::size_t i = 0; i < std::size(ascending); ++i)
    for (std::size_t k = 0; k < std::size(ascending); ++k)
      EXPECT_EQ(decimal_of(ascending[i]) <=> decimal_of(ascending[k]), i <=> k)
          << ascending[i] << " and " << ascending[k];
  EXPECT_EQ(decimal_of("1.50"), decimal_of("15e-1"));
  EXPECT_EQ(decimal_of("0"), decimal_of("-0.00"));
}

TEST(Decimal, ConvertsToIntegers) {
  EXPECT_EQ(decimal_of("9223372036854775807").integer(), INT64_MAX);
  EXPECT_EQ(decimal_of("-9223372036854775808").integer(), INT64_MIN);
  EXPECT_EQ(Decimal(INT64_MIN).text(), "-9223372036854775808");
  EXPECT_EQ(decimal_of("4.0e3").integer(), 4000);
  EXPECT_EQ(decimal_of("12.0").integer(), 12);
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "0.5", "1e30"})
    EXPECT_FALSE(decimal_of(text).integer().has_value()) << text;
  EXPECT_EQ(decimal_of("0.1").to_double(), 0.1);
}

}  // namespace
}  // namespace connectory::text
