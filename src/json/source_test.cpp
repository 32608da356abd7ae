#include "json/source.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace connectory::json {
namespace {

TEST(Source, KnowsThePlaceOfEveryValueAndKeyOfJson) {
  const std::string text = "{\n  \"a\": [1,\n        {\"\xc3\xa9\": null}],\r\n\n\t\"b\": \"x\\ny\"}";
  auto parsed = Source::from_json(text);
  ASSERT_TRUE(parsed.has_value());
  const Source source = *std::move(parsed);  // a Source may move as long as no Value of it is in use
  EXPECT_EQ(source.json(), text);
  std::vector<std::string> places;
  const auto visit = [&](auto& self, Value value) -> void {
    const Position at = source.position_of(value);
    places.push_back(std::to_string(at.line) + ":" + std::to_string(at.column));
    EXPECT_EQ(at.line, value.position().line);
    EXPECT_EQ(at.column, value.position().column);
    for (const Value element : value.elements()) self(self, element);
    for (const auto [key, member] : value.members()) self(self, key), self(self, member);
  };
  visit(visit, source.root());
  EXPECT_EQ(places, (std::vector<std::string>{"1:1", "2:3", "2:8", "2:9", "3:9", "3:10", "3:15", "5:2", "5:7"}));
}

TEST(Source, IsJsonOrYamlByNameThenByFirstCharacter) {
  struct Case {
    std::string_view text;
    std::string_view name;
    Source::Format format;
  };
  using enum Source::Format;
  const Case cases[] = {
      {"a: 1", "x.json", json}, {"{}", "x.yaml", yaml}, {"{}", "x.yml", yaml}, {"{}", "", json},
      {" \n\t[1]", "", json},   {"a: 1", "", yaml},     {"", "", yaml},        {"{}", "connector.txt", json},
      {"---\n", "stdin", yaml}, {"\"a\": 1", "", yaml},
  };
  for (const Case& row : cases)
    EXPECT_EQ(Source::format_of(row.text, row.name), row.format) << row.name << ": " << row.text;
}

TEST(Source, SaysWhereAMistakeIs) {
  const auto source = Source::parse_any("{\n \"a\": 1,\n \"a\": 2}");
  ASSERT_FALSE(source.has_value());
  EXPECT_EQ(source.error().code, Error::Code::duplicate_key);
  EXPECT_EQ(source.error().line, 3U);
}

TEST(Source, KnowsWhereAPartOfAStringIs) {
  const auto part = [](const Source& source, std::size_t begin, std::size_t end) -> std::string {
    const auto found = source.extent_of_part(*source.root().find("a"), begin, end);
    if (!found) return "absent";
    return fmt::format("{}:{}-{}", found->begin.line, found->begin.column, found->end.column);
  };
  const auto json = [](std::string_view text) { return *Source::from_json(std::string(text)); };
  const auto yaml = [](std::string_view text) { return *Source::from_yaml(text); };
  EXPECT_EQ(part(json(R"({"a": "xyz"})"), 1, 2), "1:9-10");
  EXPECT_EQ(part(json(R"({"a": "xyz"})"), 1, 99), "1:9-11");
  EXPECT_EQ(part(json(R"({"a": "xyz"})"), 3, 99), "1:11-12");
  EXPECT_EQ(part(json("{\"a\": \"\u00e9yz\"}"), 2, 3), "1:9-10");
  EXPECT_EQ(part(json(R"({"a": "x\ny"})"), 1, 2), "absent");
  EXPECT_EQ(part(yaml("a: xyz\n"), 1, 2), "1:5-6");
  EXPECT_EQ(part(yaml("\na: 'xyz'\n"), 1, 2), "2:6-7");
  EXPECT_EQ(part(yaml("a: 'x''z'\n"), 1, 2), "absent");
  EXPECT_EQ(part(yaml("a: |\n  x\n  y\n"), 1, 2), "absent");
}

}  // namespace
}  // namespace connectory::json
