// The adapters that reshape a response before its rows are read.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Entry path(std::string_view name, std::string_view title, std::string_view description, std::string_view example) {
  return key(name, text(Syntax::path_or_name), title, description).reference().example(example);
}

Component data_adapters() {
  return {.name = "data_adapters",
          .title = "Data adapters",
          .description = "Adapters. Each works on the result of the previous one.",
          .keys = {key("items", array(component("adapter")), "Items",
                       "The adapters, in the order in which they change the response.")
                       .reference()},
          .example_json =
              R"({"items":[{"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}}]})"};
}

Entry data_path(std::string_view description, std::string_view example) {
  return path("dataPath", "Data path", description, example).required();
}

Entry name_of_key(std::string_view description, std::string_view example) {
  return key("keyName", text(TextRule::not_empty), "Key name", description).required().reference().example(example);
}

Entry key_names(std::string_view name, std::string_view title, std::string_view description, std::string_view example) {
  return key(name, array(text(TextRule::not_empty), 1), title, description).required().reference().example(example);
}

Variant flatten_values() {
  return {
      .value = "flatten_values",
      .title = "Flatten values",
      .description =
          "Turns a nested array into one row per element. The rows replace the object, and each has the other members "
          "of the object. The members of an element get the last name of `valuesPath` as a prefix; an element that is "
          "not an object becomes a member with that name. An object without elements stays as one row.",
      .keys = {data_path("The path of the objects, in the response.", R"("$.data.*")"),
               path("valuesPath", "Values path",
                    "The path of the nested array, with or without `.*` at its end, in each object.", R"("$.hours")")
                   .required(),
               key("separator", text(), "Separator", "The string between the prefix and the name of a member.")
                   .defaults(R"("_")")
                   .example(R"(".")")},
      .origin = Origin::reference,
      .example_json = R"({"type":"flatten_values","config":{"dataPath":"$.data.*","valuesPath":"$.hours"}})",
      .input_json =
          R"({"data":[{"page":"home","hours":[{"hour":9,"views":5},{"hour":10,"views":7}]},{"page":"about","hours":[]}]})",
      .output_json =
          R"({"data":[{"page":"home","hours_hour":9,"hours_views":5},{"page":"home","hours_hour":10,"hours_views":7},{"page":"about"}]})"};
}

Variant append_key() {
  return {
      .value = "append_key",
      .title = "Append the key",
      .description =
          "Turns an object into an array of rows: each of its keys becomes the member `keyName` of the rows that the "
          "key contains. The array replaces the object. A key that contains null, or an empty object or array, has no "
          "rows.",
      .keys = {data_path("The path of the object, in the response.", R"("$")"),
               name_of_key("The name of the new member, which is added after the others.", R"("date")"),
               key("dataType",
                   choice({{"object", "Each key contains one row."},
                           {"array_of_objects", "Each key contains an array of rows."}}),
                   "Data type", "What each key contains.")
                   .reference()
                   .defaults(R"("object")"),
               key("skipNonArrayValues", boolean(), "Skip other values",
                   "Whether to omit keys that do not contain an array, for the type `array_of_objects`. If false, an "
                   "object counts as an array with one row.")
                   .reference()
                   .defaults("false")},
      .origin = Origin::reference,
      .example_json = R"({"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}})",
      .input_json = R"({"2022-11-27":{"users":28},"2022-11-28":{"users":60},"2022-11-29":[]})",
      .output_json = R"([{"users":28,"date":"2022-11-27"},{"users":60,"date":"2022-11-28"}])"};
}

