#include "engine/rows.h"

#include <sstream>

#include "engine/fixture_impl.h"
#include "language/reference.h"

namespace connectory::engine {
namespace {

std::string rows_of(std::string_view response, std::string_view path) {
  const auto document = json::Document::parse(std::string(response));
  const auto parsed = json::Path::parse(path);
  if (!document || !parsed) return "not JSON, or no path";
  const auto rows = rows_at(*parsed, Value::json(document->root()));
  if (!rows) return "error: " + rows.error().sentence;
  std::string made;
  for (const Value& row : *rows) made += (made.empty() ? "" : " ") + json_of(row);
  return made;
}

// The reference's table has the columns type, response, path and rows, each with texts in backticks.
TEST(Rows, AreThoseOfTheReference) {
  const std::string page = language::reference();
  const std::size_t begin = page.find("## Rows of a response");
  ASSERT_NE(begin, std::string::npos);
  std::istringstream lines(page.substr(begin, page.find("\n## ", begin + 1) - begin));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(cell);
    if (cells.size() != 5 || cells[1] != " JSON ") continue;
    std::vector<std::string> paths = codes_in(cells[3]);
    if (cells[3].find("absent") != std::string::npos) paths.emplace_back("$");
    std::string expected;
    for (const std::string& row : codes_in(cells[4].substr(0, cells[4].find('.')))) {
      const auto document = json::Document::parse(row);
      ASSERT_TRUE(document) << line;
      expected += (expected.empty() ? "" : " ") + json_of(Value::json(document->root()));
    }
    for (const std::string& response : codes_in(cells[2]))
      for (const std::string& path : paths) {
        ++count;
        EXPECT_EQ(rows_of(response, path), expected) << line << path;
      }
  }
  EXPECT_GE(count, 18U);
}

TEST(Rows, AreOfAnyKind) {
  EXPECT_EQ(rows_of(R"([1,"a",true,[],{},null])", "$"), R"(1 "a" true [] {})");
  EXPECT_EQ(rows_of("true", "$"), "true");
  EXPECT_EQ(rows_of(R"({"a":{"b":1},"c":[{"b":2},{"x":3}]})", "$..b"), "1 2");
  EXPECT_EQ(rows_of(R"({"a":[1,2,3,4]})", "$.a[1:3]"), "2 3");
  EXPECT_EQ(rows_of(R"({"a":[{"n":1},{"n":5}]})", "$.a[?@.n > 2]"), R"({"n":5})");
  EXPECT_EQ(rows_of("7", "$.a"), "");
}

}  // namespace
}  // namespace connectory::engine
