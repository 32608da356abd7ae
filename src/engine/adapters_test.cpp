#include "engine/adapters.h"

#include "engine/fixture_impl.h"
#include "language/language.h"

namespace connectory::engine {
namespace {

// The JSON that an adapter makes of a response, or `error: ` and why not.
std::string adapted(std::string_view adapter, std::string_view response) {
  const auto connector = connector_with(fmt::format(R"({{"dataAdapters":{{"items":[{}]}}}})", adapter));
  if (!connector) return "";
  Arena arena;
  const auto document = json::Document::parse(std::string(response));
  if (!document) return "not JSON";
  const auto read = [](const language::ValueSource& source) -> TreeResult<std::string> {
    const auto* text = std::get_if<language::StaticText>(&source);
    if (text == nullptr || text->text.parts.empty()) return std::string();
    return std::get<std::string>(text->text.parts[0]);
  };
  const auto made = adapt(connector->report_types.at(0).request->response.adapters.at(0), Value::json(document->root()),
                          ReadSource(read), arena);
  return made ? json_of(*made) : "error: " + made.error().sentence;
}

TEST(Adapters, MakeWhatTheReferenceShows) {
  std::size_t count = 0;
  for (const language::Variant& variant : language::language().component("adapter").variants) {
    ++count;
    const auto expected = json::Document::parse(std::string(variant.output_json));
    ASSERT_TRUE(expected) << variant.value;
    EXPECT_EQ(adapted(variant.example_json, variant.input_json), json_of(Value::json(expected->root())))
        << variant.value;
  }
  EXPECT_GE(count, 13U);
}

struct AdapterCase {
  const char* name;
  const char* adapter;
  const char* response;
  const char* made;  // or a part of the error after `error: `
};

void expect_adapted(std::span<const AdapterCase> cases) {
  for (const AdapterCase& c : cases) {
    const std::string made = adapted(c.adapter, c.response);
    const std::string_view expected = c.made;
    if (expected.starts_with("error: "))
      EXPECT_TRUE(made.starts_with("error: ") && made.find(expected.substr(7)) != std::string::npos)
          << c.name << ": " << made;
    else
      EXPECT_EQ(made, expected) << c.name;
  }
}

TEST(Adapters, FlattenNestedArrays) {
  constexpr const char* adapter =
      R"({"type":"flatten_values","config":{"dataPath":"$.data.*","valuesPath":"$.stats.hours.*","separator":"."}})";
  const AdapterCase cases[] = {
      {"elements named one by one", adapter, R"({"data":[{"id":1,"stats":{"hours":[{"h":9},{"h":10}]}}]})",
       R"({"data":[{"id":1,"stats":{},"hours.h":9},{"id":1,"stats":{},"hours.h":10}]})"},
      {"plain elements", adapter, R"({"data":[{"id":1,"stats":{"hours":[9,null]}}]})",
       R"({"data":[{"id":1,"stats":{},"hours":9},{"id":1,"stats":{},"hours":null}]})"},
      {"an empty array that is named by its elements", adapter, R"({"data":[{"id":1,"stats":{"hours":[]}}]})",
       R"({"data":[{"id":1,"stats":{}}]})"},
      {"no array", adapter, R"({"data":[{"id":1},null,{"id":2,"stats":null}]})",
       R"({"data":[{"id":1},null,{"id":2,"stats":null}]})"},
      {"no data", adapter, R"({"data":[]})", R"({"data":[]})"},
      {"data of a wrong kind", adapter, R"({"data":["a"]})", "error: 'dataPath' selects a text"},
      {"an array of a wrong kind", R"({"type":"flatten_values","config":{"dataPath":"$","valuesPath":"$.hours"}})",
       R"({"hours":"9"})", "error: 'valuesPath' selects a text"},
      {"the whole response", R"({"type":"flatten_values","config":{"dataPath":"$","valuesPath":"hours"}})",
       R"({"id":1,"hours":[{"h":9}]})", R"([{"id":1,"hours_h":9}])"},
      {"a member that has the name already",
       R"({"type":"flatten_values","config":{"dataPath":"$","valuesPath":"hours"}})",
       R"({"hours_h":1,"hours":[{"h":9}]})", R"([{"hours_h":9}])"},
  };
  expect_adapted(cases);
}

TEST(Adapters, AppendKeys) {
  constexpr const char* arrays =
      R"({"type":"append_key","config":{"dataPath":"$.data","keyName":"day","dataType":"array_of_objects"}})";
  constexpr const char* only_arrays =
      R"({"type":"append_key","config":{"dataPath":"$.data","keyName":"day","dataType":"array_of_objects","skipNonArrayValues":true}})";
  const AdapterCase cases[] = {
      {"arrays, an object and nothing", arrays, R"({"data":{"a":[{"n":1},{"n":2}],"b":{"n":3},"c":null,"d":[]}})",
       R"({"data":[{"n":1,"day":"a"},{"n":2,"day":"a"},{"n":3,"day":"b"}]})"},
      {"others skipped", only_arrays, R"({"data":{"a":[{"n":1}],"b":{"n":3},"c":7}})",
       R"({"data":[{"n":1,"day":"a"}]})"},
      {"a number under a key", arrays, R"({"data":{"a":7}})", "error: append_key: 'dataPath' selects a number"},
      {"an array", arrays, R"({"data":[1]})", "error: 'dataPath' selects an array"},
      {"null", arrays, R"({"data":null})", R"({"data":null})"},
      {"nothing", arrays, R"({"x":1})", R"({"x":1})"},
  };
  expect_adapted(cases);
}

TEST(Adapters, CountDatesFromTheStart) {
  const auto series = [](std::string_view more) {
    return fmt::format(
        R"({{"type":"time_series","config":{{"dataPath":"$.d","valuesPath":"$.v","startTimePath":"$.s","keyName":"at"{}}}}})",
        more);
  };
  const std::string hours = series(R"(,"granularity":"HOUR","endTimePath":"$.e")");
  const std::string weeks = series(R"(,"granularity":"WEEK")");
  const std::string months = series(R"(,"granularity":"MONTH")");
  const std::string years = series(R"(,"granularity":"YEAR")");
  const std::string days = series("");
  const AdapterCase cases[] = {
      {"days over a leap day", days.c_str(), R"({"d":[{"s":"2024-02-28T23:59:00-05:00","v":{"n":[1,2,3]}}]})",
       R"({"d":[{"s":"2024-02-28T23:59:00-05:00","at":"2024-02-28","n":1},{"s":"2024-02-28T23:59:00-05:00","at":"2024-02-29","n":2},{"s":"2024-02-28T23:59:00-05:00","at":"2024-03-01","n":3}]})"},
      {"hours to the end", hours.c_str(),
       R"({"s":"2024-01-01T22:00:00Z","e":"2024-01-01T23:00:00Z","d":[{"v":{"n":[1,2,3]}}]})",
       R"({"s":"2024-01-01T22:00:00Z","e":"2024-01-01T23:00:00Z","d":[{"at":"2024-01-01T22:00:00+00:00","n":1},{"at":"2024-01-01T23:00:00+00:00","n":2}]})"},
      {"weeks", weeks.c_str(), R"({"d":{"s":"2024-12-30","v":{"n":[1,2]}}})",
       R"({"d":[{"s":"2024-12-30","at":"2024-12-30","n":1},{"s":"2024-12-30","at":"2025-01-06","n":2}]})"},
      {"months", months.c_str(), R"({"d":{"s":"2024-01-31","v":{"n":[1,2]}}})",
       R"({"d":[{"s":"2024-01-31","at":"2024-01-31","n":1},{"s":"2024-01-31","at":"2024-02-29","n":2}]})"},
      {"arrays of different lengths", days.c_str(), R"({"d":{"s":"2024-01-01","v":{"a":[1],"b":[2,3],"c":null}}})",
       R"({"d":[{"s":"2024-01-01","at":"2024-01-01","a":1,"b":2,"c":null},{"s":"2024-01-01","at":"2024-01-02","a":null,"b":3,"c":null}]})"},
      {"no figures", days.c_str(), R"({"d":[{"s":"2024-01-01"}]})", R"({"d":[]})"},
      {"no start", days.c_str(), R"({"d":{"v":{"n":[1]}}})", "error: 'startTimePath' selects nothing"},
      {"a start that is not a date", days.c_str(), R"({"d":{"s":"soon","v":{"n":[1]}}})",
       "error: 'startTimePath' selects a text"},
      {"an unknown granularity", years.c_str(), R"({"d":{"s":"2024-01-01","v":{"n":[1]}}})", "error: 'granularity'"},
      {"figures of a wrong kind", days.c_str(), R"({"d":{"s":"2024-01-01","v":{"n":7}}})",
       "error: 'valuesPath' selects a number"},
  };
  expect_adapted(cases);
}

TEST(Adapters, CombineKeysAndValues) {
  constexpr const char* combine =
      R"({"type":"combine_keys_with_values","config":{"keysPath":"$.names","valuesPath":"$.rows.*","dataDestinationPath":"$.out.rows"}})";
  constexpr const char* whole =
      R"({"type":"combine_keys_with_values","config":{"keysPath":"$.names","valuesPath":"$.rows","dataDestinationPath":"$.rows"}})";
  constexpr const char* nested =
      R"({"type":"combine_keys_with_nested_values","config":{"keysPath":"$.names.*","valuesPath":"$.rows.*.v","dataDestinationPath":"$.rows"}})";
  constexpr const char* match =
      R"({"type":"match_values_by_keys","config":{"keysPath":"$.k","valuesPath":"$.v","dataDestinationPath":"$.r","keyName":"k"}})";
  const AdapterCase cases[] = {
      {"to a new place", combine, R"({"names":["a",1],"rows":[[1,2,3],[null]]})",
       R"({"names":["a",1],"rows":[[1,2,3],[null]],"out":{"rows":[{"a":1,"1":2},{"a":null,"1":null}]}})"},
      {"the array of arrays itself", whole, R"({"names":["a","b"],"rows":[[1,2],[3,4]]})",
       R"({"names":["a","b"],"rows":[{"a":1,"b":2},{"a":3,"b":4}]})"},
      {"no rows", whole, R"({"names":["a"],"rows":[]})", R"({"names":["a"],"rows":[{"a":null}]})"},
      {"a value that is not an array", combine, R"({"names":["a"],"rows":[7]})",
       "error: 'valuesPath' selects a number"},
      {"names that are not texts", combine, R"({"names":[{}],"rows":[]})", "error: 'keysPath' selects an object"},
      {"nested, null arrays", nested, R"({"names":["a"],"rows":[{"id":1,"v":null},{"id":2,"v":[5]}]})",
       R"({"names":["a"],"rows":[{"id":1,"a":null},{"id":2,"a":5}]})"},
      {"nested, a row without an array", nested, R"({"names":["a"],"rows":[{"id":1},{"id":2,"v":[5]}]})",
       "error: selects 2 rows, but 'valuesPath' 1 arrays"},
      {"keys that are numbers", match, R"({"k":[1,2],"v":{"a":{"1":"x"}}})",
       R"({"k":[1,2],"v":{"a":{"1":"x"}},"r":[{"k":1,"a":"x"},{"k":2,"a":null}]})"},
      {"no values", match, R"({"k":["a"]})", R"({"k":["a"],"r":[{"k":"a"}]})"},
      {"values of a wrong kind", match, R"({"k":["a"],"v":{"x":1}})", "error: 'valuesPath' selects a number"},
  };
  expect_adapted(cases);
}

TEST(Adapters, CopyAndRename) {
  constexpr const char* own =
      R"({"type":"extract_fields_by_path","config":{"dataPath":"$.rows","valuePath":"$.money.currency","fieldPath":"$.money","suffix":"_currency"}})";
  constexpr const char* concat =
      R"({"type":"concat_value_to_keys","config":{"dataPath":"$","valuePath":"$.type","keysToConcat":["n","m"],"prependValue":true,"preserveOriginalKeys":true}})";
  const AdapterCase cases[] = {
      {"each row its own source", own, R"({"rows":[{"money":{"currency":"EUR"}},{"id":2},{"money":null}]})",
       R"({"rows":[{"money":{"currency":"EUR"},"money_currency":"EUR"},{"id":2},{"money":null,"money_currency":null}]})"},
      {"both names kept", concat, R"([{"type":"a","n":1,"id":5}])", R"([{"type":"a","n":1,"id":5,"a_n":1}])"},
      {"a number as the value", concat, R"({"type":7,"m":1})", R"({"type":7,"m":1,"7_m":1})"},
      {"an object as the value", concat, R"({"type":{},"m":1})", "error: 'valuePath' selects an object"},
  };
  expect_adapted(cases);
}

TEST(Adapters, UniteAndSum) {
  constexpr const char* unite =
      R"({"type":"union_nested_arrays_with_key","config":{"dataPath":"$.*","keys":["a","b"],"keyName":"kind"}})";
  constexpr const char* sum =
      R"({"type":"aggregate_values","config":{"dataPath":"$","valuesPath":"$.items.*","fields":["n","m"]}})";
  const AdapterCase cases[] = {
      {"nothing to unite", unite, R"([{"id":1},{"id":2,"a":[],"b":null}])", R"([{"id":1},{"id":2}])"},
      {"an object's own members win", unite, R"([{"n":0,"b":[{"n":1}]}])", R"([{"n":1,"kind":"b"}])"},
      {"a text in place of an array", unite, R"([{"a":"x"}])", "error: 'keys' selects a text"},
      {"exact sums", sum, R"({"items":[{"n":0.1},{"n":"0.2"},{}]})", R"({"items":{"n":0.3}})"},
      {"beyond 64 bits", sum, R"({"items":[{"n":9223372036854775807},{"n":1}]})",
       R"({"items":{"n":9223372036854775808}})"},
      {"a text that is not a number", sum, R"({"items":[{"n":"x"}]})", "error: 'fields' selects a text"},
      {"no array", sum, R"({"id":1})", R"({"id":1})"},
  };
  expect_adapted(cases);
}

TEST(Adapters, SplitMergeAndWalk) {
  constexpr const char* split =
      R"({"type":"split_to_rows","config":{"dataPath":"$.t","separator":"; ","keyName":"k"}})";
  constexpr const char* merge =
      R"({"type":"merge_by_key","config":{"dataPath":"$.data","referencePath":"$.refs","sourcePath":"$.inc","keys":["id"],"keyName":"objects"}})";
  constexpr const char* tree =
      R"({"type":"flatten_tree","config":{"dataPath":"$","childrenPath":"$.kids","leavesOnly":true}})";
  const AdapterCase cases[] = {
      {"a separator at the end", split, R"({"t":"a; b; "})", R"({"t":[{"k":"a"},{"k":"b"},{"k":""}]})"},
      {"a number", split, R"({"t":7})", "error: 'dataPath' selects a number"},
      {"plain references", merge, R"({"data":[{"refs":[1,"2",3]},{}],"inc":[{"id":"1"},{"id":2}]})",
       R"({"data":[{"refs":[1,"2",3],"objects":[{"id":"1"},{"id":2},null]},{}],"inc":[{"id":"1"},{"id":2}]})"},
      {"only the leaves", tree, R"([{"n":1,"kids":[{"n":2},{"n":3,"kids":[{"n":4}]}]}])", R"([{"n":2},{"n":4}])"},
      {"a node of a wrong kind", tree, R"([{"kids":[7]}])", "error: 'childrenPath' selects a number"},
  };
  expect_adapted(cases);
}

// Each adapter, with every kind of value in place of what it expects: a result or a sentence, without a crash.
TEST(Adapters, TakeAnything) {
  constexpr const char* anything[] = {
      "null",
      "true",
      "7",
      R"("text")",
      "[]",
      "{}",
      "[[[]]]",
      R"([null,1,"a",{},[]])",
      R"({"data":[{"a":{"b":[1]}}],"rows":{"x":[]},"headers":{},"meta":7,"orders":[[]]})"};
  for (const language::Variant& variant : language::language().component("adapter").variants)
    for (const char* response : anything) {
      const std::string made = adapted(variant.example_json, response);
      EXPECT_TRUE(made.starts_with("error: ") || json::Document::parse(made)) << variant.value << " " << response;
    }
}

TEST(Adapters, BoundWhatTheyMake) {
  std::string response = R"({"data":[)";
  for (int i = 0; i < 3000; ++i) response += R"({"hours":[1,2,3,4,5,6,7,8]},)";
  response.back() = ']';
  response += '}';
  EXPECT_EQ(adapted(R"({"type":"flatten_values","config":{"dataPath":"$.data.*","valuesPath":"$.hours"}})", response)
                .substr(0, 30),
            R"({"data":[{"hours":1},{"hours":)");
  // A tree that is deeper than any document can be read, and a destination that is not one place.
  EXPECT_TRUE(
      adapted(
          R"({"type":"combine_keys_with_values","config":{"keysPath":"$.k","valuesPath":"$.v","dataDestinationPath":"$.r.*"}})",
          R"({"k":[],"v":[]})")
          .starts_with("error: combine_keys_with_values: the destination $.r.* must be one place"));
}

}  // namespace
}  // namespace connectory::engine
