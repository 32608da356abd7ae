// What is done to a field's value on its way from the answer to the row.

#include "language/language_impl.h"

namespace connectory::language::table {

void add_operations(std::vector<Component>& components) {
  const auto pattern = [] {
    return key("pattern", text(TextRule::not_empty), "Pattern", "A regular expression (RE2).")
        .required()
        .example(R"j("([0-9]+)")j");
  };
  const auto factor = [] { return key("by", number(), "By", "The other number.").required().example("100"); };
  components.push_back(
      {.name = "operation",
       .title = "Operation",
       .description =
           "One step of turning a value of the answer into the field's value. The keys of a step stand beside `type`, or in an object `config`.",
       .keys = {},
       .tag = "type",
       .nested = "config",
       .may_be_flat = true,
       .variants =
           {{.value = "convert_date",
             .title = "Convert a date",
             .description = "Reads a date in one format and writes it in another.",
             .keys = {key("from", text(TextRule::not_empty), "From",
                          "The format it comes in; absent: found out from the value.")
                          .reference()
                          .example(R"("DD/MM/YYYY")"),
                      key("to", text(TextRule::not_empty), "To", "The format it is wanted in.")
                          .reference()
                          .defaults(R"("YYYY-MM-DD")"),
                      key("timezone", text(TextRule::not_empty), "Time zone",
                          "The zone it is meant in, where it does not say.")
                          .reference()
                          .example(R"("Europe/Helsinki")")},
             .origin = Origin::reference,
             .example_json = R"({"type":"convert_date","from":"DD/MM/YYYY","to":"YYYY-MM-DD"})"},
            {.value = "convert_timezone",
             .title = "Convert the time zone",
             .description = "Moves a time from one zone to another.",
             .keys = {key("from", text(TextRule::not_empty), "From", "The zone it is meant in, where it does not say.")
                          .defaults(R"("UTC")"),
                      key("to", text(TextRule::not_empty), "To", "The zone it is wanted in.")
                          .required()
                          .example(R"("Europe/Helsinki")")},
             .example_json = R"({"type":"convert_timezone","from":"UTC","to":"Europe/Helsinki"})"},
            {.value = "to_number",
             .title = "To a number",
             .description = "Reads a number with the given separators, without currency signs and spaces.",
             .keys = {key("decimalSeparator", text(TextRule::not_empty), "Decimal separator",
                          "What stands before the fraction.")
                          .defaults(R"(".")"),
                      key("thousandsSeparator", text(), "Thousands separator", "What stands between groups of digits.")
                          .example(R"(",")")},
             .example_json = R"({"type":"to_number","decimalSeparator":",","thousandsSeparator":"."})"},
            {.value = "multiply",
             .title = "Multiply",
             .description = "Multiplies a number.",
             .keys = {factor()},
             .example_json = R"({"type":"multiply","by":100})"},
            {.value = "divide",
             .title = "Divide",
             .description = "Divides a number: amounts in cents or micros.",
             .keys = {factor()},
             .example_json = R"({"type":"divide","by":1000000})"},
            {.value = "add",
             .title = "Add",
             .description = "Adds to a number.",
             .keys = {factor()},
             .example_json = R"({"type":"add","by":-1})"},
            {.value = "round",
             .title = "Round",
             .description = "Rounds a number.",
             .keys = {key("digits", integer(0, 15), "Digits", "Digits after the point.").defaults("0")},
             .example_json = R"({"type":"round","digits":2})"},
            {.value = "replace",
             .title = "Replace",
             .description = "Replaces each occurrence of a string.",
             .keys = {key("search", text(TextRule::not_empty), "Search", "The string that is replaced.")
                          .required()
                          .example(R"("_")"),
                      key("replacement", text(), "Replacement", "What stands there instead.")
                          .defaults(R"("")")
                          .example(R"(" ")")},
             .example_json = R"({"type":"replace","search":"_","replacement":" "})"},
            {.value = "regex_extract",
             .title = "Extract",
             .description = "Takes what a regular expression finds; null where it finds nothing.",
             .keys = {pattern(), key("group", integer(0, 50), "Group", "Which group is taken; 0 is all that was found.")
                                     .defaults("1")},
             .example_json = R"j({"type":"regex_extract","pattern":"campaign=([^&]+)"})j"},
            {.value = "regex_replace",
             .title = "Replace by pattern",
             .description = "Replaces all that a regular expression finds.",
             .keys = {pattern(),
                      key("replacement", text(), "Replacement", "What stands there instead; \\1 is the first group.")
                          .defaults(R"("")")},
             .example_json = R"({"type":"regex_replace","pattern":"\\s+","replacement":" "})"},
            {.value = "map_values",
             .title = "Map values",
             .description = "Replaces whole values by a table.",
             .keys = {key("values", map(scalar()), "Values", "From value to value.")
                          .required()
                          .example(R"({"1":"Active","2":"Paused"})"),
                      key("default", scalar(), "Default",
                          "For a value that the table does not have; absent: the value stays.")
                          .example(R"("Unknown")")},
             .example_json = R"({"type":"map_values","values":{"1":"Active","2":"Paused"},"default":"Unknown"})"},
            {.value = "default",
             .title = "Default",
             .description = "Another value where there is none, or an empty one.",
             .keys = {key("value", scalar(), "Value", "The value.").required().example(R"j("(none)")j")},
             .example_json = R"j({"type":"default","value":"(none)"})j"},
            {.value = "trim",
             .title = "Trim",
             .description = "Takes white space off both ends.",
             .keys = {},
             .example_json = R"({"type":"trim"})"},
            {.value = "upper",
             .title = "Upper case",
             .description = "To upper case.",
             .keys = {},
             .example_json = R"({"type":"upper"})"},
            {.value = "lower",
             .title = "Lower case",
             .description = "To lower case.",
             .keys = {},
             .example_json = R"({"type":"lower"})"},
            {.value = "substring",
             .title = "Part of the string",
             .description = "Takes a part of the string, counted in characters.",
             .keys = {key("start", integer(-1'000'000, 1'000'000), "Start",
                          "The first character, from 0; from the end where negative.")
                          .required()
                          .example("0"),
                      key("length", integer(0, 1'000'000), "Length", "How many characters; absent: to the end.")
                          .example("10")},
             .example_json = R"({"type":"substring","start":0,"length":10})"},
            {.value = "split",
             .title = "Split",
             .description = "Cuts a string at a separator and takes one part.",
             .keys = {key("separator", text(TextRule::not_empty), "Separator", "Where it is cut.")
                          .required()
                          .example(R"("|")"),
                      key("index", integer(-1000, 1000), "Index", "Which part, from 0; from the end where negative.")
                          .defaults("0")},
             .example_json = R"({"type":"split","separator":"|","index":1})"},
            {.value = "join",
             .title = "Join",
             .description = "Joins an array into one string.",
             .keys = {key("separator", text(), "Separator", "What stands between.").defaults(R"(", ")")},
             .example_json = R"({"type":"join","separator":", "})"},
            {.value = "concat",
             .title = "Concatenate",
             .description = "Adds a string before and after; placeholders of the row may be used in it.",
             .keys = {key("prefix", text(), "Prefix", "What stands before.").example(R"("https://example.com/")"),
                      key("suffix", text(), "Suffix", "What stands behind.").example(R"(" {{ row.currency }}")")},
             .example_json = R"({"type":"concat","prefix":"https://example.com/"})"},
            {.value = "json_path",
             .title = "JSONPath",
             .description = "Reads a value out of JSON, or out of a string that holds JSON.",
             .keys = {key("path", text(TextRule::json_path), "Path", "A JSONPath (RFC 9535).")
                          .required()
                          .example(R"("$.name")")},
             .example_json = R"({"type":"json_path","path":"$.name"})"},
            {.value = "url_decode",
             .title = "Decode percent signs",
             .description = "Undoes percent-encoding.",
             .keys = {},
             .example_json = R"({"type":"url_decode"})"},
            {.value = "html_to_text",
             .title = "HTML to text",
             .description = "Takes the tags off and resolves character references.",
             .keys = {},
             .example_json = R"({"type":"html_to_text"})"},
            {.value = "hash",
             .title = "Hash",
             .description = "The value's hash in hexadecimal: for personal data that must not be shown.",
             .keys = {key("algorithm",
                          choice({{"sha256", "SHA-256."},
                                  {"sha1", "SHA-1: only where the API asks for it."},
                                  {"md5", "MD5: only where the API asks for it."}}),
                          "Algorithm", "The hash.")
                          .defaults(R"("sha256")")},
             .example_json = R"({"type":"hash","algorithm":"sha256"})"}},
       .example_json = R"({"type":"convert_date","from":"DD/MM/YYYY","to":"YYYY-MM-DD"})"});
}
}  // namespace connectory::language::table
