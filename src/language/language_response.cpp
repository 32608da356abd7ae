// Responses: their format, and how to handle errors.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Component response() {
  return {
      .name = "response",
      .title = "Response",
      .description =
          "How to read the response. [How a response is read](#how-a-response-is-read) lists all steps in order.",
      .keys =
          {key("type",
               choice({{"JSON", "A JSON document (RFC 8259)."},
                       {"CSV", "Lines of separated values (RFC 4180)."},
                       {"XML", "An XML document; see [How XML is read](#how-xml-is-read)."},
                       {"NDJSON", "One JSON value per line."},
                       {"TEXT", "Lines of text. Each is a row with the single value `line`."}}),
               "Type", "What the API returns.")
               .reference()
               .defaults(R"("JSON")"),
           key("dataRows", component("value_source"), "Data rows",
               "The path of the rows, after the adapters: the elements of an array, or an object, which is one row. If absent, "
               "`$`, the whole response. See [Rows of a response](#rows-of-a-response).")
               .reference(),
           key("where", text(Syntax::expression), "Where",
               "An expression without braces. Only rows for which it is true are kept. It is the first of `rowSteps`.")
               .adds(Knowledge::row | Knowledge::answer)
               .example(R"("not row.deleted")"),
           key("rowSteps", array(component("row_step")), "Row steps",
               "Changes to each row, in order, after `dataRows`.")
               .adds(Knowledge::row | Knowledge::answer),
           key("dataAdapters", component("data_adapters"), "Data adapters",
               "The adapters that reshape the "
               "response before the rows are "
               "read.")
               .reference(),
           key("encoding", text(TextRule::not_empty), "Encoding",
               "The character set, if the response declares none or a wrong one. A byte order mark wins over it. If absent, the "
               "one that the response declares, or else UTF-8.")
               .example(R"("ISO-8859-1")"),
           key("compression",
               choice({{"auto", "Detected from the header or the first bytes: gzip, deflate, br or zstd."},
                       {"none", "Read as is, without decompression."},
                       {"gzip", "Gzip (RFC 1952), regardless of the header."},
                       {"deflate", "Deflate (RFC 1950)."},
                       {"br", "Brotli (RFC 7932)."},
                       {"zstd", "Zstandard (RFC 8878)."},
                       {"zip", "A zip archive; see `entry`."}}),
               "Compression", "How the response is compressed. Gzip inside gzip or zip is decompressed too.")
               .defaults(R"("auto")"),
           key("entry", text(TextRule::not_empty), "Entry",
               "The files to read in a zip archive, in its order. Use * for any characters. If absent, all files. Only for the "
               "compression `zip`.")
               .example(R"("report_*.csv")"),
           key("csv", component("csv"), "CSV", "The dialect of a CSV response."),
           key("xml", component("xml"), "XML", "How to read an XML response.")},
      .example_json = R"({"type":"JSON","dataRows":{"source":"jsonPath","value":"$.data.*"}})"};
}

