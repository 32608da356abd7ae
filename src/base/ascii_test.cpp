#include "base/ascii.h"

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

// The characters of a class, in the order of their codes. All 256 bytes are tried.
std::string members(bool (*is_in)(char)) {
  std::string found;
  for (int byte = 0; byte < 256; ++byte)
    if (is_in(static_cast<char>(byte))) found.push_back(static_cast<char>(byte));
  return found;
}

TEST(Ascii, ClassesHaveTheseCharactersAndNoOthers) {
  EXPECT_EQ(members(is_digit), "0123456789");
  EXPECT_EQ(members(is_lower), "abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(members(is_upper), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  EXPECT_EQ(members(is_letter), members(is_upper) + members(is_lower));
  EXPECT_EQ(members(is_alphanumeric), members(is_digit) + members(is_letter));
  EXPECT_EQ(members(is_lower_hex_digit), lower_hex_digits);
  EXPECT_EQ(members(is_hex_digit), "0123456789ABCDEFabcdef");
  EXPECT_EQ(members(is_blank), "\t ");
  EXPECT_EQ(members(is_space), "\t\n\r ");
  EXPECT_EQ(members(is_token_character),
            "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");
}

TEST(Ascii, EachCharacterOfAsciiIsEitherControlOrPrintable) {
  for (int code = 0; code < 128; ++code)
    EXPECT_NE(is_control(static_cast<char>(code)), is_printable(static_cast<char>(code))) << code;
  EXPECT_EQ(members(is_control).size(), 33U);
  EXPECT_TRUE(is_control('\x7f'));
}

TEST(Ascii, CaseIsThatOfLettersOnly) {
  EXPECT_EQ(to_lower("AZ az @[`{ \xc3\x84"), "az az @[`{ \xc3\x84");
  EXPECT_EQ(to_upper("AZ az @[`{ \xc3\xa4"), "AZ AZ @[`{ \xc3\xa4");
  EXPECT_TRUE(equals_ignoring_case("X-Request-ID", "x-request-id"));
  EXPECT_FALSE(equals_ignoring_case("x-request-id", "x-request"));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));
}

TEST(Ascii, TrimsSpacesAndTabsOnly) {
  EXPECT_EQ(trimmed(" \ta b\t "), "a b");
  EXPECT_EQ(trimmed("\na\n"), "\na\n");
  EXPECT_EQ(trimmed(" \t "), "");
}

}  // namespace
}  // namespace connectory::base