Variant time_series() {
  return {
      .value = "time_series",
      .title = "Time series",
      .description =
          "Turns parallel arrays of figures into one row per date. The dates are counted from the date part of the "
          "start. Each row has the other members of the object, the date, and one value of each array. There are as many "
          "rows as the longest array has values, but none after the end; a value that an array lacks is null.",
      .keys = {data_path("The path of the objects, in the response.", R"("$.data.*")"),
               path("valuesPath", "Values path", "The path of the object with the arrays, in each object.",
                    R"("$.metrics")")
                   .required(),
               path("startTimePath", "Start",
                    "The path of the first date, in each object, or in the response if the object does not have it.",
                    R"("$.start")")
                   .required(),
               path("endTimePath", "End",
                    "The path of the last date, in each object, or in the response if the object does not have it.",
                    R"("$.end")"),
               key("granularity", one_of({text(Syntax::template_), component("value_source")}), "Granularity",
                   "The time from one value to the next: `HOUR`, `DAY`, `WEEK` or `MONTH`, or a value source of one of "
                   "these. With `HOUR`, rows have times instead of dates.")
                   .reference()
                   .defaults(R"("DAY")"),
               path("dataDestinationPath", "Destination",
                    "The path to write the array of all rows to, in the response. If absent, the rows replace each "
                    "object.",
                    R"("$.rows")"),
               name_of_key("The name of the member with the date.", R"("date")")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"time_series","config":{"dataPath":"$.data.*","valuesPath":"$.metrics","startTimePath":"$.start","endTimePath":"$.end","granularity":{"source":"static","value":"DAY"},"dataDestinationPath":"$.rows","keyName":"date"}})",
      .input_json =
          R"({"start":"2024-01-30T00:00:00Z","end":"2024-01-31","data":[{"ad":7,"metrics":{"clicks":[3,0],"cost":[1.50,null]}}]})",
      .output_json =
          R"({"start":"2024-01-30T00:00:00Z","end":"2024-01-31","data":[{"ad":7,"metrics":{"clicks":[3,0],"cost":[1.50,null]}}],"rows":[{"ad":7,"date":"2024-01-30","clicks":3,"cost":1.50},{"ad":7,"date":"2024-01-31","clicks":0,"cost":null}]})"};
}

Variant match_values_by_keys() {
  return {
      .value = "match_values_by_keys",
      .title = "Match values by keys",
      .description =
          "Combines an array of keys with objects that have these keys into one row per key. Each object becomes a member "
          "of the rows, by its own name. A value that is missing is null.",
      .keys =
          {path("keysPath", "Keys path", "The path of the keys, in the response.", R"("$.data.series.*")").required(),
           path("valuesPath", "Values path", "The path of the object with the objects, in the response.",
                R"("$.data.values")")
               .required(),
           path("dataDestinationPath", "Destination", "The path to write the array of rows to, in the response.",
                R"("$.data")")
               .required(),
           name_of_key("The name of the member with the key.", R"("date")")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"match_values_by_keys","config":{"keysPath":"$.data.series.*","valuesPath":"$.data.values","dataDestinationPath":"$.data","keyName":"date"}})",
      .input_json =
          R"({"data":{"series":["2010-05-29","2010-05-30"],"values":{"a":{"2010-05-30":1},"b":{"2010-05-29":6,"2010-05-30":4}}}})",
      .output_json = R"({"data":[{"date":"2010-05-29","a":null,"b":6},{"date":"2010-05-30","a":1,"b":4}]})"};
}

std::vector<Key> keys_of_a_combination() {
  return {
      path("keysPath", "Keys path", "The path of the names, in the response.", R"("$.headers.*")").required(),
      path("valuesPath", "Values path", "The path of the arrays of values, in the response.", R"("$.rows.*.values")")
          .required(),
      path("dataDestinationPath", "Destination", "The path of the array of rows, in the response.", R"("$.rows")")
          .required()};
}

Variant combine_keys_with_values() {
  return {
      .value = "combine_keys_with_values",
      .title = "Combine keys with values",
      .description =
          "Combines names with arrays of values in the same order into objects, which replace what is at the "
          "destination. A value that is missing is null; a value without a name is dropped.",
      .keys = keys_of_a_combination(),
      .origin = Origin::reference,
      .example_json =
          R"({"type":"combine_keys_with_values","config":{"keysPath":"$.headers.*","valuesPath":"$.rows.*.values","dataDestinationPath":"$.rows"}})",
      .input_json =
          R"({"headers":["date","metric.impressionCount"],"rows":[{"values":["2020-01-01","645"]},{"values":["2020-01-02"]}]})",
      .output_json =
          R"({"headers":["date","metric.impressionCount"],"rows":[{"date":"2020-01-01","metric.impressionCount":"645"},{"date":"2020-01-02","metric.impressionCount":null}]})"};
}

