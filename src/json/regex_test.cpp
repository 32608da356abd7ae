#include "json/regex.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::json {
namespace {

TEST(Regex, RefusesWhatIsNoIRegexp) {
  struct Refusal {
    std::string pattern;
    std::size_t offset;
  };
  const Refusal cases[] = {
      {"*", 0},
      {"a**", 2},
      {"a+?", 2},
      {"?a", 0},
      {"(", 1},
      {"(a", 2},
      {")", 0},
      {"a)", 1},
      {"(?:a)", 1},
      {"(?i)a", 1},
      {"{", 0},
      {"a{", 2},
      {"a{}", 2},
      {"a{,2}", 2},
      {"a{1", 3},
      {"a{1,x}", 4},
      {"a{1}{2}", 4},
      {"}", 0},
      {"]", 0},
      {"[", 1},
      {"[]", 1},
      {"[a", 2},
      {"[^]", 2},
      {"[a[b]]", 2},
      {"[a-b-c]", 4},
      {"[a--]", 3},
      {"[--a]", 2},
      {"[a-\\p{L}]", 3},
      {"[\\p{L}-a]", 6},
      {"[[:alpha:]]", 1},
      {"\\", 0},
      {"a\\", 1},
      {"\\d", 0},
      {"\\w", 0},
      {"\\s", 0},
      {"\\b", 0},
      {"\\1", 0},
      {"\\u0041", 0},
      {"\\x41", 0},
      {"\\/", 0},
      {"\\A", 0},
      {"[\\d]", 1},
      {"\\p", 0},
      {"\\pL", 0},
      {"\\p{", 0},
      {"\\p{}", 0},
      {"\\p{l}", 0},
      {"\\p{Lx}", 0},
      {"\\p{Ll", 0},
      {"\\p{Latin}", 0},
      {"\\p{IsBasicLatin}", 0},
      {"\\p{^L}", 0},
      {"[\\p{Cn}]", 1},
      {"[b-a]", 0},
      {"a{2,1}", 0},
      {"a{1001}", 0},
      {"\\p{L}{500}", 0},
      {"a\xff", 1},
      {std::string(base::limits::regex_bytes_max + 1, 'a'), 0},
  };
  for (const Refusal& refusal : cases) {
    SCOPED_TRACE(refusal.pattern.substr(0, 40));
    const auto regex = Regex::parse(refusal.pattern);
    ASSERT_FALSE(regex.has_value());
    EXPECT_EQ(regex.error().offset, refusal.offset) << regex.error().detail;
  }
}

TEST(Regex, MatchesAsRfc9485Says) {
  struct Case {
    std::string pattern;
    std::string text;
    bool is_match;
  };
  const Case cases[] = {
      {"", "", true},
      {"a|", "", true},
      {"|a", "a", true},
      {"()", "", true},
      {"(a|b)*c", "ababc", true},
      {"a{0}b", "b", true},
      {"a{3}", "aa", false},
      {"a{2,}", "aaaa", true},
      {".", "\n", false},
      {".", "\r", false},
      {".", "\xe2\x80\xa8", true},
      {".", "\xf0\x9f\x98\x80", true},  // one character, however many bytes it has
      {"[^a]", "\n", true},
      {"[.]", "x", false},
      {"[\xc3\xa9-\xc3\xab]", "\xc3\xaa", true},
      {"\xc3\xa9+", "\xc3\xa9\xc3\xa9", true},
      {"[-a]", "-", true},
      {"[a-]", "-", true},
      {"[^-a]", "-", false},
      {"[\\[\\]\\\\]+", "[]\\", true},
      {"[&~#/ ,:;]", "&", true},
      {"[a&&b]", "&", true},
      {"\\(\\)\\*\\+\\-\\.\\?\\[\\\\\\]\\^\\{\\|\\}", "()*+-.?[\\]^{|}", true},
      {"\\n\\r\\t", "\n\r\t", true},
      {"[\\n-\\r]", "\n", true},
      {"-,/:=@_`~\"'#%&!<>; ", "-,/:=@_`~\"'#%&!<>; ", true},
      {"\\p{Lu}\\p{Ll}", "\xc3\x89\xc3\xa9", true},
      {"\\P{L}", "1", true},
      {"\\P{L}", "a", false},
      {"[\\p{L}\\p{Nd}]+",
       "a\xc3\xa9"
       "1",
       true},
      {"[^\\p{L}]", "a", false},
      {"\\p{Zs}\\p{Sc}\\p{Pd}", " $-", true},
      {"\\p{Cn}", "\xcd\xb8", true},  // U+0378 is not assigned
      {"\\p{Cn}", "a", false},
      {"\\p{C}", "\xcd\xb8", true},
      {"\\p{C}", "\x01", true},
      {"\\p{C}", "a", false},
      {"\\P{C}", "a", true},
      {"\\P{Cn}", "\x01", true},
      {"\\P{Cn}", "\xcd\xb8", false},
      {"[x\\P{C}]", "a", true},
      {"\\p{Co}", "\xee\x80\x80", true},
      {"A", "a", false},
      {"a", "a\n", false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.pattern + " on " + row.text);
    const auto regex = Regex::parse(row.pattern);
    ASSERT_TRUE(regex.has_value()) << regex.error().detail;
    EXPECT_EQ(regex->matches(row.text), row.is_match);
  }
}

TEST(Regex, IsFoundAnywhere) {
  EXPECT_TRUE(Regex::parse("b+")->is_found_in("abbc"));
  EXPECT_TRUE(Regex::parse("")->is_found_in(""));
  EXPECT_TRUE(Regex::parse("c")->is_found_in("a\nb\nc"));
  EXPECT_FALSE(Regex::parse("d")->is_found_in("abc"));
  EXPECT_FALSE(Regex::parse("a.b")->is_found_in("a\nb"));
}

}  // namespace
}  // namespace connectory::json
