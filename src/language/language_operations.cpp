// The operations on a field's value, between the response and the row.

#include "language/language_impl.h"

namespace connectory::language::table {

void add_operations(std::vector<Component>& components) {
  const auto pattern = [] {
    return key("pattern", text(Syntax::regex), "Pattern",
               "A regular expression (RE2). Parts of it in parentheses are groups.")
        .required()
        .example(R"j("([0-9]+)")j");
  };
  const auto factor = [] {
    return key("by", number(), "By",
               "The number to multiply or divide by, or to add. It can be negative or have a fraction.")
        .required()
        .example("100");
  };
  components.push_back(
      {.name = "operation",
       .title = "Operation",
       .description =
           "A step that changes the value of a field. Write its keys next to `type`, or in an object `config`.",
       .keys = {},
       .tag = "type",
       .nested = "config",
       .may_be_flat = true,
       .variants =
           {{.value = "convert_date",
             .title = "Convert a date",
             .description = "Reads a date in one format and writes it in another.",
             .keys = {key("from", text(Syntax::date_format), "From",
                          "The format of the value. If absent, ISO 8601, or Unix seconds if the value is a number.")
                          .reference()
                          .example(R"("DD/MM/YYYY")"),
                      key("to", text(Syntax::date_format), "To",
                          "The format to write, as [Dates and times](#dates-and-times) describes.")
                          .reference()
                          .defaults(R"("YYYY-MM-DD")"),
                      key("timezone", text(Syntax::time_zone), "Time zone",
                          "The time zone of the value, if the value has none: a name, or a template such as "
                          "`{{ account.timezone }}`.")
                          .reference()
                          .example(R"("Europe/Helsinki")")},
             .origin = Origin::reference,
             .example_json = R"({"type":"convert_date","from":"DD/MM/YYYY","to":"YYYY-MM-DD"})"},
            {.value = "convert_timezone",
             .title = "Convert the time zone",
             .description = "Converts a time from one time zone to another.",
             .keys = {key("from", text(Syntax::time_zone), "From",
                          "The time zone of the value, if the value has "
                          "none.")
                          .defaults(R"("UTC")"),
                      key("to", text(Syntax::time_zone), "To",
                          "The time zone to convert to: a name, or a template such as `{{ account.timezone }}`.")
                          .required()
                          .example(R"("Europe/Helsinki")")},
             .example_json = R"({"type":"convert_timezone","from":"UTC","to":"Europe/Helsinki"})"},
            {.value = "to_number",
             .title = "To a number",
             .description = "Reads a number with the given separators. Currency signs and spaces are ignored.",
             .keys = {key("decimalSeparator", text(TextRule::not_empty), "Decimal separator",
                          "The character before the fraction: a comma in `1.234,5`.")
                          .defaults(R"(".")"),
                      key("thousandsSeparator", text(), "Thousands separator",
                          "The character between groups of "
                          "digits.")
                          .example(R"(",")")},
             .example_json = R"({"type":"to_number","decimalSeparator":",","thousandsSeparator":"."})"},
            {.value = "multiply",
             .title = "Multiply",
             .description = "Multiplies a number by a fixed number.",
             .keys = {factor()},
             .example_json = R"({"type":"multiply","by":100})"},
            {.value = "divide",
             .title = "Divide",
             .description = "Divides a number, for example an amount in cents.",
             .keys = {factor()},
             .example_json = R"({"type":"divide","by":1000000})"},
            {.value = "add",
             .title = "Add",
             .description = "Adds a number to the value.",
             .keys = {factor()},
             .example_json = R"({"type":"add","by":-1})"},
            {.value = "round",
             .title = "Round",
             .description = "Rounds a number to a number of digits. Halves are rounded away from zero.",
             .keys = {key("digits", integer(0, 15), "Digits", "The number of digits after the decimal point.")
                          .defaults("0")},
             .example_json = R"({"type":"round","digits":2})"},
            {.value = "replace",
             .title = "Replace",
             .description = "Replaces each occurrence of a string.",
             .keys = {key("search", text(TextRule::not_empty), "Search",
                          "The text to look for. Upper and lower case are distinguished.")
                          .required()
                          .example(R"("_")"),
                      key("replacement", text(), "Replacement", "The string to insert instead.")
                          .defaults(R"("")")
                          .example(R"(" ")")},
             .example_json = R"({"type":"replace","search":"_","replacement":" "})"},
            {.value = "regex_extract",
             .title = "Extract",
             .description = "Extracts the match of a regular expression. Without a match, the value is null.",
             .keys = {pattern(), key("group", integer(0, 50), "Group",
                                     "The number of the group to extract; 0 is the "
                                     "whole match.")
                                     .defaults("1")},
             .example_json = R"j({"type":"regex_extract","pattern":"campaign=([^&]+)"})j"},
            {.value = "regex_replace",
             .title = "Replace by pattern",
             .description = "Replaces each match of a regular expression.",
             .keys = {pattern(),
                      key("replacement", text(), "Replacement", "The string to insert instead; \\1 is the first group.")
                          .defaults(R"("")")},
             .example_json = R"({"type":"regex_replace","pattern":"\\s+","replacement":" "})"},
            {.value = "map_values",
             .title = "Map values",
             .description = "Replaces whole values using a table.",
             .keys = {key("values", map(scalar()), "Values", "The new value for each value.")
                          .required()
                          .example(R"({"1":"Active","2":"Paused"})"),
                      key("default", scalar(), "Default",
                          "The new value for values that are not in the table. If absent, they do not change.")
                          .example(R"("Unknown")")},
             .example_json = R"({"type":"map_values","values":{"1":"Active","2":"Paused"},"default":"Unknown"})"},
            {.value = "default",
             .title = "Default",
             .description = "Replaces a value that is missing, null, or an empty text, list or object.",
             .keys = {key("value", scalar(), "Value", "What to use instead, such as a text or a number.")
                          .required()
                          .example(R"j("(none)")j")},
             .example_json = R"j({"type":"default","value":"(none)"})j"},
            {.value = "trim",
             .title = "Trim",
             .description = "Removes white space from both ends.",
             .keys = {},
             .example_json = R"({"type":"trim"})"},
            {.value = "upper",
             .title = "Upper case",
             .description = "Converts a text to upper case.",
             .keys = {},
             .example_json = R"({"type":"upper"})"},
            {.value = "lower",
             .title = "Lower case",
             .description = "Converts a text to lower case.",
             .keys = {},
             .example_json = R"({"type":"lower"})"},
            {.value = "substring",
             .title = "Part of the string",
             .description = "Extracts a part of a string, counted in characters.",
             .keys = {key("start", integer(-1'000'000, 1'000'000), "Start",
                          "The first character, counted from 0, or from the end if negative.")
                          .required()
                          .example("0"),
                      key("length", integer(0, 1'000'000), "Length",
                          "The number of characters. If absent, up to the "
                          "end.")
                          .example("10")},
             .example_json = R"({"type":"substring","start":0,"length":10})"},
            {.value = "split",
             .title = "Split",
             .description = "Splits a string at a separator and extracts one part.",
             .keys = {key("separator", text(TextRule::not_empty), "Separator",
                          "What separates the parts, such as a comma or `|`.")
                          .required()
                          .example(R"("|")"),
                      key("index", integer(-1000, 1000), "Index",
                          "The part to extract, counted from 0, or from the "
                          "end if negative.")
                          .defaults("0")},
             .example_json = R"({"type":"split","separator":"|","index":1})"},
            {.value = "join",
             .title = "Join",
             .description =
                 "Joins an array into one text. A value that is not an array does not change, and an empty array becomes an empty text.",
             .keys = {key("separator", text(), "Separator", "What to put between two elements.").defaults(R"(", ")")},
             .example_json = R"({"type":"join","separator":", "})"},
            {.value = "concat",
             .title = "Concatenate",
             .description = "Adds strings before and after the value. They can use placeholders of the row.",
             .keys = {key("prefix", text(Syntax::template_, TextRule::any), "Prefix", "What to put before the value.")
                          .example(R"("https://example.com/")"),
                      key("suffix", text(Syntax::template_, TextRule::any), "Suffix", "What to put after the value.")
                          .example(R"(" {{ row.currency }}")")},
             .example_json = R"({"type":"concat","prefix":"https://example.com/"})"},
            {.value = "json_path",
             .title = "JSONPath",
             .description = "Reads a value from JSON, or from a string that contains JSON.",
             .keys = {key("path", text(Syntax::json_path, TextRule::json_path), "Path",
                          "The JSONPath (RFC 9535) of the value.")
                          .required()
                          .example(R"("$.name")")},
             .example_json = R"({"type":"json_path","path":"$.name"})"},
            {.value = "url_decode",
             .title = "Decode percent signs",
             .description = "Decodes percent-encoding: `a%20b` becomes `a b`.",
             .keys = {},
             .example_json = R"({"type":"url_decode"})"},
            {.value = "html_to_text",
             .title = "HTML to text",
             .description = "Removes the tags and resolves character references.",
             .keys = {},
             .example_json = R"({"type":"html_to_text"})"},
            {.value = "hash",
             .title = "Hash",
             .description = "Replaces the value with its hash in hexadecimal, for personal data that must not be "
                            "shown.",
             .keys = {key("algorithm",
                          choice({{"sha256", "SHA-256."},
                                  {"sha1", "SHA-1. Use it only if the API requires it."},
                                  {"md5", "MD5. Use it only if the API requires it."}}),
                          "Algorithm", "The hash algorithm.")
                          .defaults(R"("sha256")")},
             .example_json = R"({"type":"hash","algorithm":"sha256"})"}},
       .example_json = R"({"type":"convert_date","from":"DD/MM/YYYY","to":"YYYY-MM-DD"})"});
}
}  // namespace connectory::language::table
