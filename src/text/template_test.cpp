#include "text/template.h"

#include <gtest/gtest.h>

#include "text/date_format.h"

namespace connectory::text {
namespace {

// Shows the structure of a template: texts in angle brackets, the text of each expression in braces.
std::string show(std::string_view text) {
  const auto parsed = parse_template(text);
  if (!parsed) return "refused at " + std::to_string(parsed.error().offset) + ": " + parsed.error().detail;
  std::string shown;
  for (const auto& part : parsed->parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      shown += "<" + *literal + ">";
      continue;
    }
    const auto& expression = std::get<Expression>(part);
    const Node& whole = expression.node(expression.root());
    shown += "{" + std::string(text.substr(whole.begin, whole.end - whole.begin)) + "}";
  }
  return shown;
}

TEST(Template, IsSplitIntoTextsAndExpressions) {
  struct Case {
    const char* text;
    const char* shown;
  };
  const Case cases[] = {
      {"", ""},
      {"GET /x?a={b}", "<GET /x?a={b}>"},
      {R"({"a":{"b":1}})", R"(<{"a":{"b":1}}>)"},
      {"{{ user.access_token }}", "{user.access_token}"},
      {"Bearer {{user.access_token}}", "<Bearer >{user.access_token}"},
      {"{{row.a}}{{row.b}}", "{row.a}{row.b}"},
      {"a{{ row.a | lower }}b", "<a>{row.a | lower}<b>"},
      {"{{ '}}' }}x{{ \"{{\" }}", "{'}}'}<x>{\"{{\"}"},
      {"{{ {'a': {'b': 1}} }}", "{{'a': {'b': 1}}}"},
      {"{{ [[1, 2], {'a': 1}['a']] }}", "{[[1, 2], {'a': 1}['a']]}"},
      {"{{\n row.a\n | trim\n}}", "{row.a\n | trim}"},
      {"a {{ row.b", "refused at 2: the placeholder that starts here has no '}}'"},
      {"{{ }}", "refused at 3: found '}', but a name, a string in quotes or a number was expected"},
      {"{{ row.a }", "refused at 9: found '}', but an operator or '}}' was expected"},
      {"{{ row.a b }}", "refused at 9: found 'b', but an operator or '}}' was expected"},
      {"{{ \"a }}", "refused at 3: the string that starts here has no closing quote"},
      {"x{{ 1 }}{{ 2 ? }}", "refused at 13: '?' is not an operator; write a if condition else b"},
  };
  for (const Case& one : cases) EXPECT_EQ(show(one.text), one.shown) << one.text;
}

TEST(Template, IsBounded) {
  std::string placeholders;
  for (int count = 0; count < 1000; ++count) placeholders += "{{1}}";
  EXPECT_TRUE(parse_template(placeholders));
  EXPECT_EQ(parse_template(placeholders + "{{1}}").error().code, SyntaxError::Code::too_large);
  EXPECT_TRUE(parse_template(std::string(256 * 1024, 'x')));
  EXPECT_EQ(parse_template(std::string(256 * 1024 + 1, 'x')).error().code, SyntaxError::Code::too_large);
}

TEST(Template, IsConstantOrWhole) {
  EXPECT_TRUE(parse_template("")->is_constant());
  EXPECT_TRUE(parse_template("text")->is_constant());
  EXPECT_FALSE(parse_template("{{ 'text' }}")->is_constant());
  EXPECT_NE(parse_template("{{ 'text' }}")->whole(), nullptr);
  EXPECT_EQ(parse_template(" {{ 'text' }}")->whole(), nullptr);
  EXPECT_EQ(parse_template("text")->whole(), nullptr);
}

TEST(DateFormat, IsReadInEachSpelling) {
  using enum DatePart;
  using DateParts = std::vector<std::variant<std::string, DatePart>>;
  struct Case {
    const char* text;
    DateParts parts;
  };
  const Case cases[] = {
      {"YYYY-MM-DD", {year, "-", month, "-", day}},
      {"YYYYMMDD", {year, month, day}},
      {"YYYY-MM-DDTHH:mm:ss.SSSZ",
       {year, "-", month, "-", day, "T", hour, ":", minute, ":", second, ".", millisecond, offset}},
      {"D MMMM YYYY", {day_short, " ", month_name, " ", year}},
      {"[year] YYYY", {"year ", year}},
      {"yyyy/MM/dd", {year, "/", month, "/", day}},
      {"%Y-%m-%d %H:%M", {year, "-", month, "-", day, " ", hour, ":", minute}},
      {"%F", {year, "-", month, "-", day}},
      {"%d%%", {day, "%"}},
      {"Y-m-d\\TH:i:s", {year, "-", month, "-", day, "T", hour, ":", minute, ":", second}},
      {"j/n/y", {day_short, "/", month_short, "/", year_short}},
      {"timestamp", {unix_seconds}},
      {"timestamp_ms", {unix_milliseconds}},
      {"x", {unix_milliseconds}},
  };
  for (const Case& c : cases) {
    const auto format = parse_date_format(c.text);
    ASSERT_TRUE(format) << c.text << ": " << format.error();
    EXPECT_EQ(format->parts, c.parts) << c.text;
  }
  for (const char* wrong : {"", "-", "YYYY-QQ", "[YYYY", "%", "%Q", "Y-m-q", "12:30"})
    EXPECT_FALSE(parse_date_format(wrong)) << wrong;
}

}  // namespace
}  // namespace connectory::text
