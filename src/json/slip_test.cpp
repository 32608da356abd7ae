#include "json/slip.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace connectory::json {
namespace {

TEST(Slip, IsNamedInWordsThatHelp) {
  struct Case {
    const char* name;
    const char* text;
    const char* words;
  };
  const Case cases[] = {
      {"a comma too many", R"({"a": 1,})", "there is a comma before the '}'"},
      {"a comma too many in a list", "[1,\n]", "there is a comma before the ']'"},
      {"a comma too few", R"({"a": 1 "b": 2})", "a ',' or ':' is missing before it"},
      {"single quotes", R"({'a': 1})", "double quotes"},
      {"no quotes", R"({a: 1})", "write keys in double quotes"},
      {"a comment", "{\"a\": 1 // one\n}", "no comments"},
      {"a word of Python", R"({"a": True})", "lower case"},
      {"another one", R"({"a": None})", "lower case"},
      {"quotes in quotes", R"({"a": "say "yes" now"})", R"(written \")"},
      {"a brace left open", "{\n  \"a\": {\n    \"b\": 1\n}", "the '{' of line 2 is not closed"},
      {"a bracket left open", "{\"a\": [1, 2}", "the '[' of line 1 is not closed"},
      {"a bracket after an escaped quote", R"({"a": "\"[", "b": {"c": 1})", "the '{' of line 1 is not closed"},
      {"a brace left open after blanks", "{\n  \"a\": {\n  },\n  \"b\": [\n  ]\n", "the '{' of line 1 is not closed"},
      {"a text left open", "{\"a\": \"x\n}", "closing quote"},
  };
  for (const Case& c : cases) {
    const auto document = Document::parse(c.text);
    ASSERT_FALSE(document) << c.name;
    EXPECT_NE(document.error().detail.find(c.words), std::string::npos) << c.name << ": " << document.error().detail;
  }
  EXPECT_EQ(slip_at("", 0), "");
  EXPECT_EQ(slip_at("x", 7), "");
}

}  // namespace
}  // namespace connectory::json