Variant combine_keys_with_nested_values() {
  return {
      .value = "combine_keys_with_nested_values",
      .title = "Combine keys with nested values",
      .description =
          "Like `combine_keys_with_values`, but adds the values to the rows at the destination, in the same order, and "
          "keeps the other members of the rows. The arrays of values are removed. Values can be objects, whose members "
          "fields read with paths such as `$.date.value`.",
      .keys = keys_of_a_combination(),
      .origin = Origin::reference,
      .example_json =
          R"({"type":"combine_keys_with_nested_values","config":{"keysPath":"$.headers.*","valuesPath":"$.rows.*.values","dataDestinationPath":"$.rows"}})",
      .input_json =
          R"({"headers":["date","clicks"],"rows":[{"ad":7,"values":[{"value":"2024-01-31"},{"value":"12"}]},{"ad":8,"values":[{"value":"2024-01-31"}]}]})",
      .output_json =
          R"({"headers":["date","clicks"],"rows":[{"ad":7,"date":{"value":"2024-01-31"},"clicks":{"value":"12"}},{"ad":8,"date":{"value":"2024-01-31"},"clicks":null}]})"};
}

Variant extract_fields_by_path() {
  return {
      .value = "extract_fields_by_path",
      .title = "Extract fields by path",
      .description =
          "Copies a value from elsewhere in the response, such as a currency code, to each row. The name of the new "
          "member is a key with a suffix. A value that is missing is null; a source without a key adds nothing.",
      .keys =
          {data_path("The path of the rows, in the response.", R"("$.rows.*")"),
           path("sourcePath", "Source path",
                "The path of the objects to copy from, in the response. If absent, each row is its own source.",
                R"("$.meta.*")"),
           path("keyPath", "Key path",
                "The path of the key, in each source. If absent, the key is the last name of `fieldPath`, or else of "
                "`valuePath`.",
                R"("$.name")"),
           path("valuePath", "Value path", "The path of the value to copy, in each source.", R"("$.currency")")
               .required(),
           path("fieldPath", "Field path",
                "The path of the member that the value belongs to, in each row. Rows without it do not get the value.",
                R"("$.cost")"),
           key("suffix", text(), "Suffix", "The text to add to the key.").reference().example(R"("_currency")")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"extract_fields_by_path","config":{"dataPath":"$.rows.*","sourcePath":"$.meta.*","keyPath":"$.name","valuePath":"$.currency","suffix":"_currency"}})",
      .input_json =
          R"({"meta":[{"name":"cost","currency":"EUR"},{"name":"fee"}],"rows":[{"id":1,"cost":5,"fee":0},{"id":2,"cost":7,"fee":1}]})",
      .output_json =
          R"({"meta":[{"name":"cost","currency":"EUR"},{"name":"fee"}],"rows":[{"id":1,"cost":5,"fee":0,"cost_currency":"EUR","fee_currency":null},{"id":2,"cost":7,"fee":1,"cost_currency":"EUR","fee_currency":null}]})"};
}

Variant concat_value_to_keys() {
  return {
      .value = "concat_value_to_keys",
      .title = "Concatenate a value to keys",
      .description =
          "Adds a value of the row and `_` to the names of keys: `amount` and the value `charge` become `amount_charge`. "
          "A row whose value is null, empty or missing does not change.",
      .keys = {data_path("The path of the rows, in the response.", R"("$.data.*")"),
               path("valuePath", "Value path", "The path of the value, in each row.", R"("$.type")").required(),
               key_names("keysToConcat", "Keys", "The names of the members of a row to rename.", R"(["amount"])"),
               key("prependValue", boolean(), "Prepend",
                   "Whether to put the value before the key, as in `charge_amount`.")
                   .reference()
                   .defaults("false"),
               key("preserveOriginalKeys", boolean(), "Preserve",
                   "Whether to keep the old members too. The new ones are then added after the others.")
                   .reference()
                   .defaults("false")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"concat_value_to_keys","config":{"dataPath":"$.data.*","valuePath":"$.type","keysToConcat":["amount"]}})",
      .input_json = R"({"data":[{"type":"charge","amount":100,"id":1},{"type":null,"amount":5,"id":2}]})",
      .output_json = R"({"data":[{"type":"charge","amount_charge":100,"id":1},{"type":null,"amount":5,"id":2}]})"};
}

