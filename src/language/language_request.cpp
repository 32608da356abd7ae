// Requests: what is sent, page by page, and jobs that take their time.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Component request() {
  return {
      .name = "request",
      .title = "Request",
      .description = "A call to the API. Placeholders stand in its URL, header values, parameter values and body.",
      .keys =
          {key("type",
               choice({{"sync", "The answer has the data."}, {"async", "The answer names a job; see `async`."}}),
               "Type", "Whether the answer comes at once.")
               .reference()
               .defaults(R"("sync")"),
           key("method",
               choice({{"GET", "Reads; it has no body."},
                       {"POST", "Sends a body."},
                       {"PUT", "Sends a body that replaces something."},
                       {"DELETE", "Deletes: to end a job or a session."},
                       {"PATCH", "Sends a body that changes something."}}),
               "Method", "The HTTP method.")
               .reference()
               .defaults(R"("GET")"),
           key("url", text(TextRule::not_empty), "URL", "Where it is sent: absolute, with scheme and host.")
               .required()
               .reference()
               .example(R"("https://api.example.com/accounts/{{ account.id }}/report")"),
           key("headers", array(component("header")), "Headers", "Header fields.").reference(),
           key("parameters", array(component("parameter")), "Parameters", "Parameters of the URL's query.").reference(),
           key("body", component("body"), "Body", "What is sent along.").reference(),
           key("config", component("request_config"), "Configuration", "Cache and time limit.").reference(),
           key("signer", text(TextRule::identifier), "Signer", "The id of the signer whose signature it carries.")
               .example(R"("default")"),
           key("builderType", any(), "Builder type", "Kept as it is, not used.").reference(),
           key("response", component("response"), "Response", "How the answer is read.").reference(),
           key("pagination", component("pagination"), "Pagination",
               "How the further pages are asked for. Absent: one page."),
           key("async", component("async"), "Asynchronous job",
               "For `type` `async`: how the job is watched and its result fetched."),
           key("chainedRequest", component("request"), "Chained request",
               "One more request for each row, `{{ row.<name> }}`; its row is merged into the row it was made for.")
               .reference()},
      .example_json =
          R"({"method":"GET","url":"https://api.example.com/accounts/{{ account.id }}/report","headers":[{"name":"Authorization","value":"Bearer {{ user.access_token }}"}],"parameters":[{"name":"from","value":"{{ query.start_date.date }}"}],"response":{"type":"JSON","dataRows":{"source":"jsonPath","value":"$.data.*"}}})"};
}

Component header() {
  return {.name = "header",
          .title = "Header",
          .description = "A header field of the request.",
          .keys = {key("name", text(TextRule::not_empty), "Name", "The field's name (RFC 9110).")
                       .required()
                       .reference()
                       .example(R"("Authorization")"),
                   key("value", scalar(), "Value", "Its value.")
                       .required()
                       .reference()
                       .example(R"("Bearer {{ user.access_token }}")")},
          .example_json = R"({"name":"Authorization","value":"Bearer {{ user.access_token }}"})"};
}

Component parameter() {
  return {.name = "parameter",
          .title = "Parameter",
          .description = "A parameter of the URL's query or of a form.",
          .keys = {key("name", text(TextRule::not_empty), "Name", "Its name; encoded as needed.")
                       .required()
                       .reference()
                       .example(R"("from")"),
                   key("value", scalar(), "Value", "Its value; encoded as needed.")
                       .required()
                       .reference()
                       .example(R"("{{ query.start_date.date }}")"),
                   key("omitEmpty", boolean(), "Omit empty", "Whether it is left out where its value is empty.")
                       .defaults("false")},
          .example_json = R"({"name":"from","value":"{{ query.start_date.date }}"})"};
}

Component body() {
  const auto form = [] {
    return key("formData", array(component("parameter")), "Form data", "The fields of the form.")
        .required()
        .reference();
  };
  return {
      .name = "body",
      .title = "Body",
      .description = "What is sent along with the request.",
      .keys = {},
      .tag = "type",
      .variants =
          {{.value = "urlencoded_form",
            .title = "Form",
            .description = "`application/x-www-form-urlencoded`.",
            .keys = {form()},
            .origin = Origin::reference,
            .example_json = R"({"type":"urlencoded_form","formData":[{"name":"grant_type","value":"refresh_token"}]})"},
           {.value = "multipart_form",
            .title = "Multipart form",
            .description = "`multipart/form-data`.",
            .keys = {form()},
            .example_json = R"({"type":"multipart_form","formData":[{"name":"report","value":"campaigns"}]})"},
           {.value = "json",
            .title = "JSON",
            .description = "`application/json`; placeholders may be used in the strings of the document.",
            .keys = {key("json", any(), "JSON", "The document.")
                         .required()
                         .example(R"({"from":"{{ query.start_date.date }}"})")},
            .example_json =
                R"({"type":"json","json":{"from":"{{ query.start_date.date }}","fields":"{{ query.fields }}"}})"},
           {.value = "raw",
            .title = "Text",
            .description = "Any text.",
            .keys = {key("content", text(), "Content", "The text.").required().example(R"("<request/>")"),
                     key("contentType", text(TextRule::not_empty), "Content type", "Its media type.")
                         .defaults(R"("text/plain")")
                         .example(R"("application/xml")")},
            .example_json =
                R"({"type":"raw","content":"<report from='{{ query.start_date.date }}'/>","contentType":"application/xml"})"},
           {.value = "graphql",
            .title = "GraphQL",
            .description = "A GraphQL query, sent as JSON.",
            .keys = {key("query", text(TextRule::not_empty), "Query", "The query.")
                         .required()
                         .example(R"("query($after: String) { orders(after: $after) { nodes { id } } }")"),
                     key("variables", map(any()), "Variables", "Its variables.")
                         .example(R"({"after":"{{ page.cursor }}"})")},
            .example_json =
                R"({"type":"graphql","query":"query($after: String) { orders(after: $after) { nodes { id } } }","variables":{"after":"{{ page.cursor }}"}})"}},
      .example_json = R"({"type":"urlencoded_form","formData":[{"name":"grant_type","value":"refresh_token"}]})"};
}

Component request_config() {
  return {.name = "request_config",
          .title = "Request configuration",
          .description = "Cache and time limit of a request.",
          .keys = {key("cache", component("request_cache"), "Cache", "Whether its answer may be kept.").reference(),
                   key("timeout", integer(1, 3600), "Timeout", "Seconds that one call may take.").defaults("60")},
          .example_json = R"({"cache":{"useCache":true},"timeout":30})"};
}

Component request_cache() {
  return {.name = "request_cache",
          .title = "Request cache",
          .description = "Whether a request's answer may be kept for the next query.",
          .keys = {key("useCache", boolean(), "Use the cache", "Whether it may be kept.").reference().defaults("true")},
          .example_json = R"({"useCache":false})"};
}

Component async() {
  return {
      .name = "async",
      .title = "Asynchronous job",
      .description = "A report that the API prepares. The first answer is `{{ job.<path> }}`.",
      .keys =
          {key("status", component("async_status"), "Status", "How the job is watched.").required(),
           key("download", component("request_holder"), "Download",
               "The call that fetches the result; `{{ job.* }}` has the last status too. Absent: the last status holds the rows.")},
      .example_json =
          R"({"status":{"request":{"url":"https://api.example.com/jobs/{{ job.id }}"},"state":{"source":"jsonPath","value":"$.state"},"done":["FINISHED"],"failed":["FAILED"],"interval":{"min":2,"max":30},"timeout":900},"download":{"request":{"url":"https://api.example.com/jobs/{{ job.id }}/result"}}})"};
}

Component async_status() {
  return {
      .name = "async_status",
      .title = "Job status",
      .description = "How a job is watched.",
      .keys = {key("request", component("request"), "Request", "The call that says how it goes.").required(),
               key("state", component("value_source"), "State", "Where the state stands in its answer.").required(),
               key("done", array(scalar(), 1), "Done", "The states that mean the result is there.")
                   .required()
                   .example(R"(["FINISHED"])"),
               key("failed", array(scalar()), "Failed", "The states that mean it will not come.")
                   .example(R"(["FAILED","CANCELLED"])"),
               key("interval", component("interval"), "Interval",
                   "How long to wait between calls, growing from `min` to `max`."),
               key("timeout", integer(1, 86'400), "Timeout", "Seconds after which the job counts as failed.")
                   .defaults("1800")},
      .example_json =
          R"({"request":{"url":"https://api.example.com/jobs/{{ job.id }}"},"state":{"source":"jsonPath","value":"$.state"},"done":["FINISHED"],"failed":["FAILED"]})"};
}

Component interval() {
  return {.name = "interval",
          .title = "Interval",
          .description = "How long to wait between calls, in seconds.",
          .keys = {key("min", number(0, 3600), "Shortest", "Seconds of the first wait.").defaults("2"),
                   key("max", number(0, 3600), "Longest", "Seconds of the longest wait.").defaults("30")},
          .example_json = R"({"min":2,"max":30})"};
}

}  // namespace

void add_request(std::vector<Component>& components) {
  components.push_back(request());
  components.push_back(header());
  components.push_back(parameter());
  components.push_back(body());
  components.push_back(request_config());
  components.push_back(request_cache());
  components.push_back(async());
  components.push_back(async_status());
  components.push_back(interval());
}

void add_pagination(std::vector<Component>& components) {
  const auto page_size = [] {
    return key("pageSize", integer(1, 1'000'000), "Page size", "How many rows a page is asked to have.").example("100");
  };
  const Type stop_word = choice({{"empty_page", "A page without rows."},
                                 {"short_page", "A page with fewer rows than `pageSize`."},
                                 {"missing_cursor", "An answer without the next cursor, URL or link."},
                                 {"total_reached", "As many rows or pages as the answer says there are."}});
  components.push_back(
      {.name = "pagination",
       .title = "Pagination",
       .description =
           "How the further pages are asked for. A repeated cursor, URL or page ends the run with PAGINATION_LOOP.",
       .keys =
           {key("in",
                choice({{"query", "A parameter of the URL's query."},
                        {"header", "A header field."},
                        {"body", "A place in the JSON body: the parameter is a JSON Pointer, or a field of a form."}}),
                "In", "Where the parameters stand.")
                .defaults(R"("query")"),
            key("maxPages", integer(1, 1'000'000), "Most pages",
                "Where the run stops; a warning says that rows were lost.")
                .example("500"),
            key("stop", one_of({stop_word, component("stop_when"), array(one_of({stop_word, component("stop_when")}))}),
                "Stop", "What means that there are no more pages: any of these.")
                .example(R"(["empty_page"])")},
       .tag = "type",
       .variants =
           {{.value = "offset",
             .title = "Offset",
             .description = "An offset that grows by the rows of each page.",
             .keys =
                 {key("offsetParameter", text(TextRule::not_empty), "Offset parameter", "Its name.")
                      .required()
                      .example(R"("offset")"),
                  key("limitParameter", text(TextRule::not_empty), "Limit parameter",
                      "The name of the page size's parameter.")
                      .example(R"("limit")"),
                  page_size(), key("startAt", integer(0, 1'000'000'000), "Start at", "The first offset.").defaults("0"),
                  key("total", component("value_source"), "Total", "Where the answer says how many rows there are.")},
             .example_json =
                 R"({"type":"offset","offsetParameter":"offset","limitParameter":"limit","pageSize":100,"stop":["short_page"]})"},
            {.value = "page",
             .title = "Page number",
             .description = "A page number that grows by one.",
             .keys = {key("pageParameter", text(TextRule::not_empty), "Page parameter", "Its name.")
                          .required()
                          .example(R"("page")"),
                      key("sizeParameter", text(TextRule::not_empty), "Size parameter",
                          "The name of the page size's parameter.")
                          .example(R"("per_page")"),
                      page_size(),
                      key("firstPage", integer(0, 1'000'000), "First page", "The first page's number.").defaults("1"),
                      key("totalPages", component("value_source"), "Total pages",
                          "Where the answer says how many pages there are.")},
             .example_json =
                 R"({"type":"page","pageParameter":"page","sizeParameter":"per_page","pageSize":50,"totalPages":{"source":"jsonPath","value":"$.meta.pages"},"stop":["total_reached"]})"},
            {.value = "cursor",
             .title = "Cursor",
             .description = "A cursor that each answer gives for the next page.",
             .keys = {key("cursor", component("value_source"), "Cursor", "Where the answer gives it.").required(),
                      key("parameter", text(TextRule::not_empty), "Parameter", "The name it is sent by.")
                          .required()
                          .example(R"("after")"),
                      key("limitParameter", text(TextRule::not_empty), "Limit parameter",
                          "The name of the page size's parameter.")
                          .example(R"("limit")"),
                      page_size()},
             .example_json =
                 R"({"type":"cursor","cursor":{"source":"jsonPath","value":"$.paging.next"},"parameter":"after","stop":["missing_cursor"]})"},
            {.value = "next_url",
             .title = "Next URL",
             .description = "A whole URL that each answer gives for the next page.",
             .keys = {key("url", component("value_source"), "URL", "Where the answer gives it.").required()},
             .example_json =
                 R"({"type":"next_url","url":{"source":"jsonPath","value":"$.links.next"},"stop":["missing_cursor"]})"},
            {.value = "link_header",
             .title = "Link header",
             .description = "A `Link` header (RFC 8288).",
             .keys = {key("rel", text(TextRule::not_empty), "Relation", "The relation of the next page.")
                          .defaults(R"("next")")},
             .example_json = R"({"type":"link_header","stop":["missing_cursor"]})"}},
       .example_json =
           R"({"type":"cursor","cursor":{"source":"jsonPath","value":"$.paging.next"},"parameter":"after","stop":["missing_cursor"]})"});
  components.push_back({.name = "stop_when",
                        .title = "Stop when",
                        .description = "A value of the answer that means the last page.",
                        .keys = {key("when", component("value_source"), "When", "What is looked at.").required(),
                                 key("equals", scalar(), "Equals", "What it must be.").required().example("false")},
                        .example_json = R"({"when":{"source":"jsonPath","value":"$.has_more"},"equals":false})"});
}

}  // namespace connectory::language::table
