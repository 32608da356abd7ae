#include "engine/operations.h"

#include "engine/fixture_impl.h"
#include "language/language.h"

namespace connectory::engine {
namespace {

// What operations make of a value, as JSON; `failed` if one of them could not use it; `error: ` and why.
std::string operated(std::string_view operations, std::string_view value, std::string_view row = "{}") {
  language::Loaded loaded = language::load(fmt::format(
      R"({{"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example"}},"dimensions":{{"groups":[{{"fields":[{{"id":"f","value":{{"source":"jsonPath","value":"$.f"}},"operations":{}}}]}}]}}}}]}}}})",
      operations));
  std::string findings;
  language::print_findings(findings, "connector", loaded.findings);
  EXPECT_TRUE(loaded.configuration) << findings;
  if (!loaded.configuration) return "";
  const auto document = json::Document::parse(std::string(value));
  const auto row_document = json::Document::parse(std::string(row));
  if (!document || !row_document) return "not JSON";
  Arena arena;
  text::Values values;
  values[text::Root::row] = Value::json(row_document->root());
  const text::Surroundings surroundings{.now = *text::parse_moment("2024-01-31T12:00:00Z"), .identity = ""};
  text::Evaluator evaluator(values, surroundings, arena);
  const auto made =
      Operations(evaluator, arena)
          .apply(loaded.configuration->report_types.at(0).fields.at(0).operations, Value::json(document->root()));
  if (!made) return "error: " + made.error().sentence;
  return made->has_failed ? "failed" : json_of(made->value);
}

struct OperationCase {
  const char* operations;
  const char* value;
  const char* made;
};

void expect_operated(std::span<const OperationCase> cases) {
  for (const OperationCase& c : cases)
    EXPECT_EQ(operated(c.operations, c.value), c.made) << c.operations << " " << c.value;
}

TEST(Operations, ChangeTexts) {
  const OperationCase cases[] = {
      {R"([{"type":"replace","search":"_","replacement":" "}])", R"("a_b_")", R"("a b ")"},
      {R"([{"type":"replace","search":"1","replacement":"2"}])", "11.5", R"("22.5")"},
      {R"j([{"type":"regex_extract","pattern":"id=([0-9]+)"}])j", R"("x?id=42&y")", R"("42")"},
      {R"j([{"type":"regex_extract","pattern":"id=([0-9]+)","group":0}])j", R"("x?id=42&y")", R"("id=42")"},
      {R"j([{"type":"regex_extract","pattern":"(a)|(b)","group":2}])j", R"("a")", "null"},
      {R"j([{"type":"regex_extract","pattern":"id=([0-9]+)"}])j", R"("none")", "null"},
      {R"([{"type":"regex_replace","pattern":"\\s+","replacement":"-"}])", R"("a  b\tc")", R"("a-b-c")"},
      {R"j([{"type":"regex_replace","pattern":"(\\d+)-(\\d+)","replacement":"\\2/\\1"}])j", R"("1-2 3-4")",
       R"("2/1 4/3")"},
      {R"([{"type":"trim"}])", R"("  a b ")", R"("a b")"},
      {R"([{"type":"upper"}])", R"("\u00e4b")", "\"\u00c4B\""},
      {R"([{"type":"lower"}])", R"("\u00c4B")", "\"\u00e4b\""},
      {R"([{"type":"substring","start":1,"length":2}])", R"("\u00e4bc\u20acd")", R"("bc")"},
      {R"([{"type":"substring","start":-2}])", R"("abc")", R"("bc")"},
      {R"([{"type":"substring","start":-9,"length":1}])", R"("abc")", R"("a")"},
      {R"([{"type":"substring","start":9}])", R"("abc")", R"("")"},
      {R"([{"type":"split","separator":"|","index":1}])", R"("a|b|c")", R"("b")"},
      {R"([{"type":"split","separator":"|","index":-1}])", R"("a|b|c")", R"("c")"},
      {R"([{"type":"split","separator":"|","index":5}])", R"("a|b")", "null"},
      {R"([{"type":"join"}])", R"(["a",1,null,true])", R"("a, 1, true")"},
      {R"([{"type":"join","separator":"/"}])", R"("a")", R"("a")"},
      {R"([{"type":"url_decode"}])", R"("a%20b%zz%C3%A4%")", "\"a b%zz\u00e4%\""},
      {R"([{"type":"url_decode"}])", R"("%FF")", "failed"},
      {R"([{"type":"html_to_text"}])", R"("<p>A &amp; <b>b</b></p><p>c</p>")", R"("A & b c")"},
      {R"([{"type":"hash"}])", R"("abc")", R"("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")"},
      {R"([{"type":"hash","algorithm":"md5"}])", "7", R"("8f14e45fceea167a5a36dedd4bea2543")"},
      {R"([{"type":"map_values","values":{"1":"Active","x":2.50,"true":false},"default":"Other"}])", "1",
       R"("Active")"},
      {R"([{"type":"map_values","values":{"1":"Active","x":2.50,"true":false},"default":"Other"}])", R"("x")", "2.50"},
      {R"([{"type":"map_values","values":{"1":"Active","x":2.50,"true":false},"default":"Other"}])", "true", "false"},
      {R"([{"type":"map_values","values":{"1":"Active"},"default":"Other"}])", "9", R"("Other")"},
      {R"([{"type":"map_values","values":{"1":"Active"}}])", "9", "9"},
      {R"([{"type":"json_path","path":"$.a[1]"}])", R"({"a":[1,{"b":2}]})", R"({"b":2})"},
      {R"([{"type":"json_path","path":"$.a"}])", R"("{\"a\":1.50}")", "1.50"},
      {R"([{"type":"json_path","path":"$.a"}])", R"("no JSON")", "failed"},
      {R"([{"type":"json_path","path":"$.x"}])", R"({"a":1})", "null"},
  };
  expect_operated(cases);
}

TEST(Operations, CalculateExactly) {
  const OperationCase cases[] = {
      {R"([{"type":"multiply","by":0.1}])", "3", "0.3"},
      {R"([{"type":"multiply","by":100}])", R"("0.07")", "7"},
      {R"([{"type":"multiply","by":2}])", "9007199254740993", "18014398509481986"},
      {R"([{"type":"divide","by":1000000}])", "1234567", "1.234567"},
      {R"([{"type":"divide","by":3}])", "1", "0.3333333333333333333333333333333333"},
      {R"([{"type":"add","by":-0.2}])", "0.3", "0.1"},
      {R"([{"type":"round","digits":2}])", "1.005", "1.01"},
      {R"([{"type":"round"}])", "-2.5", "-3"},
      {R"([{"type":"add","by":1}])", R"("x")", "failed"},
      {R"([{"type":"add","by":1}])", "true", "failed"},
      {R"([{"type":"to_number","decimalSeparator":",","thousandsSeparator":"."}])", R"("1.234,50 \u20ac")", "1234.50"},
      {R"([{"type":"to_number","thousandsSeparator":","}])", R"("$ 1,234")", "1234"},
      {R"([{"type":"to_number","thousandsSeparator":" "}])", R"("1 234\u00a0567")", "1234567"},
      {R"([{"type":"to_number"}])", R"("\u22125")", "-5"},
      {R"([{"type":"to_number"}])", R"("n/a")", "failed"},
      {R"([{"type":"to_number"}])", "1.50", "1.50"},
  };
  expect_operated(cases);
}

TEST(Operations, ConvertDates) {
  const OperationCase cases[] = {
      {R"([{"type":"convert_date","from":"DD/MM/YYYY"}])", R"("31/01/2024")", R"("2024-01-31")"},
      {R"([{"type":"convert_date","from":"YYYYMMDD","to":"DD.MM.YYYY"}])", "20240131", R"("31.01.2024")"},
      {R"([{"type":"convert_date","from":"DD/MM/YYYY"}])", R"("2024-01-31")", "failed"},
      {R"([{"type":"convert_date"}])", "1706659200", R"("2024-01-31")"},
      {R"([{"type":"convert_date"}])", R"("2024-01-31T23:30:00-05:00")", R"("2024-01-31")"},
      {R"([{"type":"convert_date","to":"X","timezone":"Europe/Helsinki"}])", R"("2024-01-31T02:00:00")",
       R"("1706659200")"},
      {R"([{"type":"convert_date","to":"X","timezone":"Europe/Helsinki"}])", R"("2024-01-31T02:00:00Z")",
       R"("1706666400")"},
      {R"([{"type":"convert_date"}])", R"("soon")", "failed"},
      {R"([{"type":"convert_timezone","to":"America/New_York"}])", R"("2024-03-10T07:30:00")",
       R"("2024-03-10T03:30:00-04:00")"},
      {R"([{"type":"convert_timezone","from":"Europe/Helsinki","to":"UTC"}])", R"("2024-06-01T12:00:00")",
       R"("2024-06-01T09:00:00+00:00")"},
      {R"([{"type":"convert_timezone","to":"UTC"}])", R"("x")", "failed"},
  };
  expect_operated(cases);
}

TEST(Operations, LeaveNullToDefault) {
  const OperationCase cases[] = {
      {R"([{"type":"upper"},{"type":"multiply","by":2},{"type":"hash"}])", "null", "null"},
      {R"j([{"type":"default","value":"(none)"},{"type":"upper"}])j", "null", R"j("(NONE)")j"},
      {R"([{"type":"default","value":0}])", R"("")", "0"},
      {R"([{"type":"default","value":"x"}])", "0", "0"},
      {R"([{"type":"default","value":"x"}])", "[]", R"("x")"},
      {R"j([{"type":"regex_extract","pattern":"(z)"},{"type":"default","value":"no z"}])j", R"("abc")", R"("no z")"},
  };
  expect_operated(cases);
}

TEST(Operations, UseTemplates) {
  EXPECT_EQ(operated(R"([{"type":"concat","prefix":"{{ row.a }}-","suffix":"!"}])", "7", R"({"a":"x"})"), R"("x-7!")");
  EXPECT_EQ(operated(R"([{"type":"convert_timezone","to":"{{ row.zone }}"}])", R"("2024-01-31T12:00:00Z")",
                     R"({"zone":"Asia/Tokyo"})"),
            R"("2024-01-31T21:00:00+09:00")");
  EXPECT_EQ(operated(R"([{"type":"convert_timezone","to":"{{ row.zone }}"}])", R"("2024-01-31T12:00:00Z")",
                     R"({"zone":"Moon/Base"})"),
            "error: unknown time zone 'Moon/Base'");
}

// Each operation, with every kind of value: a result, without a crash.
TEST(Operations, TakeAnything) {
  constexpr const char* anything[] = {
      "null", "true", "7", "-1.5e300", R"("")", R"("text")", "[]", "{}", R"([null,1,"a",{},[]])"};
  for (const language::Variant& variant : language::language().component("operation").variants)
    for (const char* value : anything) {
      const std::string made = operated(fmt::format("[{}]", variant.example_json), value);
      EXPECT_TRUE(made == "failed" || json::Document::parse(made)) << variant.value << " " << value << ": " << made;
    }
}

}  // namespace
}  // namespace connectory::engine
