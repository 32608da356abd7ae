#include "text/evaluation.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::text {
namespace {

constexpr const char* context_text = R"json({
  "account": {"id": "act_42", "name": "Nordic", "timezone": "Europe/Helsinki"},
  "row": {"id": 17, "price": 1.50, "big": 9007199254740993, "huge": 123456789012345678901234567890, "name": "Ann B",
          "empty": "", "nothing": null, "yes": true, "no": false, "zero": 0, "list": [3, 1, 2], "texts": ["b", "a", "b"],
          "user": {"login": "ann", "full name": "Ann Bo"}, "none_in_it": [1, null, 2], "mixed": [1, "a"], "number": "17.50",
          "items": [{"id": 1, "on": true}, {"id": 2, "on": false}, {"id": 3}], "unicode": "Åäö€", "emptylist": [],
          "emptyobject": {}, "day": "2024-01-31", "time": "2024-01-31T12:00:00+02:00"},
  "query": {"fields": ["clicks", "cost"]},
  "status": 200,
  "headers": {"x-next": "abc"}
})json";

class Evaluation : public testing::Test {
 protected:
  Evaluation() : document_(*json::Document::parse(context_text)) {
    for (const json::Member member : document_.root().members())
      values_[*find_root(member.name())] = Value::json(member.value);
    values_[Root::query] = Value::json(*document_.root().find("query"));
    surroundings_.now = *parse_moment("2024-03-01T10:20:30+00:00");
    surroundings_.identity = "0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10";
  }

  // The value as JSON; for an error, its code and offset; followed by `!` for each remark.
  std::string show(std::string_view text) {
    const auto expression = parse_expression(text);
    if (!expression) return "syntax at " + std::to_string(expression.error().offset) + ": " + expression.error().detail;
    if (!expression->problems().empty()) return "problem: " + expression->problems()[0].detail;
    Evaluator evaluator(values_, surroundings_, arena_);
    const auto value = evaluator.evaluate(*expression);
    if (!value) return "error at " + std::to_string(value.error().offset) + ": " + value.error().detail;
    std::string shown;
    append_json(shown, *value, 1'000'000);
    return shown + std::string(evaluator.remarks_count(), '!');
  }

  json::Document document_;
  Values values_;
  Surroundings surroundings_;
  Arena arena_;
};

struct Case {
  const char* expression;
  const char* value;
};

#define EXPECT_VALUES(cases) \
  for (const Case& one : cases) EXPECT_EQ(show(one.expression), one.value) << one.expression

