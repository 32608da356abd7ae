#include "base/number_text.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

TEST(NumberText, IsAllOfTheText) {
  EXPECT_EQ(parse_number<std::int64_t>("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_number<int>("00"), 0);
  EXPECT_EQ(parse_number<unsigned>("fF", 16), 255U);
  for (const std::string_view text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808", "a"})
    EXPECT_EQ(parse_number<std::int64_t>(text), std::nullopt) << text;
  EXPECT_EQ(parse_number<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(parse_number<unsigned>("g", 16), std::nullopt);
}

}  // namespace
}  // namespace connectory::base
