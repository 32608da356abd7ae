#include "engine/row_steps.h"

#include "engine/fixture_impl.h"
#include "language/language.h"

namespace connectory::engine {
namespace {

// The rows that steps make of a row, as JSON, or `error: ` and why not.
std::string stepped(std::string_view steps, std::string_view row) {
  const auto connector = connector_with(fmt::format(R"({{"rowSteps":{}}})", steps));
  if (!connector) return "";
  const auto document = json::Document::parse(std::string(row));
  if (!document) return "not JSON";
  Arena arena;
  text::Values values;
  values[text::Root::status] = Value::integer(200);
  const text::Surroundings surroundings{.now = *text::parse_moment("2024-01-31T12:00:00Z"), .identity = ""};
  RowSteps all(connector->report_types.at(0).request->response.row_steps, values, surroundings, arena);
  std::vector<Value> rows;
  const auto done = all.apply(Value::json(document->root()), rows);
  return done ? json_of(list_of(rows, arena)) : "error: " + done.error().sentence;
}

TEST(RowSteps, MakeWhatTheReferenceShows) {
  std::size_t count = 0;
  for (const language::Variant& variant : language::language().component("row_step").variants) {
    ++count;
    const auto expected = json::Document::parse(std::string(variant.output_json));
    ASSERT_TRUE(expected) << variant.value;
    EXPECT_EQ(stepped(fmt::format("[{}]", variant.example_json), variant.input_json),
              json_of(Value::json(expected->root())))
        << variant.value;
  }
  EXPECT_GE(count, 9U);
}

TEST(RowSteps, ChangeRowsInOrder) {
  struct Case {
    const char* name;
    const char* steps;
    const char* row;
    const char* rows;
  };
  const Case cases[] = {
      {"none", "[]", R"({"a":1})", R"([{"a":1}])"},
      {"each sees the one before",
       R"([{"type":"set","name":"b","value":"row.a + 1"},{"type":"where","if":"row.b > 1"}])", R"({"a":1})",
       R"([{"a":1,"b":2}])"},
      {"a row that is dropped", R"([{"type":"where","if":"row.a"},{"type":"set","name":"b","value":1}])", R"({"a":0})",
       "[]"},
      {"other roots", R"([{"type":"where","if":"status == 200"}])", "7", "[7]"},
      {"set with a condition", R"([{"type":"set","name":"b","value":true,"if":"row.a > 5"}])", R"({"a":1})",
       R"([{"a":1}])"},
      {"set nested and new", R"([{"type":"set","name":"a.b.c","value":1.50}])", R"({"x":0})",
       R"([{"x":0,"a":{"b":{"c":1.50}}}])"},
      {"set in each element", R"([{"type":"set","name":"items.*.n","value":7}])", R"({"items":[{"n":1},{}]})",
       R"([{"items":[{"n":7},{"n":7}]}])"},
      {"set a date", R"j([{"type":"set","name":"d","value":"today()"}])j", "{}", R"([{"d":"2024-01-31"}])"},
      {"set none", R"([{"type":"set","name":"d","value":"row.x"}])", R"({"d":1})", R"([{"d":null}])"},
      {"remove any", R"([{"type":"remove","names":["*.x","none"]}])", R"({"a":{"x":1,"y":2},"b":{"x":3},"c":4})",
       R"([{"a":{"y":2},"b":{},"c":4}])"},
      {"remove if", R"([{"type":"remove","names":["a"],"if":"row.b"}])", R"({"a":1,"b":false})",
       R"([{"a":1,"b":false}])"},
      {"rename in lists", R"([{"type":"rename","names":{"items.*.id":"items.*.key"}}])",
       R"({"items":[{"id":1},{"id":2}]})", R"([{"items":[{"key":1},{"key":2}]}])"},
      {"rename over another", R"([{"type":"rename","names":{"a":"b"}}])", R"({"a":1,"b":2})", R"([{"b":1}])"},
      {"move", R"([{"type":"rename","names":{"user.name":"name"}}])", R"({"user":{"name":"Ann","id":1}})",
       R"([{"user":{"id":1},"name":"Ann"}])"},
      {"rename what is missing", R"([{"type":"rename","names":{"x":"y","u.v":"w"}}])", R"({"a":1})", R"([{"a":1}])"},
      {"expand and merge", R"([{"type":"expand","path":"items","parent":"merge"}])",
       R"({"id":1,"n":0,"items":[{"n":5},7]})", R"([{"n":5,"id":1},{"items":7,"id":1,"n":0}])"},
      {"expand and copy", R"([{"type":"expand","path":"a.b","copy":["id","none"]}])", R"({"id":1,"a":{"b":[{"n":5}]}})",
       R"([{"n":5,"id":1,"none":null}])"},
      {"expand plain values", R"([{"type":"expand","path":"tags"}])", R"({"tags":["x","y"]})", R"(["x","y"])"},
      {"expand nothing", R"([{"type":"expand","path":"tags"}])", R"({"tags":[]})", "[]"},
      {"expand nothing and keep", R"([{"type":"expand","path":"tags","empty":"keep"}])", R"({"id":1})",
       R"([{"id":1}])"},
      {"expand one element without a list", R"([{"type":"expand","path":"item"}])", R"({"item":{"n":1}})",
       R"([{"n":1}])"},
      {"flatten all, and lists", R"([{"type":"flatten","separator":".","lists":true}])",
       R"({"a":{"b":{"c":1}},"l":[5,{"x":6}],"e":{},"f":[]})", R"([{"a.b.c":1,"l.0":5,"l.1.x":6,"e":{},"f":[]}])"},
      {"flatten inside", R"([{"type":"flatten","path":"a.b"}])", R"({"a":{"b":{"c":{"d":1}},"x":{"y":2}}})",
       R"([{"a":{"b_c_d":1,"x":{"y":2}}}])"},
      {"names that become equal", R"([{"type":"keys_to_lower"}])", R"({"A":1,"a":2,"ÄB":3})", R"([{"a":2,"äb":3}])"},
      {"parts of names removed", R"([{"type":"keys_replace","from":"custom_","to":""}])",
       R"({"custom_a":1,"list":[{"x_custom_y":2}]})", R"([{"a":1,"list":[{"x_y":2}]}])"},
  };
  for (const Case& c : cases) EXPECT_EQ(stepped(c.steps, c.row), c.rows) << c.name;
}

TEST(RowSteps, SayWhichStepFailed) {
  const std::string long_text(600'000, 'a');
  const std::string made =
      stepped(R"([{"type":"set","name":"b","value":"row.a ~ row.a"}])", fmt::format(R"({{"a":"{}"}})", long_text));
  EXPECT_TRUE(made.starts_with("error: row step set: ")) << made.substr(0, 100);
}

}  // namespace
}  // namespace connectory::engine
