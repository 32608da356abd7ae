#include "base/nearest.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

const std::vector<std::string> keys = {
    "id",   "name",         "type",         "dataRows", "reportTypes", "aggregationType", "team",
    "user", "idle-timeout", "body-timeout", "list",     "create",      "delete"};

TEST(Nearest, FindsWhatWasMeant) {
  struct Case {
    std::string_view name;
    std::string_view word;
    std::optional<std::string_view> meant;
  };
  const Case cases[] = {
      {"the word itself", "name", "name"},
      {"another case", "DATAROWS", "dataRows"},
      {"a letter too few", "tem", "team"},
      {"a letter too many", "useer", "user"},
      {"another letter", "nane", "name"},
      {"two neighbours exchanged", "lsit", "list"},
      {"exchanged at the beginning", "anme", "name"},
      {"exchanged at the end", "craete", "create"},
      {"an underscore for a capital", "data_rows", "dataRows"},
      {"a plural", "types", "type"},
      {"a singular", "dataRow", "dataRows"},
      {"several mistakes in a long word", "agregatonTyp", "aggregationType"},
      {"the nearer of two", "idel-timeout", "idle-timeout"},
      {"the first of two as near", "tdle-timeout", "idle-timeout"},
      {"one of three is kept", "nxyz", {}},
      {"two letters, one of them wrong", "ib", "id"},
      {"one letter says nothing", "i", {}},
      {"nothing", "", {}},
      {"another word", "password", {}},
      {"only a part", "report", {}},
      {"bytes of no letters", "\xff\xfe\xfd", {}},
  };
  for (const Case& one : cases) EXPECT_EQ(nearest(one.word, keys), one.meant) << one.name;
}

TEST(Nearest, TakesAnyTexts) {
  constexpr std::string_view views[] = {"json", "xml"};
  EXPECT_EQ(nearest("jsno", views), "json");
  const char* const texts[] = {"json", "xml"};
  EXPECT_EQ(nearest("xnl", texts), "xml");
  EXPECT_EQ(nearest("json", std::vector<std::string>{}), std::nullopt);
}

TEST(Nearest, SaysWhatWasMeant) {
  EXPECT_EQ(did_you_mean("lsit", keys), "; did you mean list?");
  EXPECT_EQ(did_you_mean("password", keys), "");
}

TEST(Nearest, AVeryLongWordCostsNothing) {
  const std::string endless(8'000'000, 'a');
  EXPECT_EQ(nearest(endless, keys), std::nullopt);
}

TEST(EditDistance, CountsSlips) {
  struct Case {
    const char* word;
    const char* candidate;
    std::size_t distance;
  };
  const Case cases[] = {
      {"", "", 0},         {"abc", "abc", 0}, {"abc", "ABC", 0},   {"", "abc", 3},           {"abc", "", 3},
      {"abc", "abd", 1},   {"ab", "ba", 1},   {"abcd", "badc", 2}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
      {"flaw", "lawn", 2}, {"abc", "cab", 2},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(edit_distance(one.word, one.candidate, 9), one.distance) << one.word << " " << one.candidate;
    EXPECT_EQ(edit_distance(one.candidate, one.word, 9), one.distance) << one.candidate << " " << one.word;
    if (one.distance > 0) {
      EXPECT_EQ(edit_distance(one.word, one.candidate, one.distance - 1), std::nullopt) << one.word;
    }
  }
}

}  // namespace
}  // namespace connectory::base
