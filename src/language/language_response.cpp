// How answers are read: their format, the adapters that reshape them, and what to do with errors.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Component response() {
  return {.name = "response",
          .title = "Response",
          .description = "How the answer is read: decompressed, parsed, reshaped by the adapters, then cut into rows.",
          .keys = {key("type",
                       choice({{"JSON", "A JSON document (RFC 8259)."},
                               {"CSV", "Lines of separated values (RFC 4180)."},
                               {"XML", "An XML document."},
                               {"NDJSON", "One JSON value a line."},
                               {"TEXT", "Lines of text; each is a row with the one value `line`."}}),
                       "Type", "Its format.")
                       .reference()
                       .defaults(R"("JSON")"),
                   key("dataRows", component("value_source"), "Data rows", "Where the rows stand, after the adapters.")
                       .reference(),
                   key("dataAdapters", component("data_adapters"), "Data adapters", "What reshapes the answer first.")
                       .reference(),
                   key("encoding", text(TextRule::not_empty), "Encoding",
                       "The character set, where the answer does not say it right.")
                       .defaults(R"("UTF-8")")
                       .example(R"("ISO-8859-1")"),
                   key("compression",
                       choice({{"auto", "By the header or the first bytes: gzip, deflate, br, zstd."},
                               {"none", "Taken as it is."},
                               {"gzip", "Gzip (RFC 1952), whatever the header says."},
                               {"deflate", "Deflate (RFC 1950)."},
                               {"br", "Brotli (RFC 7932)."},
                               {"zstd", "Zstandard (RFC 8878)."},
                               {"zip", "An archive; see `entry`."}}),
                       "Compression", "How it is packed.")
                       .defaults(R"("auto")"),
                   key("entry", text(TextRule::not_empty), "Entry",
                       "In a zip archive: which file, with * for any characters.")
                       .example(R"("report_*.csv")"),
                   key("csv", component("csv"), "CSV", "The dialect.")},
          .example_json = R"({"type":"JSON","dataRows":{"source":"jsonPath","value":"$.data.*"}})"};
}

