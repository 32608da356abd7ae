#include "text/template.h"

#include <gtest/gtest.h>

#include "text/date_format.h"
#include "text/filters.h"

namespace connectory::text {
namespace {

// Shows the structure of a template: texts in angle brackets, expressions in braces.
std::string show(const Operand& operand) {
  if (const auto* name = std::get_if<Name>(&operand)) return name->text();
  const auto& value = std::get<Literal>(operand).value;
  if (std::holds_alternative<std::monostate>(value)) return "null";
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const double* number = std::get_if<double>(&value)) return std::to_string(*number).substr(0, 4);
  return "'" + std::get<std::string>(value) + "'";
}

std::string show(const Template& parsed) {
  std::string shown;
  for (const auto& part : parsed.parts) {
    if (const auto* text = std::get_if<std::string>(&part)) {
      shown += "<" + *text + ">";
      continue;
    }
    const auto& expression = std::get<Expression>(part);
    shown += "{" + show(expression.subject);
    for (const Filter& filter : expression.filters) {
      shown += " | " + filter.name;
      for (const Operand& argument : filter.arguments) shown += " " + show(argument);
    }
    shown += "}";
  }
  return shown;
}

TEST(Template, IsReadByItsGrammar) {
  struct Case {
    const char* name;
    const char* text;
    const char* shown;
  };
  const Case cases[] = {
      {"nothing", "", ""},
      {"text only", "GET /x?a={b}", "<GET /x?a={b}>"},
      {"closing braces are text", "{\"a\":{\"b\":1}}", "<{\"a\":{\"b\":1}}>"},
      {"one placeholder", "{{ user.access_token }}", "{user.access_token}"},
      {"without spaces", "Bearer {{user.access_token}}", "<Bearer >{user.access_token}"},
      {"two side by side", "{{a}}{{b}}", "{a}{b}"},
      {"a call", "{{ identity() }}", "{identity()}"},
      {"a filter", "{{ query.start_date.date | date(\"YYYYMMDD\") }}", "{query.start_date.date | date 'YYYYMMDD'}"},
      {"a chain", "{{ a|lower|replace('x', \"y\")|first }}", "{a | lower | replace 'x' 'y' | first}"},
      {"a filter without arguments and with parentheses", "{{ a | round() }}", "{a | round}"},
      {"a name as argument", "{{ a | hmac_sha256(secrets.key) }}", "{a | hmac_sha256 secrets.key}"},
      {"numbers and words", "{{ a | default(-1.5) | default(true) | default(null) }}",
       "{a | default -1.5 | default true | default null}"},
      {"a subscript", "{{ row['Campaign name'].x[0] }}", "{row.Campaign name.x.0}"},
      {"braces in a string", "{{ '}}' }}x{{ \"{{\" }}", "{'}}'}<x>{'{{'}"},
      {"escapes in a string", R"({{ "a\"b\\\n" }})", "{'a\"b\\\n'}"},
      {"line breaks between", "{{\n a\n | trim\n}}", "{a | trim}"},
  };
  for (const Case& c : cases) {
    const auto parsed = parse_template(c.text);
    ASSERT_TRUE(parsed) << c.name << ": " << parsed.error().detail;
    EXPECT_EQ(show(*parsed), c.shown) << c.name;
  }
}

TEST(Template, IsRefusedAtTheByteThatIsWrong) {
  using Code = TemplateError::Code;
  struct Case {
    const char* name;
    std::string text;
    Code code;
    std::size_t offset;
  };
  const Case cases[] = {
      {"empty placeholder", "{{ }}", Code::unexpected, 3},
      {"never closed", "a {{ b", Code::not_closed, 2},
      {"one closing brace", "{{ a }", Code::unexpected, 5},
      {"two names", "{{ a b }}", Code::unexpected, 5},
      {"a dot at the end", "{{ a. }}", Code::unexpected, 5},
      {"no filter behind the bar", "{{ a | }}", Code::unexpected, 7},
      {"an open parenthesis", "{{ a | date(\"x\" }}", Code::unexpected, 16},
      {"an open string", "{{ \"a }}", Code::not_closed, 3},
      {"an unknown escape", R"({{ "\q" }})", Code::unexpected, 5},
      {"arguments of a call", "{{ now(1) }}", Code::unexpected, 7},
      {"a path as name", "{{ $.a }}", Code::unexpected, 3},
      {"an empty subscript", "{{ a[] }}", Code::unexpected, 5},
      {"too many placeholders",
       [] {
         std::string s;
         for (int i = 0; i < 1001; ++i) s += "{{a}}";
         return s;
       }(),
       Code::too_large, 5000},
      {"too many filters",
       [] {
         std::string s = "{{a";
         for (int i = 0; i < 33; ++i) s += "|b";
         return s + "}}";
       }(),
       Code::too_large, 68},
      {"too much text", std::string(256 * 1024 + 1, 'x'), Code::too_large, 0},
  };
  for (const Case& c : cases) {
    const auto parsed = parse_template(c.text);
    ASSERT_FALSE(parsed) << c.name;
    EXPECT_EQ(parsed.error().code, c.code) << c.name << ": " << parsed.error().detail;
    EXPECT_EQ(parsed.error().offset, c.offset) << c.name << ": " << parsed.error().detail;
  }
}

