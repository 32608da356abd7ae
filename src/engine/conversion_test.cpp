#include "engine/conversion.h"

#include <sstream>

#include "engine/fixture_impl.h"
#include "language/reference.h"

namespace connectory::engine {
namespace {

struct TestOutcome {
  std::string json;
  bool has_failed;
};

TestOutcome converted(std::string_view json, std::string_view type) {
  const auto document = json::Document::parse(std::string(json));
  if (!document) return {"not JSON", false};
  const auto data_type = language::parse_data_type(type);
  if (!data_type) return {"no data type", false};
  Arena arena;
  const Converted made =
      convert(with_percent_read(Value::json(document->root()), *data_type, arena), *data_type, arena);
  return {json_of(made.value), made.has_failed};
}

TEST(Conversion, MakesWhatTheReferenceShows) {
  const std::string page = language::reference();
  const std::size_t begin = page.find("### Examples of conversions");
  ASSERT_NE(begin, std::string::npos);
  std::istringstream lines(page.substr(begin, page.find("\n##", begin + 1) - begin));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(cell);
    if (cells.size() != 4 || codes_in(cells[1]).empty()) continue;
    const std::vector<std::string> results = codes_in(cells[3]);
    for (const std::string& value : codes_in(cells[2])) {
      ++count;
      const TestOutcome made = converted(value, codes_in(cells[1])[0]);
      EXPECT_EQ(made.json, results.empty() ? "null" : results[0]) << line;
      EXPECT_EQ(made.has_failed, cells[3].find("counted") != std::string::npos) << line;
    }
  }
  EXPECT_GE(count, 35U);
}

TEST(Conversion, KeepsOrRefusesTheRest) {
  struct Case {
    const char* value;
    const char* type;
    const char* made;
    bool has_failed;
  };
  const Case cases[] = {
      {"null", "int.number.value", "null", false},
      {"null", "string.text.json", "null", false},
      {R"("  7 ")", "int.number.value", "7", false},
      {R"("+007")", "int.number.value", "7", false},
      {R"("00")", "int.number.value", "0", false},
      {R"("-0.50")", "float.number.value", "-0.50", false},
      {R"("1e3")", "int.number.value", "1000", false},
      {R"("1e400")", "float.number.value", "1e400", false},
      {R"("1e9999")", "int.number.value", "null", true},
      {R"("0x10")", "int.number.value", "null", true},
      {R"("1 000")", "int.number.value", "null", true},
      {R"(".5")", "float.number.value", "null", true},
      {R"("5.")", "float.number.value", "null", true},
      {R"("NaN")", "float.number.value", "null", true},
      {R"("--5")", "float.number.value", "null", true},
      {"[5]", "int.number.value", "null", true},
      {"{}", "float.number.value", "null", true},
      {R"("12.5 %")", "float.number.percentage", "0.125", false},
      {R"("%")", "float.number.percentage", "null", true},
      {R"("  ")", "float.number.percentage", "null", false},
      {"1.0", "bool.boolean.value", "true", false},
      {R"(" NO ")", "bool.boolean.value", "false", false},
      {"[]", "bool.boolean.value", "null", true},
      {R"("2024-02-30")", "string.time.date", "null", true},
      {R"("")", "string.time.date", "null", false},
      {R"("2024-01-31T12:00:00.250Z")", "string.time.datetime", R"("2024-01-31T12:00:00.250+00:00")", false},
      {R"("2024-01-31")", "string.time.datetime", R"("2024-01-31T00:00:00+00:00")", false},
      {"1706659200", "int.time.timestamp", "1706659200", false},
      {"[]", "string.text.value", R"("[]")", false},
      {"true", "string.text.json", R"("true")", false},
  };
  for (const Case& c : cases) {
    const TestOutcome made = converted(c.value, c.type);
    EXPECT_EQ(made.json, c.made) << c.value << " " << c.type;
    EXPECT_EQ(made.has_failed, c.has_failed) << c.value << " " << c.type;
  }
}

}  // namespace
}  // namespace connectory::engine