Component csv() {
  return {
      .name = "csv",
      .title = "CSV",
      .description = "The dialect of a CSV answer.",
      .keys =
          {key("delimiter", text(TextRule::not_empty), "Delimiter", "What stands between values; `\\t` is a tab.")
               .defaults(R"(",")")
               .example(R"(";")"),
           key("quote", text(), "Quote", "What stands around values that hold a delimiter; empty: nothing does.")
               .defaults(R"("\"")"),
           key("header", boolean(), "Header", "Whether the first line names the columns.").defaults("true"),
           key("skipRows", integer(0, 10'000), "Skip rows", "Lines before the header or the first row.").defaults("0"),
           key("columns", array(text(TextRule::not_empty)), "Columns", "The columns' names, where the answer has none.")
               .example(R"(["date","clicks"])")},
      .example_json = R"({"delimiter":";","header":true,"skipRows":1})"};
}

Component response_handler() {
  return {
      .name = "response_handler",
      .title = "Response handler",
      .description =
          "What to do with error answers. Without a rule: 429, 502, 503, 504 and broken connections of idempotent requests are tried again, 401 renews the token once, other errors end the query with the API's own message.",
      .keys = {key("responseStatuses", array(component("response_status")), "Response statuses",
                   "The rules; the first that fits counts.")
                   .reference()},
      .example_json =
          R"({"responseStatuses":[{"httpStatus":401,"action":"renew_token"},{"httpStatus":429,"action":"retry","retry":{"maxRetries":5,"minWait":1,"maxWait":60,"delayType":"exp"}}]})"};
}

Component response_status() {
  const auto status = [] { return one_of({integer(100, 599), text(TextRule::status_class)}); };
  return {
      .name = "response_status",
      .title = "Response rule",
      .description = "What to do with one kind of answer.",
      .keys = {key("httpStatus", one_of({integer(100, 599), text(TextRule::status_class), array(status(), 1)}),
                   "HTTP status", "The status, a class such as `4xx`, or an array of them.")
                   .reference()
                   .example("429"),
               key("match", component("match"), "Match",
                   "A value of the answer that tells the case: an error inside a 200."),
               key("action",
                   choice({{"error", "The query ends with the message."},
                           {"renew_token", "The token is renewed and the request sent again, once."},
                           {"retry", "The request is sent again after a wait."},
                           {"ignore", "The answer counts as one without rows."}}),
                   "Action", "What to do.")
                   .required()
                   .reference()
                   .example(R"("retry")"),
               key("message", text(), "Message", "What the person who asked is told.")
                   .reference()
                   .example(R"("The daily quota of the API is used up.")"),
               key("messageDetails", component("value_source"), "Message details",
                   "Where the API's own words stand in the answer.")
                   .reference(),
               key("retry", component("retry"), "Retry", "How often, and after how long.").reference()},
      .example_json =
          R"({"httpStatus":400,"action":"error","message":"The API refused the request.","messageDetails":{"source":"jsonPath","value":"$.error.message"}})"};
}

std::vector<Choice> sources_of_a_match() {
  return {{"jsonPath", "Read by a JSONPath out of the answer."},
          {"xPath", "Read by an XPath."},
          {"header", "A header of the answer."},
          {"static", "A string with placeholders."},
          {"expression", "An expression."}};
}

Component match() {
  return {
      .name = "match",
      .title = "Match",
      .description = "A value of the answer, and what it must be. Neither `equals` nor `matches`: it must be there.",
      .keys = {key("source", choice(sources_of_a_match()), "Source", "The kind of source.")
                   .required()
                   .example(R"("jsonPath")"),
               key("value", scalar(), "Value", "What to read from the source.").required().example(R"("$.error.code")"),
               key("equals", scalar(), "Equals", "What it must be.").example("190"),
               key("matches", text(TextRule::not_empty), "Matches",
                   "A regular expression (RE2) that must be found in it.")
                   .example(R"("(?i)quota")")},
      .example_json = R"({"source":"jsonPath","value":"$.error.code","equals":190})"};
}

Component retry() {
  return {
      .name = "retry",
      .title = "Retry",
      .description =
          "How often a request is sent again, and after how long. `Retry-After` of the answer is honoured up to `maxWait`.",
      .keys =
          {key("maxRetries", integer(0, 20), "Most retries", "How often.").reference().defaults("3"),
           key("minWait", number(0, 3600), "Shortest wait", "Seconds before the first one.").reference().defaults("1"),
           key("maxWait", number(0, 3600), "Longest wait", "Seconds at most between two of them.")
               .reference()
               .defaults("60"),
           key("delayType",
               choice({{"exp", "Doubling each time."},
                       {"linear", "Growing by the first each time."},
                       {"fixed", "The same each time."}}),
               "Delay", "How the wait grows.")
               .reference()
               .defaults(R"("exp")")},
      .example_json = R"({"maxRetries":5,"minWait":1,"maxWait":60,"delayType":"exp"})"};
}

Entry path(std::string_view name, std::string_view title, std::string_view description, std::string_view example) {
  return key(name, text(TextRule::not_empty), title, description).reference().example(example);
}

Component data_adapters() {
  return {.name = "data_adapters",
          .title = "Data adapters",
          .description = "Adapters, each working on what the one before it made.",
          .keys = {key("items", array(component("adapter")), "Items", "The adapters, in order.").reference()},
          .example_json =
              R"({"items":[{"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}}]})"};
}