TEST(Template, IsTakenUpToItsBounds) {
  const auto repeated = [](std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
  };
  struct Case {
    const char* name;
    std::string taken;
    std::string refused;
  };
  const Case cases[] = {
      {"placeholders", repeated("{{a}}", 1000), repeated("{{a}}", 1001)},
      {"filters", "{{a" + repeated("|b", 32) + "}}", "{{a" + repeated("|b", 33) + "}}"},
      {"arguments", "{{a|b(1" + repeated(",1", 7) + ")}}", "{{a|b(1" + repeated(",1", 8) + ")}}"},
      {"steps", "{{a" + repeated(".b", 31) + "}}", "{{a" + repeated(".b", 32) + "}}"},
      {"bytes", std::string(256 * 1024, 'x'), std::string(256 * 1024 + 1, 'x')},
  };
  for (const Case& one : cases) {
    EXPECT_TRUE(parse_template(one.taken).has_value()) << one.name;
    const auto refused = parse_template(one.refused);
    ASSERT_FALSE(refused.has_value()) << one.name;
    EXPECT_EQ(refused.error().code, TemplateError::Code::too_large) << one.name;
  }
  EXPECT_TRUE(parse_expression("'" + std::string(256 * 1024 - 2, 'x') + "'").has_value());
  EXPECT_FALSE(parse_expression("'" + std::string(256 * 1024 - 1, 'x') + "'").has_value());
}

TEST(Template, KnowsWhereItsPartsStand) {
  const auto parsed = parse_template("ab{{ user.id | replace(row['x y'], -1) }}");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_FALSE(parsed->is_constant());
  const auto& expression = std::get<Expression>(parsed->parts.at(1));
  EXPECT_EQ(expression.offset, 5U);
  const Name& subject = std::get<Name>(expression.subject);
  EXPECT_EQ(std::pair(subject.offset, subject.length), std::pair(std::size_t{5}, std::size_t{7}));
  EXPECT_EQ(expression.filters.at(0).offset, 15U);
  const Name& first = std::get<Name>(expression.filters[0].arguments.at(0));
  EXPECT_EQ(std::pair(first.offset, first.length), std::pair(std::size_t{23}, std::size_t{10}));
  const Literal& second = std::get<Literal>(expression.filters[0].arguments.at(1));
  EXPECT_EQ(std::pair(second.offset, second.length), std::pair(std::size_t{35}, std::size_t{2}));
  EXPECT_TRUE(parse_template("")->is_constant());
  EXPECT_TRUE(parse_template("text")->is_constant());
  EXPECT_FALSE(parse_template("{{ 'text' }}")->is_constant());
}

TEST(Filters, HaveExamplesThatAreExpressionsOfTheirOwn) {
  for (const FilterRule& rule : filter_rules()) {
    const auto parsed = parse_expression(rule.example);
    ASSERT_TRUE(parsed) << rule.name;
    ASSERT_FALSE(parsed->filters.empty()) << rule.name;
    EXPECT_EQ(parsed->filters.back().name, rule.name);
    EXPECT_LE(parsed->filters.back().arguments.size(), rule.arguments.size()) << rule.name;
    EXPECT_EQ(find_filter(rule.name), &rule);
  }
  EXPECT_EQ(find_filter("nothing"), nullptr);
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