Component csv() {
  return {
      .name = "csv",
      .title = "CSV",
      .description =
          "The dialect of a CSV response. All values are texts, and an empty value is null for numbers and dates. A row "
          "that is too short gets nulls, and one that is too long loses the surplus; both are counted in the warnings of "
          "the result. A name that two columns have means the first one, with a warning; read the other one by its number. Blank lines are not rows, and a byte order mark is not a part of a name.",
      .keys = {key("delimiter", text(TextRule::not_empty), "Delimiter", "The character between values; `\\t` is a tab.")
                   .defaults(R"(",")")
                   .example(R"(";")"),
               key("quote", text(), "Quote",
                   "The character around values that contain a delimiter. If empty, values are "
                   "not quoted.")
                   .defaults(R"("\"")"),
               key("header", boolean(), "Header", "Whether the first line contains the names of the columns.")
                   .defaults("true"),
               key("skipRows", integer(0, 10'000), "Skip rows",
                   "The number of lines before the header or the first row.")
                   .defaults("0"),
               key("skipLastRows", integer(0, 10'000), "Skip last rows",
                   "The number of rows to omit at the end, such as a row of totals.")
                   .defaults("0"),
               key("nullValues", array(text()), "Null values", "The strings to read as null, such as two dashes.")
                   .example(R"(["--","N/A"])"),
               key("comment", text(TextRule::not_empty), "Comment",
                   "The characters at the beginning of a line that is a comment and not a row.")
                   .example(R"("#")"),
               key("columns", array(text(TextRule::not_empty)), "Columns",
                   "The names of the columns, if the response has no header. If it has one, its names are used.")
                   .example(R"(["date","clicks"])")},
      .example_json = R"({"delimiter":";","header":true,"skipRows":1})"};
}

Component xml() {
  return {
      .name = "xml",
      .title = "XML",
      .description =
          "How to read an XML response. XPath, JSONPath and adapters read the same tree: an element is an object, or a "
          "text if it has only text; its attributes are members such as `@id`; text next to children is `#text`; siblings "
          "of the same name are an array. See [How XML is read](#how-xml-is-read) for an example.",
      .keys =
          {key("lists", array(text(TextRule::not_empty)), "Lists",
               "The names of elements that are always an array, even if there is only one of them. Write a prefix if the "
               "document does.")
               .example(R"(["item"])"),
           key("namespaces", map(text(TextRule::not_empty)), "Namespaces",
               "The namespace URI of each prefix that XPaths use. Prefixes in the document can be different ones.")
               .example(R"({"atom":"http://www.w3.org/2005/Atom"})")},
      .example_json = R"({"lists":["item"],"namespaces":{"atom":"http://www.w3.org/2005/Atom"}})"};
}

Component response_handler() {
  return {
      .name = "response_handler",
      .title = "Response handler",
      .description =
          "How to handle error responses. Without a rule, Connectory repeats a request that only reads up to 3 times, after 408, 429, 500, 502, 503, 504 or a broken connection. It renews the token once after 401, if the login can renew it; otherwise the run ends with LOGIN_EXPIRED. After other errors, it ends with the message of the API.",
      .keys = {key("responseStatuses", array(component("response_status")), "Response statuses",
                   "The rules. The first rule that matches is used.")
                   .adds(Knowledge::answer)
                   .reference()},
      .example_json =
          R"({"responseStatuses":[{"httpStatus":401,"action":"renew_token"},{"httpStatus":429,"action":"retry","retry":{"maxRetries":5,"minWait":1,"maxWait":60,"delayType":"exp"}}]})"};
}

Component response_status() {
  const auto status = [] { return one_of({integer(100, 599), text(TextRule::status_class)}); };
  return {
      .name = "response_status",
      .title = "Response rule",
      .description = "A rule for one kind of response.",
      .keys =
          {key("httpStatus", one_of({integer(100, 599), text(TextRule::status_class), array(status(), 1)}),
               "HTTP status", "The status, a class such as `4xx`, or an array of statuses and classes.")
               .reference()
               .example("429"),
           key("match", component("match"), "Match",
               "A condition on the response, for example for an error with the status 200."),
           key("action",
               choice({{"error", "Ends the query with the message."},
                       {"renew_token", "Renews the token and sends the request again, once."},
                       {"retry", "Sends the request again after a wait."},
                       {"ignore", "Treats the response as one without rows, and as the last page of its partition."},
                       {"accept", "Treats the response as a success and reads its rows."},
                       {"reset_pagination",
                        "Begins again at the first page, for an API whose cursor has expired. Needs `key` of the "
                        "report type, so that no row counts twice."}}),
               "Action", "The action to take.")
               .required()
               .reference()
               .example(R"("retry")"),
           key("message", text(Syntax::template_, TextRule::any), "Message",
               "What went wrong and what the user can do, as a template that can use the response.")
               .reference()
               .example(R"("The daily quota of the API is used up.")"),
           key("messageDetails", component("value_source"), "Message details",
               "Where the response contains the API's own message.")
               .reference(),
           key("retry", component("retry"), "Retry", "How often to send the request again, and after how long.")
               .reference(),
           key("wait", component("wait"), "Wait",
               "Where the response says how long to wait, for the action `retry`, if it has no `Retry-After` header.")},
      .example_json =
          R"({"httpStatus":400,"action":"error","message":"The API refused the request.","messageDetails":{"source":"jsonPath","value":"$.error.message"}})"};
}

std::vector<Choice> sources_of_a_match() {
  return {{"jsonPath", "A value in the response, by its JSONPath."},
          {"xPath", "A value in the response, by its XPath."},
          {"header", "A header of the response, by its name."},
          {"body", "The text of the response. Omit `value`."},
          {"static", "A string with placeholders."},
          {"expression", "A placeholder expression, with filters but without braces."}};
}

Component match() {
  return {
      .name = "match",
      .title = "Match",
      .description =
          "A condition on a value of the response. Without `equals` and `matches`, the value must be "
          "present. Or, instead of a value, an expression (`if`).",
      .keys = {key("source", choice(sources_of_a_match()), "Source", "The kind of the source. Required without `if`.")
                   .example(R"("jsonPath")"),
               key("value", scalar(Syntax::by_source), "Value",
                   "What to read from the source: a path, a name or a string. Required, except for `body`.")
                   .example(R"("$.error.code")"),
               key("equals", scalar(), "Equals",
                   "The value that the response must have. Both are compared as texts: 190 equals `\"190\"`.")
                   .example("190"),
               key("matches", text(Syntax::regex), "Matches",
                   "A regular expression (RE2) that must match a part of the value.")
                   .example(R"("(?i)quota")"),
               key("if", text(Syntax::expression), "If",
                   "An expression without braces that must be true. It can use the response, its headers and status.")
                   .example(R"("status == 200 and response.errors is not empty")")},
      .example_json = R"({"source":"jsonPath","value":"$.error.code","equals":190})"};
}

Component wait() {
  return {
      .name = "wait",
      .title = "Wait",
      .description =
          "Where a response says how long to wait. Zero, the past and what cannot be read do not count: the delay of "
          "`retry` is used instead. If the wait is longer than `maxWait`, the run ends at once with RATE_LIMITED.",
      .keys = {key("source", choice(sources_of_a_match()), "Source", "The kind of the source.")
                   .required()
                   .example(R"("jsonPath")"),
               key("value", scalar(Syntax::by_source), "Value",
                   "What to read from the source: a path, a name or a string. Required, except for `body`.")
                   .example(R"("$.error.retry_in")"),
               key("as",
                   choice({{"seconds", "A number of seconds."},
                           {"milliseconds", "A number of milliseconds."},
                           {"until", "A point in time: a date, or seconds since 1970."}}),
                   "As", "What the value says.")
                   .defaults(R"("seconds")"),
               key("regex", text(Syntax::regex), "Regular expression",
                   "A regular expression (RE2) whose first group, or whole match, is the value.")
                   .example(R"j("in ([0-9]+) seconds")j")},
      .example_json =
          R"j({"source":"jsonPath","value":"$.error.message","as":"seconds","regex":"in ([0-9]+) seconds"})j"};
}

Component retry() {
  return {
      .name = "retry",
      .title = "Retry",
      .description =
          "How often to send a request again, and after how long. If the response says how long to wait, in the header "
          "`Retry-After` or as `wait` describes, that is the wait. If it is longer than `maxWait`, the run ends at once "
          "with RATE_LIMITED.",
      .keys = {key("maxRetries", integer(0, 20), "Most retries", "The most times to send the request again.")
                   .reference()
                   .defaults("3"),
               key("minWait", number(0, 3600), "Shortest wait", "The wait before the first retry in seconds.")
                   .reference()
                   .defaults("1"),
               key("maxWait", number(0, 3600), "Longest wait", "The longest wait between two retries in seconds.")
                   .reference()
                   .defaults("60"),
               key("delayType",
                   choice({{"exp", "Doubles each time."},
                           {"linear", "Grows by the first wait each time."},
                           {"fixed", "Is the same each time."}}),
                   "Delay", "How the wait grows.")
                   .reference()
                   .defaults(R"("exp")")},
      .example_json = R"({"maxRetries":5,"minWait":1,"maxWait":60,"delayType":"exp"})"};
}

}  // namespace

void add_response(std::vector<Component>& components) {
  components.push_back(response());
  components.push_back(csv());
  components.push_back(xml());
}

void add_response_handler(std::vector<Component>& components) {
  components.push_back(response_handler());
  components.push_back(response_status());
  components.push_back(match());
  components.push_back(wait());
  components.push_back(retry());
}

}  // namespace connectory::language::table
