// The adapters that reshape a response before its rows are read.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Entry path(std::string_view name, std::string_view title, std::string_view description, std::string_view example) {
  return key(name, text(TextRule::not_empty), title, description).reference().example(example);
}

Component data_adapters() {
  return {.name = "data_adapters",
          .title = "Data adapters",
          .description = "Adapters. Each works on the result of the previous one.",
          .keys = {key("items", array(component("adapter")), "Items", "The adapters, in order.").reference()},
          .example_json =
              R"({"items":[{"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}}]})"};
}

Component adapter() {
  const auto data_path = [] {
    return path("dataPath", "Data path", "The path of the data.", R"("$.data")").required();
  };
  const auto key_name = [] { return path("keyName", "Key name", "The name of the new key.", R"("date")").required(); };
  const auto names = [](std::string_view name, std::string_view title, std::string_view description,
                        std::string_view example) {
    return key(name, array(text(TextRule::not_empty), 1), title, description).required().reference().example(example);
  };
  return {
      .name = "adapter",
      .title = "Adapter",
      .description = "Reshapes a response so that it has rows.",
      .keys = {},
      .tag = "type",
      .nested = "config",
      .variants =
          {{.value = "flatten_values",
            .title = "Flatten values",
            .description =
                "Turns a nested array into one row per element. The fields of the parent are copied. Nested keys get "
                "the last name of `valuesPath` as a prefix, with the separator in between.",
            .keys = {data_path(),
                     path("valuesPath", "Values path", "The path of the nested array in each element.",
                          R"("$.audience.activity")")
                         .required(),
                     key("separator", text(), "Separator", "The string between the prefix and a nested key.")
                         .defaults(R"("_")")
                         .example(R"(".")")},
            .origin = Origin::reference,
            .example_json = R"({"type":"flatten_values","config":{"dataPath":"$.data.*","valuesPath":"$.hours"}})"},
           {.value = "append_key",
            .title = "Append the key",
            .description = "Turns an object keyed by a value into rows, with the key in `keyName`.",
            .keys = {data_path(), key_name(),
                     key("dataType",
                         choice({{"object", "Each key contains one row."},
                                 {"array_of_objects", "Each key contains an array of rows."}}),
                         "Data type", "What each key contains.")
                         .reference()
                         .defaults(R"("object")"),
                     key("skipNonArrayValues", boolean(), "Skip other values",
                         "Whether to omit keys that do not contain an array.")
                         .reference()
                         .defaults("false")},
            .origin = Origin::reference,
            .example_json = R"({"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}})"},
           {.value = "time_series",
            .title = "Time series",
            .description = "Turns parallel arrays of figures into one row per date, counted from the start.",
            .keys =
                {data_path(),
                 path("valuesPath", "Values path", "The path of the arrays of figures.", R"("$.metrics")").required(),
                 path("startTimePath", "Start", "The path of the first date.", R"("$.start")").required(),
                 path("endTimePath", "End", "The path of the last date.", R"("$.end")"),
                 key("granularity", one_of({text(TextRule::not_empty), component("value_source")}), "Granularity",
                     "The time that one element covers.")
                     .reference()
                     .defaults(R"("DAY")"),
                 path("dataDestinationPath", "Destination", "The path to write the rows to.", R"("$.data")"),
                 key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"time_series","config":{"dataPath":"$.data.*","valuesPath":"$.metrics","startTimePath":"$.start","endTimePath":"$.end","granularity":{"source":"static","value":"DAY"},"dataDestinationPath":"$.rows","keyName":"date"}})"},
           {.value = "match_values_by_keys",
            .title = "Match values by keys",
            .description =
                "Combines an array of keys with objects keyed by them into one row per key. Missing values are null.",
            .keys =
                {path("keysPath", "Keys path", "The path of the array of keys.", R"("$.data.series.*")").required(),
                 path("valuesPath", "Values path", "The path of the objects.", R"("$.data.values")").required(),
                 path("dataDestinationPath", "Destination", "The path to write the rows to.", R"("$.data")").required(),
                 key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"match_values_by_keys","config":{"keysPath":"$.data.series.*","valuesPath":"$.data.values","dataDestinationPath":"$.data","keyName":"date"}})"},
           {.value = "combine_keys_with_values",
            .title = "Combine keys with values",
            .description = "Combines names in a header with values in the same positions into objects.",
            .keys = {path("keysPath", "Keys path", "The path of the names.", R"("$.headers.*")").required(),
                     path("valuesPath", "Values path", "The path of the arrays of values.", R"("$.rows.*.values")")
                         .required(),
                     path("dataDestinationPath", "Destination", "The path to write the rows to.", R"("$.rows")")
                         .required()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"combine_keys_with_values","config":{"keysPath":"$.headers.*","valuesPath":"$.rows.*.values","dataDestinationPath":"$.rows"}})"},
           {.value = "combine_keys_with_nested_values",
            .title = "Combine keys with nested values",
            .description = "Like `combine_keys_with_values`, but merges the result into each row and keeps its other "
                           "fields.",
            .keys = {path("keysPath", "Keys path", "The path of the names.", R"("$.headers.*")").required(),
                     path("valuesPath", "Values path", "The path of the arrays of values.", R"("$.rows.*.values")")
                         .required(),
                     path("dataDestinationPath", "Destination", "The path to write the rows to.", R"("$.rows")")
                         .required()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"combine_keys_with_nested_values","config":{"keysPath":"$.headers.*","valuesPath":"$.rows.*.values","dataDestinationPath":"$.rows"}})"},
           {.value = "extract_fields_by_path",
            .title = "Extract fields by path",
            .description =
                "Copies a value from elsewhere in the response, such as a currency code, to each row. Its name is its "
                "key with a suffix.",
            .keys = {data_path(), path("sourcePath", "Source path", "The path to search.", R"("$.meta")"),
                     path("keyPath", "Key path", "The path of the key.", R"("$.name")"),
                     path("valuePath", "Value path", "The path of the value.", R"("$.currency")").required(),
                     path("fieldPath", "Field path", "The path of the row's field that the value belongs to.",
                          R"("$.cost")"),
                     key("suffix", text(), "Suffix", "The suffix to add to the key.")
                         .reference()
                         .example(R"("_currency")")},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"extract_fields_by_path","config":{"dataPath":"$.rows.*","sourcePath":"$.meta","keyPath":"$.name","valuePath":"$.currency","suffix":"_currency"}})"},
           {.value = "concat_value_to_keys",
            .title = "Concatenate a value to keys",
            .description = "Adds a value of the row to the names of keys: `amount` and the value `charge` become "
                           "`amount_charge`.",
            .keys = {data_path(), path("valuePath", "Value path", "The path of the value.", R"("$.type")").required(),
                     names("keysToConcat", "Keys", "The keys to rename.", R"(["amount"])"),
                     key("prependValue", boolean(), "Prepend", "Whether to put the value before the key.")
                         .reference()
                         .defaults("false"),
                     key("preserveOriginalKeys", boolean(), "Preserve", "Whether to keep the old keys too.")
                         .reference()
                         .defaults("false")},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"concat_value_to_keys","config":{"dataPath":"$.data.*","valuePath":"$.type","keysToConcat":["amount"]}})"},
           {.value = "union_nested_arrays_with_key",
            .title = "Unite nested arrays",
            .description = "Combines several nested arrays into one. Each element gets the name of its array in "
                           "`keyName`.",
            .keys = {data_path(), names("keys", "Keys", "The keys of the arrays.", R"(["clicks","views"])"),
                     key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"union_nested_arrays_with_key","config":{"dataPath":"$.data","keys":["clicks","views"],"keyName":"kind"}})"},
           {.value = "aggregate_values",
            .title = "Aggregate values",
            .description = "Sums fields over the elements of a nested array, into one object.",
            .keys = {data_path(),
                     path("valuesPath", "Values path", "The path of the nested array.", R"("$.items.*")").required(),
                     names("fields", "Fields", "The fields to sum.", R"(["price"])")},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"aggregate_values","config":{"dataPath":"$.orders.*","valuesPath":"$.items","fields":["price"]}})"},
           {.value = "split_to_rows",
            .title = "Split to rows",
            .description = "Splits a string at a separator into an array of objects with one key.",
            .keys = {data_path(),
                     key("separator", text(TextRule::not_empty), "Separator", "The separator to split at.")
                         .reference()
                         .defaults(R"(",")"),
                     key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"split_to_rows","config":{"dataPath":"$.data.*.tags","separator":",","keyName":"tag"}})"},
           {.value = "merge_by_key",
            .title = "Merge by key",
            .description =
                "Looks up the objects that rows refer to, which are elsewhere in the response, and puts them into the "
                "rows, as for `included` of JSON:API. A list of references becomes an array; an object that is not found "
                "is null. With the example, the row `{\"id\": \"1\", \"author\": {\"type\": \"people\", \"id\": \"9\"}}` and "
                "the object `{\"type\": \"people\", \"id\": \"9\", \"name\": \"Ann\"}` in `included` become the row "
                "`{\"id\": \"1\", \"author\": {\"type\": \"people\", \"id\": \"9\", \"name\": \"Ann\"}}`.",
            .keys =
                {key("dataPath", text(TextRule::not_empty), "Data path", "The path of the rows in the response.")
                     .required()
                     .example(R"("$.data.*")"),
                 key("referencePath", text(TextRule::not_empty), "Reference path",
                     "The path, in a row, of the reference: an object with the members in `keys`, a single value if "
                     "`keys` has one name, or a list of these.")
                     .required()
                     .example(R"("$.author")"),
                 key("sourcePath", text(TextRule::not_empty), "Source path",
                     "The path of the objects to look up, in the response.")
                     .required()
                     .example(R"("$.included.*")"),
                 key("keys", array(text(TextRule::not_empty), 1), "Keys",
                     "The members that must be equal in the reference and in the object.")
                     .required()
                     .example(R"(["type","id"])"),
                 key("keyName", text(TextRule::not_empty), "Key name",
                     "The member of the row that the object is put in. It replaces a member of that name.")
                     .required()
                     .example(R"("author")")},
            .example_json =
                R"({"type":"merge_by_key","config":{"dataPath":"$.data.*","referencePath":"$.author","sourcePath":"$.included.*","keys":["type","id"],"keyName":"author"}})"},
           {.value = "flatten_tree",
            .title = "Flatten a tree",
            .description =
                "Turns a tree into one row per node, each parent before its children. The list of children is removed "
                "from each row. With the example, `{\"rows\": [{\"name\": \"Income\", \"rows\": [{\"name\": \"Sales\", "
                "\"total\": 5}]}]}` becomes `{\"rows\": [{\"name\": \"Income\", \"path\": [\"Income\"]}, {\"name\": "
                "\"Sales\", \"total\": 5, \"path\": [\"Income\", \"Sales\"]}]}`.",
            .keys = {key("dataPath", text(TextRule::not_empty), "Data path",
                         "The path of the list of top nodes in the response. The rows replace the list.")
                         .required()
                         .example(R"("$.rows")"),
                     key("childrenPath", text(TextRule::not_empty), "Children path",
                         "The path of the list of children in a node.")
                         .required()
                         .example(R"("$.rows")"),
                     key("labelPath", text(TextRule::not_empty), "Label path",
                         "The path of the name of a node, for `keyName`.")
                         .example(R"("$.name")"),
                     key("keyName", text(TextRule::not_empty), "Key name",
                         "The name of a new member: the array of the names from the top node down to this node.")
                         .example(R"("path")"),
                     key("leavesOnly", boolean(), "Leaves only", "Whether to omit nodes that have children.")
                         .defaults("false")},
            .example_json =
                R"({"type":"flatten_tree","config":{"dataPath":"$.rows","childrenPath":"$.rows","labelPath":"$.name","keyName":"path"}})"}},
      .example_json = R"({"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}})"};
}

}  // namespace

void add_adapters(std::vector<Component>& components) {
  components.push_back(data_adapters());
  components.push_back(adapter());
}

}  // namespace connectory::language::table