TEST_F(Evaluation, ReadsLiterals) {
  const Case cases[] = {
      {"'a'", R"("a")"},
      {R"("a\"b\\\n")", R"("a\"b\\\n")"},
      {"12", "12"},
      {"1.50", "1.5"},
      {"1e3", "1000"},
      {"true", "true"},
      {"False", "false"},
      {"none", "null"},
      {"[1, 'a', [true]]", R"([1,"a",[true]])"},
      {"[]", "[]"},
      {"[1,]", "[1]"},
      {"{'k': 1, \"l\": {}}", R"({"k":1,"l":{}})"},
      {"{'a': 1, 'a': 2}", R"({"a":2})"},
      {"9223372036854775807", "9223372036854775807"},
      {"18446744073709551616", "18446744073709551616"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, ReadsMembers) {
  const Case cases[] = {
      {"account.id", R"("act_42")"},
      {"row.user.login", R"("ann")"},
      {"row.user['full name']", R"("Ann Bo")"},
      {"row['user'].login", R"("ann")"},
      {"row.list[0]", "3"},
      {"row.list[-1]", "2"},
      {"row.list.1", "1"},
      {"row.list[3]", "null"},
      {"row.list[-4]", "null"},
      {"row.list[row.zero]", "3"},
      {"row.user['log' ~ 'in']", R"("ann")"},
      {"row.user[none]", "null"},
      {"row.items[1].id", "2"},
      {"(row.items | first).id", "1"},
      {"row.missing", "null"},
      {"row.missing.deeper['x'][0]", "null"},
      {"row.id.x", "null"},
      {"row.list.x", "null"},
      {"row.name[0]", R"("A")"},
      {"row.unicode[3]", R"("€")"},
      {"row.unicode[-4]", R"("Å")"},
      {"row.name[99]", "null"},
      {"row.price", "1.50"},
      {"row.big", "9007199254740993"},
      {"row.huge", "123456789012345678901234567890"},
      {"status", "200"},
      {"headers['x-next']", R"("abc")"},
      {"partition.repo", "null"},
      {"row.list[1:]", "[1,2]"},
      {"row.list[:2]", "[3,1]"},
      {"row.list[-2:]", "[1,2]"},
      {"row.list[1:-1]", "[1]"},
      {"row.list[2:1]", "[]"},
      {"row.list[:]", "[3,1,2]"},
      {"row.list[-99:99]", "[3,1,2]"},
      {"row.unicode[1:3]", R"("äö")"},
      {"row.nothing[1:]", "null"},
      {"row.id[1:]", "null!"},
      {"row.list['a':]", "null!"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, ComputesWithNumbersOnly) {
  const Case cases[] = {
      {"1 + 2 * 3", "7"},
      {"(1 + 2) * 3", "9"},
      {"7 / 2", "3.5"},
      {"6 / 2", "3"},
      {"7 // 2", "3"},
      {"-7 // 2", "-4"},
      {"7 % -2", "-1"},
      {"0.1 + 0.2", "0.3"},
      {"row.price * 2", "3"},
      {"row.big + 1", "9007199254740994"},
      {"row.huge + 1", "123456789012345678901234567891"},
      {"9223372036854775807 + 1", "9223372036854775808"},
      {"9223372036854775807 * 2", "18446744073709551614"},
      {"-9223372036854775807 - 2", "-9223372036854775809"},
      {"1 / 3", "0.3333333333333333333333333333333333"},
      {"10 - 2 - 3", "5"},
      {"2 - -2", "4"},
      {"--2", "2"},
      {"+2", "2"},
      {"1 / 0", "null!"},
      {"1 // 0", "null!"},
      {"1 % 0", "null!"},
      {"row.nothing + 1", "null!"},
      {"row.missing * 2", "null!"},
      {"row.missing * 2 + 1", "null!!"},
      {"'1' + 1", "null!"},
      {"'2' * 3", "null!"},
      {"true + 1", "null!"},
      {"[1] + [2, 3]", "[1,2,3]"},
      {"'a' + 'b'", R"("ab")"},
      {"[1] - [1]", "null!"},
      {"-'a'", "null!"},
      {"-row.nothing", "null!"},
      {"1e6000 * 1e6000", "null!"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, ComparesValuesOfOneKind) {
  const Case cases[] = {
      {"1 == 1.0", "true"},
      {"1 == '1'", "false"},
      {"1 != '1'", "true"},
      {"'a' == 'a'", "true"},
      {"none == row.missing", "true"},
      {"none == false", "false"},
      {"true == 1", "false"},
      {"[1, 2.0] == [1.0, 2]", "true"},
      {"[1, 2] == [2, 1]", "false"},
      {"[1] == [1, 2]", "false"},
      {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"},
      {"{'a': 1} == {'b': 1}", "false"},
      {"{'a': none} == {'b': none}", "false"},
      {"row.user == row.user", "true"},
      {"row.user == {'login': 'ann', 'full name': 'Ann Bo'}", "true"},
      {"1 < 2", "true"},
      {"2 <= 2.0", "true"},
      {"3 > 10", "false"},
      {"'b' > 'a'", "true"},
      {"'10' < '9'", "true"},
      {"'é' > 'z'", "true"},
      {"false < true", "true"},
      {"1 < 'a'", "null!"},
      {"1 < none", "null!"},
      {"[1] < [2]", "null!"},
      {"1 < 2 < 3", "true"},
      {"1 < 3 < 2", "false"},
      {"3 < 2 < none", "false"},
      {"1 == 1.0 == 1", "true"},
      {"now() > '2024-02-29'", "true"},
      {"'2024-03-01' == today()", "true"},
      {"now() == '2024-03-01T12:20:30+02:00'", "true"},
      {"now() < 'soon'", "null!"},
      {"today() == 1709251200", "false"},
      {"row.huge > row.big", "true"},
      {"2 in row.list", "true"},
      {"9 in row.list", "false"},
      {"9 not in row.list", "true"},
      {"'nn' in row.name", "true"},
      {"'login' in row.user", "true"},
      {"'nobody' in row.user", "false"},
      {"1 in row.nothing", "false"},
      {"1 in 17", "false!"},
      {"1 in '17'", "false"},
      {"none in row.none_in_it", "true"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, ChoosesByTruth) {
  const Case cases[] = {
      {"row.empty or 'x'", R"("x")"},
      {"row.zero or row.no or row.emptylist or row.emptyobject or row.nothing", "null"},
      {"0.0 or 'x'", R"("x")"},
      {"row.name or 'x'", R"("Ann B")"},
      {"row.name and 'x'", R"("x")"},
      {"row.empty and 'x'", R"("")"},
      {"not row.empty", "true"},
      {"not not row.name", "true"},
      {"not row.no and row.yes", "true"},
      {"'a' if row.yes else 'b'", R"("a")"},
      {"'a' if row.no else 'b'", R"("b")"},
      {"'a' if row.no", "null"},
      {"'a' if row.no else 'b' if row.no else 'c'", R"("c")"},
      {"1 or 1 / 0", "1"},  // the right side is not evaluated
      {"1 if true else 1 / 0", "1"},
      {"false and 1 / 0", "false"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, Tests) {
  const Case cases[] = {
      {"row.missing is defined", "false"},    {"row.nothing is defined", "true"}, {"row.missing is none", "true"},
      {"row.nothing is not none", "false"},   {"row.empty is empty", "true"},     {"row.emptylist is empty", "true"},
      {"row.zero is empty", "false"},         {"row.no is empty", "false"},       {"row.nothing is empty", "true"},
      {"row.emptyobject is empty", "true"},   {"row.name is text", "true"},       {"row.id is text", "false"},
      {"row.id is number", "true"},           {"row.price is number", "true"},    {"row.number is number", "false"},
      {"row.list is list", "true"},           {"row.user is object", "true"},     {"row.list is object", "false"},
      {"not row.missing is defined", "true"}, {"1 + 1 is number", "null!"},  // 1 + (1 is number), as in Jinja
      {"row.missing.x is defined", "false"},  {"query.fields is list", "true"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, JoinsTexts) {
  const Case cases[] = {
      {"row.id ~ '-' ~ row.price", R"("17-1.50")"},
      {"'a' ~ row.nothing ~ 'b'", R"("ab")"},
      {"'a' ~ row.list", R"("a3,1,2")"},
      {"'' ~ row.yes", R"("true")"},
      {"'' ~ row.user", R"("{\"login\":\"ann\",\"full name\":\"Ann Bo\"}")"},
      {"'' ~ [1, [2, 3], {'a': none}]", R"("1,[2,3],{\"a\":null}")"},
      {"today() ~ ''", R"("2024-03-01")"},
      {"1 + 2 ~ 3", "null!"},  // 1 + (2 ~ 3), as in Jinja
      {"1 * 2 ~ 3", R"("23")"},
      {"'A' ~ 'B' | lower", R"("Ab")"},
      {"-1 | abs", "1"},
      {"2 * -3 | abs", "6"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, CallsFunctions) {
  const Case cases[] = {
      {"now()", R"("2024-03-01T10:20:30+00:00")"},
      {"today()", R"("2024-03-01")"},
      {"timestamp()", "1709288430"},
      {"identity()", R"("0d5c3b0e-7a1f-4c59-9a6e-2f6f3a1d9a10")"},
      {"uuid()", "null"},
      {"min(3, 1, 2)", "1"},
      {"max(3, none, 2)", "3"},
      {"max(row.list)", "3"},
      {"min(none)", "null"},
      {"min(1, 'a')", "null!"},
      {"max('a', 'b')", R"("b")"},
      {"range_days('2024-02-28', '2024-03-01')", R"(["2024-02-28","2024-02-29","2024-03-01"])"},
      {"range_days('2024-02-28', today() | add('-P2D'))", R"(["2024-02-28"])"},
      {"range_days('2024-03-02', '2024-03-01')", "[]"},
      {"range_days(none, '2024-03-01')", "null"},
      {"range_days('soon', '2024-03-01')", "null!"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, FiltersTexts) {
  const Case cases[] = {
      {"row.unicode | lower", R"("åäö€")"},
      {"row.unicode | upper", R"("ÅÄÖ€")"},
      {"row.nothing | lower", "null"},
      {"row.id | lower", R"("17")"},
      {"row.list | upper", R"("3,1,2")"},
      {"'\t a \n' | trim", R"("a")"},
      {"'aaa' | replace('a', 'b')", R"("bbb")"},
      {"'aaa' | replace('aa', '')", R"("a")"},
      {"'abc' | replace('', 'x')", R"("abc")"},
      {"17 | replace(1, 2)", R"("27")"},
      {"row.name | contains('B')", "true"},
      {"row.list | contains(2)", "true"},
      {"row.user | contains('login')", "true"},
      {"row.nothing | contains('x')", "null"},
      {"row.id | contains('7')", "true"},
      {"row.name | starts_with('Ann')", "true"},
      {"row.name | ends_with('Ann')", "false"},
      {"row.name | match('^A.* B$')", "true"},
      {"row.name | match('b')", "false"},
      {"row.name | regex_extract('(\\\\w+) (\\\\w+)')", R"("Ann")"},
      {"row.name | regex_extract('(\\\\w+) (\\\\w+)', 2)", R"("B")"},
      {"row.name | regex_extract('(\\\\w+) (\\\\w+)', 0)", R"("Ann B")"},
      {"row.name | regex_extract('(\\\\w+) (\\\\w+)', 3)", "null!"},
      {"row.name | regex_extract('[A-Z]')", R"("A")"},
      {"row.name | regex_extract('x')", "null"},
      {"row.name | regex_extract('(x)?A')", "null"},
      {"row.name | regex_replace('([A-Z])', '<\\\\1>')", R"("<A>nn <B>")"},
      {"'createdAt' | snake_case", R"("created_at")"},
      {"'HTTPServer ID2go' | snake_case", R"("http_server_id2go")"},
      {"'_a--b_' | snake_case", R"("a_b")"},
      {"'a,,b' | split(',')", R"(["a","","b"])"},
      {"'' | split(',')", R"([""])"},
      {"'ab' | split('')", "null!"},
      {"row.id | text", R"("17")"},
      {"row.list | text", R"("3,1,2")"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, FiltersEncodings) {
  const Case cases[] = {
      {"row.user | json", R"("{\"login\":\"ann\",\"full name\":\"Ann Bo\"}")"},
      {"row.price | json", R"("1.50")"},
      {"'a\"b' | json", R"("\"a\\\"b\"")"},
      {"row.nothing | json", R"("null")"},
      {"('{\"a\": [1]}' | from_json).a[0]", "1"},
      {"'{a}' | from_json", "null!"},
      {"'a b/ä' | urlencode", R"("a%20b%2F%C3%A4")"},
      {"'~a-b._c' | urlencode", R"("~a-b._c")"},
      {"'a b/c' | path", R"("a%20b/c")"},
      {"'../c' | path", "error at 0: the filter 'path' refuses the segments '.' and '..'"},
      {"'a//c' | path", "error at 0: the filter 'path' refuses an empty segment"},
      {"'/a' | path", "error at 0: the filter 'path' refuses an empty segment"},
      {"'%2e%2e' | path", R"("%252e%252e")"},
      {"'<a b=\"c\">&\\'' | xml", R"("&lt;a b=&quot;c&quot;&gt;&amp;&#39;")"},
      {"'dXNlcg' | base64_decode", R"("user")"},
      {"'_-8=' | base64_decode", "null!"},  // not UTF-8
      {"'w6Q=' | base64_decode", R"("ä")"},
      {"'!!!' | base64_decode", "null!"},
      {"'ä' | hex", R"("c3a4")"},
      {"'' | md5", R"("d41d8cd98f00b204e9800998ecf8427e")"},
      {"row.id | sha256", R"("4523540f1504cd17100c4835e85b7eefd49911580f8efff0599a8f283be6b9e3")"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, FiltersNumbers) {
  const Case cases[] = {
      {"row.number | number", "17.50"},
      {"' 017 ' | number", "17"},
      {"'+5' | number", "5"},
      {"'.5' | number", "0.5"},
      {"'5.' | number", "5"},
      {"'1e3' | number", "1e3"},
      {"'x' | number", "null!"},
      {"'' | number", "null!"},
      {"true | int", "1"},
      {"row.number | int", "17"},
      {"-1.9 | int", "-1"},
      {"'99999999999999999999' | int", "99999999999999999999"},
      {"row.list | int", "null!"},
      {"row.nothing | int", "null"},
      {"2.5 | round", "3"},
      {"-2.5 | round", "-3"},
      {"row.number | round(1)", "17.5"},
      {"1234 | round(-2)", "1200"},
      {"3 | round(row.nothing)", "null!"},
      {"-1.50 | abs", "1.5"},
      {"'-3' | abs", "3"},
      {"[0.1, 0.2, none] | sum", "0.3"},
      {"['1', 2] | sum", "3"},
      {"['a'] | sum", "null!"},
      {"[] | sum", "0"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, FiltersMoments) {
  const Case cases[] = {
      {"row.day | date('DD.MM.YYYY')", R"("31.01.2024")"},
      {"row.time | date('HH:mm')", R"("12:00")"},
      {"row.time | date('HH:mm', 'UTC')", R"("10:00")"},
      {"row.time | date('HH:mm', account.timezone)", R"("12:00")"},
      {"row.time | date('HH:mm', row.nothing)", R"("12:00")"},
      {"row.time | date('HH:mm', row.name)", "null!"},
      {"1706659200 | date('%Y-%m-%d')", R"("2024-01-31")"},
      {"'1706659200.5' | date('HH:mm:ss.SSS')", R"("00:00:00.500")"},
      {"row.name | date('YYYY')", "null!"},
      {"row.list | date('YYYY')", "null!"},
      {"'31/1/2024' | date_parse('DD/MM/YYYY')", R"("2024-01-31")"},
      {"'2024-07-01 10:00' | date_parse('YYYY-MM-DD HH:mm', 'Europe/Helsinki')", R"("2024-07-01T10:00:00+03:00")"},
      {"20240131 | date_parse('YYYYMMDD')", R"("2024-01-31")"},
      {"'x' | date_parse('YYYY')", "null!"},
      {"row.day | add('P1M')", R"("2024-02-29")"},
      {"row.day | add('PT1H')", R"("2024-01-31T01:00:00+00:00")"},
      {"row.time | add('-P1D')", R"("2024-01-30T12:00:00+02:00")"},
      {"row.day | add('P' ~ 2 ~ 'D')", R"("2024-02-02")"},
      {"row.day | add(row.name)", "null!"},
      {"row.day | add_days(-31)", R"("2023-12-31")"},
      {"row.day | add_days(row.list[1])", R"("2024-02-01")"},
      {"row.day | add_days('1')", "problem: 'days' of the filter 'add_days' must be a whole number"},
      {"row.day | timestamp", "1706659200"},
      {"row.day | iso", R"("2024-01-31T00:00:00+00:00")"},
      {"row.time | iso", R"("2024-01-31T12:00:00+02:00")"},
      {"(row.day | add('P1D')) == '2024-02-01'", "true"},
  };
  EXPECT_VALUES(cases);
}

TEST_F(Evaluation, FiltersLists) {
  const Case cases[] = {
      {"row.texts | join('; ')", R"("b; a; b")"},
      {"row.none_in_it | join('-')", R"("1--2")"},
      {"row.name | join('-')", R"("Ann B")"},
      {"row.items | map('id')", "[1,2,3]"},
      {"row.items | map('on')", "[true,false,null]"},
      {"row.items | where('on', true) | map('id')", "[1]"},
      {"row.items | where('on', none) | map('id')", "[3]"},
      {"row.list | map('id')", "[null,null,null]"},
      {"row.id | map('id')", "null!"},
      {"row.texts | unique", R"(["b","a"])"},
      {"[1, 1.0, '1', none, none] | unique", R"([1,"1",null])"},
      {"row.list | sort", "[1,2,3]"},
      {"row.texts | sort", R"(["a","b","b"])"},
      {"row.mixed | sort", "null!"},
      {"row.items | sort('id') | map('id') | last", "3"},
      {"row.items | sort('on')", "null!"},
      {"['2024-01-01', today(), 'abc'] | sort", "null!"},
      {"[today(), now()] | sort | first", R"("2024-03-01")"},
      {"row.list | min", "1"},
      {"row.none_in_it | max", "2"},
      {"row.mixed | min", "null!"},
      {"row.emptylist | max", "null"},
      {"row.list | first", "3"},
      {"row.list | last", "2"},
      {"row.emptylist | first", "null"},
      {"row.unicode | first", R"("Å")"},
      {"row.unicode | last", R"("€")"},
      {"'' | first", "null"},
      {"row.list | nth(1)", "1"},
      {"row.list | nth(-1)", "2"},
      {"row.list | nth(7)", "null"},
      {"row.name | nth(1)", R"("n")"},
      {"row.list | length", "3"},
      {"row.unicode | length", "4"},
      {"row.user | length", "2"},
      {"row.nothing | length", "0"},
      {"row.user | keys", R"(["login","full name"])"},
      {"row.user | values", R"(["ann","Ann Bo"])"},
      {"row.user | items", R"([["login","ann"],["full name","Ann Bo"]])"},
      {"row.list | keys", "null!"},
      {"row.list | objects('n')", R"([{"n":3},{"n":1},{"n":2}])"},
      {"row.nothing | list", "[]"},
      {"row.id | list", "[17]"},
      {"row.list | list", "[3,1,2]"},
      {"row.empty | default('x')", R"("x")"},
      {"row.zero | default('x')", "0"},
      {"row.no | default('x')", "false"},
      {"row.missing | default(row.name)", R"("Ann B")"},
      {"row.emptylist | default('x')", R"("x")"},
  };
  EXPECT_VALUES(cases);
}

// docs/language.md shows the examples with their results.
TEST_F(Evaluation, GivesTheResultsOfTheReference) {
  const auto query = json::Document::parse(
      R"({"query": {"start_date": {"date": "2024-01-31"}, "end_date": {"date": "2024-02-29"}, "fields": ["clicks", "cost"]}})");
  values_[Root::query] = Value::json(*query->root().find("query"));
  for (const FilterRule& rule : filter_rules()) {
    const auto expression = parse_expression(rule.example);
    ASSERT_TRUE(expression) << rule.example;
    Evaluator evaluator(values_, surroundings_, arena_);
    const auto value = evaluator.evaluate(*expression);
    ASSERT_TRUE(value) << rule.example;
    std::string text;
    append_text(text, *value, 1000);
    EXPECT_EQ(text, rule.example_result) << rule.example;
    EXPECT_EQ(evaluator.remarks_count(), 0U) << rule.example;
  }
}

TEST_F(Evaluation, KeepsTheKindOfAWholePlaceholder) {
  const auto show_template = [&](std::string_view text) {
    const auto parsed = parse_template(text);
    Evaluator evaluator(values_, surroundings_, arena_);
    std::string shown;
    append_json(shown, *evaluator.evaluate(*parsed), 1000);
    std::string written;
    EXPECT_TRUE(evaluator.append(written, *parsed));
    return shown + " " + written;
  };
  EXPECT_EQ(show_template("{{ row.id }}"), "17 17");
  EXPECT_EQ(show_template("{{ row.list }}"), "[3,1,2] 3,1,2");
  EXPECT_EQ(show_template("{{ row.nothing }}"), "null ");
  EXPECT_EQ(show_template("a{{ row.id }}"), R"("a17" a17)");
  EXPECT_EQ(show_template("{{ row.id }}{{ row.id }}"), R"("1717" 1717)");
  EXPECT_EQ(show_template(""), R"("" )");
}

TEST_F(Evaluation, StopsAtItsBounds) {
  EXPECT_EQ(show("('" + std::string(1000, 'a') + "' | replace('a', '" + std::string(1100, 'b') + "'))"),
            "error at 0: the expression makes more than 1048576 bytes of text");
  EXPECT_EQ(show("range_days('0001-01-01', '9999-01-01')"), "error at 0: the expression needs more than 10000 steps");
  EXPECT_EQ(show("'" + std::string(3000, 'a') + "' | regex_replace('a', '" + std::string(500, 'b') + "')"),
            "error at 0: the expression makes more than 1048576 bytes of text");

  const std::string long_text(base::limits::expression_result_bytes_max + 1, 'x');
  values_[Root::response] = Value::text(long_text);
  EXPECT_TRUE(show("response ~ 'a'").starts_with("error"));
  EXPECT_TRUE(show("response | json").starts_with("error"));
  EXPECT_TRUE(show("response | lower").starts_with("error"));
  EXPECT_EQ(show("response | length"), std::to_string(long_text.size()));
  std::string scans = "response | match('y')";
  for (int count = 0; count < 20; ++count) scans += " or (response | match('y'))";
  EXPECT_EQ(show(scans).substr(0, 5), "error");

  std::string rows = "[";
  for (int count = 0; count < 100'000; ++count) rows += count == 0 ? "1" : ",1";
  const auto many = json::Document::parse(rows + "]");
  values_[Root::response] = Value::json(many->root());
  EXPECT_EQ(show("response == response"), "error at 0: the expression needs more than 10000 steps");
  EXPECT_EQ(show("response | sum").substr(0, 5), "error");
  EXPECT_EQ(show("2 in response").substr(0, 5), "error");
  EXPECT_EQ(show("response | length"), "100000");
  EXPECT_EQ(show("response[99999]"), "1");
}

// The deepest expression that the parser accepts, on the usual stack.
TEST_F(Evaluation, EvaluatesTheDeepestExpression) {
  std::string text = "1";
  for (std::size_t depth = 1; depth < base::limits::expression_depth_max; ++depth) {
    text = "(" + text;
    for (int filters = 0; filters < 12; ++filters) text += "|int";
    text += ")";
  }
  EXPECT_EQ(show(text), "1");
}

TEST_F(Evaluation, RefusesExpressionsWithoutAMeaning) {
  for (const char* text : {"row.list | where('x')", "nothing.here", "row.id | nope", "now(1)", "row.id is nope"}) {
    const auto expression = parse_expression(text);
    ASSERT_TRUE(expression) << text;
    Evaluator evaluator(values_, surroundings_, arena_);
    const auto value = evaluator.evaluate(*expression);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, EvaluationError::Code::refused) << text;
  }
}

TEST_F(Evaluation, CountsRemarks) {
  const auto expression = parse_expression("1 / 0 ~ (row.nothing + 1)");
  Evaluator evaluator(values_, surroundings_, arena_);
  ASSERT_TRUE(evaluator.evaluate(*expression));
  EXPECT_EQ(evaluator.remarks_count(), 2U);
}

}  // namespace
}  // namespace connectory::text