Component adapter() {
  const auto data_path = [] {
    return path("dataPath", "Data path", "Where the data stands.", R"("$.data")").required();
  };
  const auto key_name = [] {
    return path("keyName", "Key name", "The name that the new value gets.", R"("date")").required();
  };
  const auto names = [](std::string_view name, std::string_view title, std::string_view description,
                        std::string_view example) {
    return key(name, array(text(TextRule::not_empty), 1), title, description).required().reference().example(example);
  };
  return {
      .name = "adapter",
      .title = "Adapter",
      .description = "Reshapes an answer, so that it has rows.",
      .keys = {},
      .tag = "type",
      .nested = "config",
      .variants =
          {{.value = "flatten_values",
            .title = "Flatten values",
            .description =
                "A nested array becomes one row per element; the parent's fields are copied, nested keys prefixed by the last name of `valuesPath`.",
            .keys = {data_path(),
                     path("valuesPath", "Values path", "The nested array in each of them.", R"("$.audience.activity")")
                         .required()},
            .origin = Origin::reference,
            .example_json = R"({"type":"flatten_values","config":{"dataPath":"$.data.*","valuesPath":"$.hours"}})"},
           {.value = "append_key",
            .title = "Append the key",
            .description = "An object keyed by a value becomes rows with the key in `keyName`.",
            .keys = {data_path(), key_name(),
                     key("dataType",
                         choice({{"object", "Each key holds one row."},
                                 {"array_of_objects", "Each key holds an array of rows."}}),
                         "Data type", "What each key holds.")
                         .reference()
                         .defaults(R"("object")"),
                     key("skipNonArrayValues", boolean(), "Skip other values",
                         "Whether a key that holds no array is left out.")
                         .reference()
                         .defaults("false")},
            .origin = Origin::reference,
            .example_json = R"({"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}})"},
           {.value = "time_series",
            .title = "Time series",
            .description = "Parallel arrays of figures become one row a date, counted from the start's date.",
            .keys = {data_path(),
                     path("valuesPath", "Values path", "The arrays of figures.", R"("$.metrics")").required(),
                     path("startTimePath", "Start", "Where the first date stands.", R"("$.start")").required(),
                     path("endTimePath", "End", "Where the last date stands.", R"("$.end")"),
                     key("granularity", one_of({text(TextRule::not_empty), component("value_source")}), "Granularity",
                         "What one element stands for.")
                         .reference()
                         .defaults(R"("DAY")"),
                     path("dataDestinationPath", "Destination", "Where the rows are put.", R"("$.data")"), key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"time_series","config":{"dataPath":"$.data.*","valuesPath":"$.metrics","startTimePath":"$.start","endTimePath":"$.end","granularity":{"source":"static","value":"DAY"},"dataDestinationPath":"$.rows","keyName":"date"}})"},
           {.value = "match_values_by_keys",
            .title = "Match values by keys",
            .description =
                "An array of keys, and objects keyed by them, become one row a key; what is missing is null.",
            .keys = {path("keysPath", "Keys path", "The array of keys.", R"("$.data.series.*")").required(),
                     path("valuesPath", "Values path", "The objects.", R"("$.data.values")").required(),
                     path("dataDestinationPath", "Destination", "Where the rows are put.", R"("$.data")").required(),
                     key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"match_values_by_keys","config":{"keysPath":"$.data.series.*","valuesPath":"$.data.values","dataDestinationPath":"$.data","keyName":"date"}})"},
           {.value = "combine_keys_with_values",
            .title = "Combine keys with values",
            .description = "Names in a header and values by position become objects.",
            .keys = {path("keysPath", "Keys path", "The names.", R"("$.headers.*")").required(),
                     path("valuesPath", "Values path", "The arrays of values.", R"("$.rows.*.values")").required(),
                     path("dataDestinationPath", "Destination", "Where the rows are put.", R"("$.rows")").required()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"combine_keys_with_values","config":{"keysPath":"$.headers.*","valuesPath":"$.rows.*.values","dataDestinationPath":"$.rows"}})"},
           {.value = "combine_keys_with_nested_values",
            .title = "Combine keys with nested values",
            .description = "Likewise, but merged into each row, whose other fields are kept.",
            .keys = {path("keysPath", "Keys path", "The names.", R"("$.headers.*")").required(),
                     path("valuesPath", "Values path", "The arrays of values.", R"("$.rows.*.values")").required(),
                     path("dataDestinationPath", "Destination", "Where the rows are put.", R"("$.rows")").required()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"combine_keys_with_nested_values","config":{"keysPath":"$.headers.*","valuesPath":"$.rows.*.values","dataDestinationPath":"$.rows"}})"},
           {.value = "extract_fields_by_path",
            .title = "Extract fields by path",
            .description =
                "Copies a value found elsewhere, such as a currency code, onto each row, under its key and a suffix.",
            .keys =
                {data_path(), path("sourcePath", "Source path", "Where it is looked for.", R"("$.meta")"),
                 path("keyPath", "Key path", "The key it is kept under.", R"("$.name")"),
                 path("valuePath", "Value path", "The value.", R"("$.currency")").required(),
                 path("fieldPath", "Field path", "The field of the row it belongs to.", R"("$.cost")"),
                 key("suffix", text(), "Suffix", "What is put behind the key.").reference().example(R"("_currency")")},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"extract_fields_by_path","config":{"dataPath":"$.rows.*","sourcePath":"$.meta","keyPath":"$.name","valuePath":"$.currency","suffix":"_currency"}})"},
           {.value = "concat_value_to_keys",
            .title = "Concatenate a value to keys",
            .description = "Renames keys by a value of the row: `amount` and `charge` make `amount_charge`.",
            .keys = {data_path(), path("valuePath", "Value path", "The value.", R"("$.type")").required(),
                     names("keysToConcat", "Keys", "The keys that are renamed.", R"(["amount"])"),
                     key("prependValue", boolean(), "Prepend", "Whether the value comes first.")
                         .reference()
                         .defaults("false"),
                     key("preserveOriginalKeys", boolean(), "Preserve", "Whether the old keys stay too.")
                         .reference()
                         .defaults("false")},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"concat_value_to_keys","config":{"dataPath":"$.data.*","valuePath":"$.type","keysToConcat":["amount"]}})"},
           {.value = "union_nested_arrays_with_key",
            .title = "Unite nested arrays",
            .description = "Several nested arrays become one, each element with its array's name in `keyName`.",
            .keys = {data_path(), names("keys", "Keys", "The arrays.", R"(["clicks","views"])"), key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"union_nested_arrays_with_key","config":{"dataPath":"$.data","keys":["clicks","views"],"keyName":"kind"}})"},
           {.value = "aggregate_values",
            .title = "Aggregate values",
            .description = "Adds fields up over a nested array into one object.",
            .keys = {data_path(), path("valuesPath", "Values path", "The nested array.", R"("$.items.*")").required(),
                     names("fields", "Fields", "The fields that are added up.", R"(["price"])")},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"aggregate_values","config":{"dataPath":"$.orders.*","valuesPath":"$.items","fields":["price"]}})"},
           {.value = "split_to_rows",
            .title = "Split to rows",
            .description = "A separated string becomes an array of objects with one key.",
            .keys = {data_path(),
                     key("separator", text(TextRule::not_empty), "Separator", "Where it is cut.")
                         .reference()
                         .defaults(R"(",")"),
                     key_name()},
            .origin = Origin::reference,
            .example_json =
                R"({"type":"split_to_rows","config":{"dataPath":"$.data.*.tags","separator":",","keyName":"tag"}})"}},
      .example_json = R"({"type":"append_key","config":{"dataPath":"$","keyName":"date","dataType":"object"}})"};
}

}  // namespace

void add_response(std::vector<Component>& components) {
  components.push_back(response());
  components.push_back(csv());
}

void add_adapters(std::vector<Component>& components) {
  components.push_back(data_adapters());
  components.push_back(adapter());
}

void add_response_handler(std::vector<Component>& components) {
  components.push_back(response_handler());
  components.push_back(response_status());
  components.push_back(match());
  components.push_back(retry());
}

}  // namespace connectory::language::table
