#include "text/expression.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::text {
namespace {

TEST(Expression, IsRefusedAtTheByteThatIsWrong) {
  using Code = SyntaxError::Code;
  struct Case {
    const char* text;
    Code code;
    std::size_t offset;
    const char* detail;
  };
  const Case cases[] = {
      {"", Code::not_closed, 0, "the text ends, but a name, a string in quotes or a number was expected"},
      {"a b", Code::unexpected, 2, "found 'b', but an operator or the end was expected"},
      {"row.", Code::not_closed, 4, "the text ends, but a name of letters, digits and '_' was expected"},
      {"row.x |", Code::not_closed, 7, "the text ends, but the name of a filter was expected"},
      {"row.x | lower(", Code::not_closed, 14,
       "the text ends, but a name, a string in quotes or a number was expected"},
      {"(1", Code::not_closed, 2, "the text ends, but ')' was expected"},
      {"[1, 2", Code::not_closed, 5, "the text ends, but ',' or ']' was expected"},
      {"{'a' 1}", Code::unexpected, 5, "found '1', but ':' was expected"},
      {"row[1", Code::not_closed, 5, "the text ends, but ']' was expected"},
      {"row[]", Code::unexpected, 4, "found ']', but a name, a string in quotes or a number was expected"},
      {"'abc", Code::not_closed, 0, "the string that starts here has no closing quote"},
      {R"('\q')", Code::unexpected, 2, "found 'q', but a quote, a backslash, n, r or t after a backslash was expected"},
      {"1 +", Code::not_closed, 3, "the text ends, but a name, a string in quotes or a number was expected"},
      {"1 && 2", Code::unexpected, 2, "'&&' is not an operator; write and"},
      {"1 || 2", Code::unexpected, 2, "'||' is not an operator; write or"},
      {"row.a = 1", Code::unexpected, 6, "'=' is not an operator; write =="},
      {"row.a === 1", Code::unexpected, 6, "'===' is not an operator; write =="},
      {"row.a <> 1", Code::unexpected, 6, "'<>' is not an operator; write !="},
      {"!row.a", Code::unexpected, 0, "'!' is not an operator; write not"},
      {"row.a ? 1 : 2", Code::unexpected, 6, "'?' is not an operator; write a if condition else b"},
      {"row.a is", Code::not_closed, 8, "the text ends, but a test, such as none, defined or empty was expected"},
      {"row.name.upper()", Code::unexpected, 14, "found '('; values have no methods, but a filter may do it: | upper"},
      {"row['x'](1)", Code::unexpected, 8, "found '('; values have no methods, but a filter may do it: | x"},
      {"12abc", Code::unexpected, 2, "found 'a', but the end of the number was expected"},
      {"1e99999", Code::unexpected, 0, "this number is out of range"},
      {"if", Code::unexpected, 0, "found 'i', but a name, a string in quotes or a number was expected"},
      {"$.a", Code::unexpected, 0, "found '$', but a name, a string in quotes or a number was expected"},
      {"row.a \x01", Code::unexpected, 6, "found a special character, but an operator or the end was expected"},
  };
  for (const Case& one : cases) {
    const auto parsed = parse_expression(one.text);
    ASSERT_FALSE(parsed) << one.text;
    EXPECT_EQ(parsed.error().code, one.code) << one.text;
    EXPECT_EQ(parsed.error().offset, one.offset) << one.text;
    EXPECT_EQ(parsed.error().detail, one.detail) << one.text;
  }
}

TEST(Expression, IsBounded) {
  const auto repeated = [](std::string_view first, std::string_view part, std::size_t count) {
    std::string text(first);
    for (std::size_t index = 0; index < count; ++index) text += part;
    return text;
  };
  const auto nested = [&](std::size_t depth) { return repeated("", "(", depth) + "1" + repeated("", ")", depth); };
  const std::size_t depth = base::limits::expression_depth_max;
  const std::size_t count = base::limits::expression_arguments_max;
  const std::string accepted[] = {
      nested(depth - 1),
      repeated("1", "|int", depth),
      repeated("1", "+1", count - 1),
      repeated("1", "~1", count - 1),
      repeated("1", " or 1", count - 1),
      repeated("1", "<1", count - 1),
      repeated("[1", ",1", count - 1) + "]",
      repeated("row", ".a", depth),
      repeated("", "-", depth - 1) + "1",
      repeated("", "not ", depth - 1) + "1",
      "'" + std::string(base::limits::expression_bytes_max - 10, 'x') + "'",
  };
  const std::string refused[] = {
      nested(depth),
      repeated("1", "|int", depth + 1),
      repeated("1", "+1", count),
      repeated("1", "~1", count),
      repeated("1", " or 1", count),
      repeated("1", "<1", count),
      repeated("[1", ",1", count) + "]",
      repeated("row", ".a", depth + 1),
      repeated("row[1:]", "[1:]", depth + 1),
      repeated("", "-", depth) + "1",
      repeated("", "not ", depth) + "1",
      "'" + std::string(base::limits::expression_bytes_max, 'x') + "' ~ 1",
      repeated("1", " if 1", count + 1),
      repeated("1", " if 1 else 1", depth),
  };
  for (const std::string& text : accepted) {
    const auto parsed = parse_expression(text);
    EXPECT_TRUE(parsed) << text.substr(0, 40) << ": " << parsed.error().detail;
  }
  for (const std::string& text : refused) {
    const auto parsed = parse_expression(text);
    ASSERT_FALSE(parsed) << text.substr(0, 40);
    EXPECT_EQ(parsed.error().code, SyntaxError::Code::too_large) << text.substr(0, 40);
  }
}

TEST(Expression, NamesWhatMeansNothing) {
  using Code = Problem::Code;
  struct Case {
    const char* text;
    Code code;
    std::size_t offset;
    const char* name;
    const char* detail;
  };
  const Case cases[] = {
      {"1 + rows.a", Code::unknown_root, 4, "rows.a", ""},
      {"1 + today2()", Code::unknown_function, 4, "today2", ""},
      {"row.a | lowercase", Code::unknown_filter, 8, "lowercase", ""},
      {"row.a is string", Code::unknown_test, 9, "string", ""},
      {"now(1)", Code::arguments, 0, "now", "the function 'now' takes 0 arguments, not 1"},
      {"range_days(1)", Code::arguments, 0, "range_days", "the function 'range_days' takes 2 arguments, not 1"},
      {"max()", Code::arguments, 0, "max", "the function 'max' takes at least 1 argument, not 0"},
      {"row.a | date", Code::arguments, 8, "date", "the filter 'date' takes 1 to 2 arguments, not 0"},
      {"row.a | lower(1)", Code::arguments, 8, "lower", "the filter 'lower' takes 0 arguments, not 1"},
      {"row.a | split(1)", Code::arguments, 14, "split",
       "'separator' of the filter 'split' must be a string in quotes"},
      {"row.a | round('1')", Code::arguments, 14, "round", "'digits' of the filter 'round' must be a whole number"},
      {"row.a | round(1.5)", Code::arguments, 14, "round", "'digits' of the filter 'round' must be a whole number"},
      {"row.a | match(row.b)", Code::arguments, 14, "match",
       "'pattern' of the filter 'match' must be a regular expression in quotes"},
      {"row.a | date(row.b)", Code::arguments, 13, "date",
       "'format' of the filter 'date' must be a date format in quotes"},
      {"row.a | date('Q')", Code::date_format, 13, "Q", "'Q' is not a part of a date"},
      {"row.a | date('YYYY', 'Mars')", Code::time_zone, 21, "Mars", ""},
      {"row.a | match('(')", Code::regex, 14, "match", "missing ): ("},
      {"row.a | match('\\\\p{L}{999}')", Code::regex_size, 14, "match",
       "its compiled program needs more than 1048576 bytes"},
      {"row.a | add('1D')", Code::arguments, 12, "add",
       "'duration' of the filter 'add' must be a duration in quotes, such as 'P1D', '-P1M' or 'PT6H'"},
  };
  for (const Case& one : cases) {
    const auto parsed = parse_expression(one.text);
    ASSERT_TRUE(parsed) << one.text << ": " << parsed.error().detail;
    ASSERT_EQ(parsed->problems().size(), 1U) << one.text;
    const Problem& problem = parsed->problems()[0];
    EXPECT_EQ(problem.code, one.code) << one.text;
    EXPECT_EQ(problem.offset, one.offset) << one.text;
    EXPECT_EQ(problem.name, one.name) << one.text;
    EXPECT_EQ(problem.detail, one.detail) << one.text;
  }
}

TEST(Expression, FindsDeclaredIdsWithHyphens) {
  const auto declared = [](Root root, std::string_view id) {
    return root == Root::user_input && (id == "api-key" || id == "api.key.v2" || id == "plain");
  };
  const base::FunctionRef<bool(Root, std::string_view)> is_declared(declared);
  const ParseContext context{.is_declared = &is_declared};
  struct Case {
    const char* text;
    const char* id;  // null: no hint
  };
  const Case cases[] = {{"user_input.api-key", "api-key"},       {"user_input.api-key-1", "api-key"},
                        {"user_input.api.key.v2", "api.key.v2"}, {"user_input.api.key.v2.x", "api.key.v2"},
                        {"user_input.plain-1", nullptr},         {"user_input['api-key']", nullptr},
                        {"settings.api-key", nullptr},           {"user_input.other-key", nullptr}};
  for (const Case& one : cases) {
    const auto parsed = parse_expression(one.text, context);
    ASSERT_TRUE(parsed) << one.text;
    std::string hinted;
    for (const Problem& problem : parsed->problems())
      if (problem.code == Problem::Code::dashed_id) hinted = problem.name;
    EXPECT_EQ(hinted, one.id == nullptr ? "" : one.id) << one.text;
  }
}

TEST(Expression, KnowsComparisonsThatAreDecidedInAdvance) {
  const auto kinds = [](const PathNode& path) -> Kinds {
    if (path.root == Root::status) return Kinds::number;
    if (path.root == Root::headers) return Kinds::text | Kinds::none;
    if (path.root == Root::query) return Kinds::moment;
    return Kinds::any();
  };
  const char* const idle[] = {"status == '200'",
                              "status != none",
                              "'a' == 1",
                              "status < 'a'",
                              "headers.x > 5",
                              "(headers.x | lower) == 1",
                              "1 in 5",
                              "'a' in status",
                              "[1] == 1",
                              "(row.x | length) == '0'",
                              "(row.x is none) == 1",
                              "query.start_date.date == 20240101",
                              "not row.x == 'a'",
                              "[1] < [2]",
                              "status == ('a' if row.x else 'b')",
                              "1 < 2 < 'c'",
                              "(row.x | default('a') | json) == none"};
  const char* const useful[] = {"status == 200",
                                "headers.x == none",
                                "row.x == '1'",
                                "row.x > 5",
                                "query.start_date.date > '2024-01-01'",
                                "'a' in headers",
                                "headers.x == 'a'",
                                "(row.x or 1) == 'a'",
                                "(row.x | first) == 1",
                                "1 in row.x",
                                "now() < query.end_date.date",
                                "(row.x | int) == none",
                                "status == row.x",
                                "('a' if row.x) == none"};
  for (const char* text : idle) {
    const auto parsed = parse_expression(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(idle_comparisons(*parsed, kinds).size(), std::string_view(text) == "not row.x == 'a'" ? 0U : 1U) << text;
  }
  for (const char* text : useful) {
    const auto parsed = parse_expression(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_TRUE(idle_comparisons(*parsed, kinds).empty()) << text;
  }
}

TEST(Expression, KnowsItsPathOrLiteral) {
  EXPECT_EQ(parse_expression("row.a['b c'][0]")->path()->steps.size(), 3U);
  EXPECT_EQ(parse_expression("row.a | lower")->path(), nullptr);
  EXPECT_EQ(parse_expression("'x'")->literal()->value.text(), "x");
  EXPECT_EQ(Expression().path(), nullptr);
}

}  // namespace
}  // namespace connectory::text