Variant union_nested_arrays() {
  return {
      .value = "union_nested_arrays_with_key",
      .title = "Unite nested arrays",
      .description =
          "Combines several arrays of an object into one, which replaces the object. Each element has the other members "
          "of the object, its own members, and the name of its array in `keyName`. An object without elements stays as "
          "one row.",
      .keys = {data_path("The path of the objects, in the response.", R"("$.data")"),
               key_names("keys", "Keys", "The names of the arrays, in each object. They are read in this order.",
                         R"(["clicks","views"])"),
               name_of_key("The name of the member with the name of the array, which is added after the others.",
                           R"("kind")")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"union_nested_arrays_with_key","config":{"dataPath":"$.data","keys":["clicks","views"],"keyName":"kind"}})",
      .input_json =
          R"({"data":[{"page":"home","clicks":[{"hour":9,"count":2}],"views":[{"hour":9,"count":40}]},{"page":"about","clicks":null,"views":[{"hour":9,"count":8}]}]})",
      .output_json =
          R"({"data":[{"page":"home","hour":9,"count":2,"kind":"clicks"},{"page":"home","hour":9,"count":40,"kind":"views"},{"page":"about","hour":9,"count":8,"kind":"views"}]})"};
}

Variant aggregate_values() {
  return {
      .value = "aggregate_values",
      .title = "Aggregate values",
      .description =
          "Sums members over the elements of a nested array. One object with the sums replaces the array. A text that is "
          "a number counts as that number, and null and missing values as 0. A member that no element has is not added. "
          "Any other value ends the run with an error.",
      .keys = {data_path("The path of the objects, in the response.", R"("$.orders.*")"),
               path("valuesPath", "Values path",
                    "The path of the nested array, with or without `.*` at its end, in each object.", R"("$.items")")
                   .required(),
               key_names("fields", "Fields", "The names of the members of an element to sum.", R"(["price"])")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"aggregate_values","config":{"dataPath":"$.orders.*","valuesPath":"$.items","fields":["price"]}})",
      .input_json =
          R"({"orders":[{"id":1,"items":[{"price":"1.50"},{"price":2},{"price":null}]},{"id":2,"items":[]}]})",
      .output_json = R"({"orders":[{"id":1,"items":{"price":3.5}},{"id":2,"items":{}}]})"};
}

Variant split_to_rows() {
  return {
      .value = "split_to_rows",
      .title = "Split to rows",
      .description =
          "Splits a text at a separator into an array of objects with one member. The array replaces the text. An empty "
          "text becomes an empty array.",
      .keys = {data_path("The path of the texts, in the response.", R"("$.data.*.tags")"),
               key("separator", text(TextRule::not_empty), "Separator", "The text to split at.")
                   .reference()
                   .defaults(R"(",")"),
               name_of_key("The name of the member with a part of the text.", R"("tag")")},
      .origin = Origin::reference,
      .example_json =
          R"({"type":"split_to_rows","config":{"dataPath":"$.data.*.tags","separator":",","keyName":"tag"}})",
      .input_json = R"({"data":[{"id":1,"tags":"red,blue"},{"id":2,"tags":""},{"id":3,"tags":null}]})",
      .output_json =
          R"({"data":[{"id":1,"tags":[{"tag":"red"},{"tag":"blue"}]},{"id":2,"tags":[]},{"id":3,"tags":null}]})"};
}

Variant merge_by_key() {
  return {
      .value = "merge_by_key",
      .title = "Merge by key",
      .description =
          "Looks up the objects that rows refer to, which are elsewhere in the response, and puts them into the rows, as "
          "for `included` of JSON:API. A list of references becomes an array; an object that is not found is null. A row "
          "without a reference does not change.",
      .keys = {key("dataPath", text(Syntax::path_or_name), "Data path", "The path of the rows, in the response.")
                   .required()
                   .example(R"("$.data.*")"),
               key("referencePath", text(Syntax::path_or_name), "Reference path",
                   "The path of the reference, in each row: an object with the members in `keys`, a single value if "
                   "`keys` has one name, or a list of these.")
                   .required()
                   .example(R"("$.author")"),
               key("sourcePath", text(Syntax::path_or_name), "Source path",
                   "The path of the objects to look up, in the response.")
                   .required()
                   .example(R"("$.included.*")"),
               key("keys", array(text(TextRule::not_empty), 1), "Keys",
                   "The members that must be equal in the reference and in the object. They are compared as texts.")
                   .required()
                   .example(R"(["type","id"])"),
               key("keyName", text(TextRule::not_empty), "Key name",
                   "The member of the row that the object is put in. It replaces a member of that name.")
                   .required()
                   .example(R"("author")")},
      .example_json =
          R"({"type":"merge_by_key","config":{"dataPath":"$.data.*","referencePath":"$.author","sourcePath":"$.included.*","keys":["type","id"],"keyName":"author"}})",
      .input_json =
          R"({"data":[{"id":"1","author":{"type":"people","id":"9"}},{"id":"2","author":{"type":"people","id":"8"}}],"included":[{"type":"people","id":"9","name":"Ann"}]})",
      .output_json =
          R"({"data":[{"id":"1","author":{"type":"people","id":"9","name":"Ann"}},{"id":"2","author":null}],"included":[{"type":"people","id":"9","name":"Ann"}]})"};
}

Variant flatten_tree() {
  return {
      .value = "flatten_tree",
      .title = "Flatten a tree",
      .description =
          "Turns a tree into one row per node, each parent before its children. The list of children is removed from "
          "each row.",
      .keys =
          {key("dataPath", text(Syntax::path_or_name), "Data path",
               "The path of the list of top nodes, in the response. The rows replace the list.")
               .required()
               .example(R"("$.rows")"),
           key("childrenPath", text(Syntax::path_or_name), "Children path",
               "The path of the list of children, in each node.")
               .required()
               .example(R"("$.rows")"),
           key("labelPath", text(Syntax::path_or_name), "Label path",
               "The path of the name, in each node, for `keyName`.")
               .example(R"("$.name")"),
           key("keyName", text(TextRule::not_empty), "Key name",
               "The name of a new member, which is added after the others: the array of the names from the top node "
               "down to this node. Needs `labelPath`.")
               .example(R"("path")"),
           key("leavesOnly", boolean(), "Leaves only", "Whether to omit nodes that have children.").defaults("false")},
      .example_json =
          R"({"type":"flatten_tree","config":{"dataPath":"$.rows","childrenPath":"$.rows","labelPath":"$.name","keyName":"path"}})",
      .input_json =
          R"({"rows":[{"name":"Income","rows":[{"name":"Sales","total":5},{"name":"Fees","total":2,"rows":[]}]}]})",
      .output_json =
          R"({"rows":[{"name":"Income","path":["Income"]},{"name":"Sales","total":5,"path":["Income","Sales"]},{"name":"Fees","total":2,"path":["Income","Fees"]}]})"};
}

Component adapter() {
  return {
      .name = "adapter",
      .title = "Adapter",
      .description =
          "Changes a response so that it has rows. A path is a JSONPath, or the name of a member; for an XML response, it "
          "can also be an XPath. If `dataPath` selects an array, each element of the array counts as selected. Null and "
          "missing values are left as they are. A selected value of a kind that the adapter cannot change ends the run "
          "with an error. Everything else in the response stays as it is, and new members come after the others.",
      .keys = {},
      .tag = "type",
      .nested = "config",
      .variants = {flatten_values(), append_key(), time_series(), match_values_by_keys(), combine_keys_with_values(),
                   combine_keys_with_nested_values(), extract_fields_by_path(), concat_value_to_keys(),
                   union_nested_arrays(), aggregate_values(), split_to_rows(), merge_by_key(), flatten_tree()},
      .example_json = R"({"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}})"};
}

}  // namespace

void add_adapters(std::vector<Component>& components) {
  components.push_back(data_adapters());
  components.push_back(adapter());
}

}  // namespace connectory::language::table
