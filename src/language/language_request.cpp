// Requests and asynchronous jobs.

#include <utility>

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

constexpr std::string_view example_of_request =
    R"({"method":"GET","url":"https://api.example.com/accounts/{{ account.id }}/report","headers":[{"name":"Authorization","value":"Bearer {{ user.access_token }}"}],"parameters":[{"name":"from","value":"{{ query.start_date.date }}"}],"response":{"type":"JSON","dataRows":{"source":"jsonPath","value":"$.data.*"}}})";

std::vector<Key> request_keys() {
  return {
      key("type",
          choice({{"sync", "The response contains the data."}, {"async", "The response names a job; see `async`."}}),
          "Type", "Whether the response contains the data, or starts a job.")
          .reference()
          .defaults(R"("sync")"),
      key("method",
          choice({{"GET", "Reads data. The request has no body."},
                  {"POST", "Sends a body."},
                  {"PUT", "Sends a body that replaces a resource."},
                  {"DELETE", "Deletes a resource, for example to end a job or a session."},
                  {"PATCH", "Sends a body that changes a resource."}}),
          "Method", "The HTTP method that the API expects.")
          .reference()
          .defaults(R"("GET")"),
      key("reads", boolean(), "Reads",
          "Whether a POST request only reads, so that it can be sent again after an error. GET requests and GraphQL "
          "queries always count as reading; GraphQL mutations never do. Any other request is sent again only if it did "
          "not reach the API, or if a rule with the action `retry` says so.")
          .defaults("false"),
      key("url", text(Syntax::template_), "URL",
          "The absolute URL, with scheme and host. A placeholder at its beginning must give an http or https URL, and one "
          "in the host letters, digits, `-` and `.`. A value in its path is encoded as one segment. A URL that is a "
          "single placeholder is sent as it is.")
          .adds(of_the_request)
          .required()
          .reference()
          .example(R"("https://api.example.com/accounts/{{ account.id }}/report")"),
      key("headers", array(component("header")), "Headers", "The header fields to send, each with its name and value.")
          .adds(of_the_request)
          .reference(),
      key("parameters", array(component("parameter")), "Parameters", "The parameters to add to the query of the URL.")
          .adds(of_the_request)
          .reference(),
      key("body", component("body"), "Body",
          "What to send in the body of a POST, PUT, PATCH or DELETE request: a form, JSON, GraphQL or text.")
          .adds(of_the_request)
          .reference(),
      key("config", component("request_config"), "Configuration", "The cache and the time limit of the request.")
          .reference(),
      key("signer", id_of(Reference::signer), "Signer",
          "The id of the signer that signs the request. The request sends the result as `{{ signer.signature }}`.")
          .example(R"("default")"),
      key("login", boolean(), "Login",
          "Whether to send what the login adds by itself: its `send`, its cookies, its signature, its client "
          "certificate, and the header of a basic or digest login. Placeholders of the login work in any case.")
          .defaults("true"),
      key("builderType", any(), "Builder type", "Kept as is, but not used.").reference(),
      key("response", component("response"), "Response",
          "How to read the response: its format, and where its rows are. If absent, it is JSON and its rows are those of "
          "`$`, the whole response.")
          .adds(of_the_request)
          .reference(),
      key("pagination", component("pagination"), "Pagination",
          "How to request further pages. If absent, there is one page."),
      key("async", component("async"), "Asynchronous job",
          "How to follow the job and fetch its result, for the type `async`."),
      key("chainedRequest", component("chained_request"), "Chained request",
          "A request to send for each row, which it can use as `{{ row.<name> }}`. There is one row for each row of its "
          "response, merged with the row that it was sent for: see [Rows of chained requests](#rows-of-chained-requests).")
          .adds(Knowledge::row)
          .reference()};
}

Component request() {
  return {
      .name = "request",
      .title = "Request",
      .description = "A request to the API. Its URL, header values, parameter values and body can use placeholders.",
      .keys = request_keys(),
      .example_json = example_of_request};
}

Component chained_request() {
  std::vector<Key> keys = request_keys();
  keys.push_back(key("keep",
                     choice({{"always", "The row stays, and the values of the chained response are null."},
                             {"matching", "The row is left out."}}),
                     "Keep", "What happens to a row whose chained response has no rows.")
                     .defaults(R"("always")"));
  keys.push_back(
      key("as", text(TextRule::identifier), "As",
          "The name of the member in which the chained row is put. If absent, its members are merged into the row; if "
          "both have a member, that of the row stays.")
          .example(R"("plan")"));
  return {
      .name = "chained_request",
      .title = "Chained request",
      .description =
          "A request that is sent for each row of another request. It has all keys of a request and can have a "
          "chained request of its own. It is sent whichever fields a query asks for, because it decides "
          "which rows there are. [Rows of chained requests](#rows-of-chained-requests) shows them.",
      .keys = std::move(keys),
      .example_json =
          R"({"url":"https://api.example.com/customers/{{ row.id }}/plan","response":{"dataRows":{"source":"jsonPath","value":"$"}},"keep":"matching","as":"plan"})"};
}

Component header() {
  return {.name = "header",
          .title = "Header",
          .description = "A header field of the request.",
          .keys = {key("name", text(TextRule::not_empty), "Name", "The name of the header field (RFC 9110).")
                       .required()
                       .reference()
                       .example(R"("Authorization")"),
                   key("value", scalar(Syntax::template_), "Value",
                       "What to send in the header field. A list is joined with commas.")
                       .required()
                       .reference()
                       .example(R"("Bearer {{ user.access_token }}")"),
                   key("omitEmpty", boolean(), "Omit empty", "Whether to omit the header if its value is empty.")
                       .defaults("false")},
          .example_json = R"({"name":"Authorization","value":"Bearer {{ user.access_token }}"})"};
}

Component parameter() {
  return {.name = "parameter",
          .title = "Parameter",
          .description = "A parameter of the URL's query or of a form.",
          .keys = {key("name", text(TextRule::not_empty), "Name",
                       "The name that the API knows the parameter by. It is encoded as needed.")
                       .required()
                       .reference()
                       .example(R"("from")"),
                   key("value", scalar(Syntax::template_), "Value",
                       "What to send as the parameter. It is encoded as needed.")
                       .required()
                       .reference()
                       .example(R"("{{ query.start_date.date }}")"),
                   key("omitEmpty", boolean(), "Omit empty", "Whether to omit the parameter if its value is empty.")
                       .defaults("false"),
                   key("list",
                       choice({{"comma", "Once, with commas: `ids=1,2`."},
                               {"repeat", "Once for each element: `ids=1&ids=2`."},
                               {"brackets", "Once for each element, with brackets: `ids[]=1&ids[]=2`."},
                               {"json", "Once, as a JSON array: `ids=[1,2]`."}}),
                       "List", "How to send a value that is a list.")
                       .defaults(R"("comma")")},
          .example_json = R"({"name":"from","value":"{{ query.start_date.date }}"})"};
}

Component body() {
  const auto omit_empty = [] {
    return key("omitEmpty", boolean(), "Omit empty",
               "Whether to omit members whose placeholders result in nothing or in an empty value. Elements of arrays "
               "always stay.")
        .defaults("false");
  };
  const auto form = [] {
    return key("formData", array(component("parameter")), "Form data",
               "The fields of the form, each with its name and value.")
        .required()
        .reference();
  };
  return {
      .name = "body",
      .title = "Body",
      .description = "The body of a request.",
      .keys = {},
      .tag = "type",
      .variants =
          {{.value = "urlencoded_form",
            .title = "Form",
            .description = "A form, sent as `application/x-www-form-urlencoded`.",
            .keys = {form()},
            .origin = Origin::reference,
            .example_json = R"({"type":"urlencoded_form","formData":[{"name":"grant_type","value":"refresh_token"}]})"},
           {.value = "multipart_form",
            .title = "Multipart form",
            .description = "A form, sent as `multipart/form-data`.",
            .keys = {form()},
            .example_json = R"({"type":"multipart_form","formData":[{"name":"report","value":"campaigns"}]})"},
           {.value = "json",
            .title = "JSON",
            .description =
                "A JSON document, sent as `application/json`. Its strings can use placeholders; a string that is a single "
                "placeholder becomes the value of the placeholder, such as a number: see [Values in JSON "
                "bodies](#values-in-json-bodies).",
            .keys =
                {key("json", any(Syntax::json_template), "JSON",
                     "The document to send, written as JSON. [Values in JSON bodies](#values-in-json-bodies) shows what placeholders become.")
                     .required()
                     .example(R"({"from":"{{ query.start_date.date }}"})"),
                 omit_empty()},
            .example_json =
                R"({"type":"json","json":{"from":"{{ query.start_date.date }}","fields":"{{ query.fields }}"}})"},
           {.value = "raw",
            .title = "Text",
            .description = "A body of any media type.",
            .keys = {key("content", text(Syntax::template_, TextRule::any), "Content",
                         "The text of the body, exactly as the API expects it.")
                         .required()
                         .example(R"("<request/>")"),
                     key("contentType", text(TextRule::not_empty), "Content type", "The media type of the body.")
                         .defaults(R"("text/plain")")
                         .example(R"("application/xml")")},
            .example_json =
                R"({"type":"raw","content":"<report from='{{ query.start_date.date }}'/>","contentType":"application/xml"})"},
           {.value = "graphql",
            .title = "GraphQL",
            .description =
                "A GraphQL query, sent as JSON. Errors in its response are recognized: see [How a response is read](#how-a-response-is-read).",
            .keys = {key("query", text(Syntax::template_), "Query",
                         "The text of the GraphQL query or mutation, with its variables.")
                         .required()
                         .example(R"("query($after: String) { orders(after: $after) { nodes { id } } }")"),
                     key("variables", map(any(Syntax::json_template)), "Variables",
                         "The values of the variables of the query, by name, without `$`.")
                         .example(R"({"after":"{{ page.cursor }}"})"),
                     omit_empty()},
            .example_json =
                R"({"type":"graphql","query":"query($after: String) { orders(after: $after) { nodes { id } } }","variables":{"after":"{{ page.cursor }}"}})"}},
      .example_json = R"({"type":"urlencoded_form","formData":[{"name":"grant_type","value":"refresh_token"}]})"};
}

Component request_config() {
  return {.name = "request_config",
          .title = "Request configuration",
          .description = "The cache and the time limit of a request.",
          .keys = {key("cache", component("request_cache"), "Cache", "Whether the response may be cached.").reference(),
                   key("timeout", integer(1, 3600), "Timeout", "The time limit for the request in seconds.")
                       .defaults("60")},
          .example_json = R"({"cache":{"useCache":true},"timeout":30})"};
}

Component request_cache() {
  return {.name = "request_cache",
          .title = "Request cache",
          .description = "Whether the response to a request may be cached for later queries.",
          .keys = {key("useCache", boolean(), "Use the cache", "Whether the response may be cached.")
                       .reference()
                       .defaults("true")},
          .example_json = R"({"useCache":false})"};
}

Component async() {
  return {
      .name = "async",
      .title = "Asynchronous job",
      .description =
          "A job in which the API prepares a report. Use values of the first response as `{{ job.<path> }}`, and its "
          "properties as `{{ job.<id> }}`.",
      .keys =
          {key("properties", array(component("job_property")), "Properties",
               "Named values of the first response, for values that a path in JSON cannot reach or that are secret."),
           key("status", component("async_status"), "Status",
               "The request for the state of the job, and what its states mean.")
               .adds(Knowledge::job)
               .required(),
           key("steps", array(component("job_step")), "Steps",
               "Requests to send once the job is done, in order and before the download.")
               .adds(Knowledge::job),
           key("download", component("async_download"), "Download",
               "The request that fetches the result. It can use the last status as `{{ job.<path> }}` too. If absent, "
               "the last status contains the rows.")
               .adds(Knowledge::job)},
      .example_json =
          R"({"status":{"request":{"url":"https://api.example.com/jobs/{{ job.id }}"},"state":{"source":"jsonPath","value":"$.state"},"done":["FINISHED"],"failed":["FAILED"],"interval":{"min":2,"max":30},"timeout":900},"download":{"request":{"url":"https://api.example.com/jobs/{{ job.id }}/result"}}})"};
}

Component job_property() {
  return {.name = "job_property",
          .title = "Job property",
          .description = "A named value of the response that starts a job.",
          .keys = {key("id", text(TextRule::identifier), "Id", "The name to use in `{{ job.<id> }}`.")
                       .required()
                       .example(R"("token")"),
                   key("source",
                       choice({{"jsonPath", "A value in the response, by its JSONPath."},
                               {"xPath", "A value in an XML response, by its XPath."},
                               {"header", "A header of the response, by its name."}}),
                       "Source", "The kind of the source.")
                       .required()
                       .example(R"("header")"),
                   key("value", text(Syntax::by_source), "Value", "What to read from the source: a path or a name.")
                       .required()
                       .example(R"("Location")"),
                   key("secret", boolean(), "Secret",
                       "Whether the value is a credential. It is then never shown, and sent only to known hosts.")
                       .defaults("false")},
          .example_json = R"({"id":"place","source":"header","value":"Location"})"};
}

Component job_step() {
  return {
      .name = "job_step",
      .title = "Job step",
      .description =
          "A request between the end of a job and its download, for example one that asks for a link to the result.",
      .keys = {key("id", text(TextRule::identifier), "Id",
                   "The name of its response: later requests use it as `{{ job.<id>.<path> }}`.")
                   .required()
                   .example(R"("export")"),
               key("request", component("request"), "Request",
                   "The request to send. It can use values of the job as `{{ job.<path> }}`.")
                   .required()},
      .example_json =
          R"({"id":"export","request":{"method":"POST","url":"https://api.example.com/jobs/{{ job.id }}/export"}})"};
}

Component async_download() {
  return {
      .name = "async_download",
      .title = "Download",
      .description = "How to fetch the result of a job.",
      .keys = {key("request", component("request"), "Request", "The request whose response contains the rows.")
                   .required()
                   .reference(),
               key("urls", component("value_source"), "URLs",
                   "Where the last status contains the list of URLs of the result. The request is sent for each and "
                   "uses it as `{{ job.url }}`."),
               key("expired", component("expired_download"), "Expired",
                   "How to recognize that the result has expired. The status is then requested again for a new one.")},
      .example_json =
          R"({"request":{"url":"{{ job.url }}","response":{"type":"CSV"}},"urls":{"source":"jsonPath","value":"$.files.*.link"},"expired":{"httpStatus":[403,404]}})"};
}

Component expired_download() {
  const auto status = [] { return one_of({integer(100, 599), text(TextRule::status_class)}); };
  return {
      .name = "expired_download",
      .title = "Expired download",
      .description =
          "The responses to a download which mean that the result has expired. If absent, 403, 404 and 410 of a URL "
          "that worked before.",
      .keys = {key("httpStatus", one_of({integer(100, 599), text(TextRule::status_class), array(status(), 1)}),
                   "HTTP status", "The status, a class such as `4xx`, or an array of statuses and classes.")
                   .required()
                   .example("[403,404]")},
      .example_json = R"({"httpStatus":[403,404]})"};
}

Component async_status() {
  return {
      .name = "async_status",
      .title = "Job status",
      .description = "How to follow a job. States are compared as strings, so that 2 equals \"2\".",
      .keys = {key("request", component("request"), "Request", "The request that returns the status of the job.")
                   .required(),
               key("state", component("value_source"), "State", "Where the state is in the response.").required(),
               key("done", array(scalar(), 1), "Done", "The states in which the result is ready.")
                   .required()
                   .example(R"(["FINISHED"])"),
               key("empty", array(scalar()), "Empty", "The states in which the job is done, but has no rows.")
                   .example(R"(["NO_DATA"])"),
               key("failed", array(scalar()), "Failed", "The states in which the job has failed.")
                   .example(R"(["FAILED","CANCELLED"])"),
               key("running", array(scalar()), "Running",
                   "The states in which the job is not done yet. If given, a state in no list is an error at once. If "
                   "absent, the status is requested again until the timeout.")
                   .example(R"(["QUEUED","RUNNING"])"),
               key("interval", component("interval"), "Interval",
                   "The time to wait between requests, which grows from `min` to `max`."),
               key("timeout", integer(1, 86'400), "Timeout",
                   "The time in seconds after which the job counts as failed.")
                   .defaults("1800")},
      .example_json =
          R"({"request":{"url":"https://api.example.com/jobs/{{ job.id }}"},"state":{"source":"jsonPath","value":"$.state"},"done":["FINISHED"],"failed":["FAILED"]})"};
}

Component interval() {
  return {.name = "interval",
          .title = "Interval",
          .description = "The time to wait between requests.",
          .keys = {key("min", number(0, 3600), "Shortest", "The first wait in seconds.").defaults("2"),
                   key("max", number(0, 3600), "Longest", "The longest wait in seconds.").defaults("30")},
          .example_json = R"({"min":2,"max":30})"};
}

}  // namespace

void add_request(std::vector<Component>& components) {
  components.push_back(request());
  components.push_back(chained_request());
  components.push_back(header());
  components.push_back(parameter());
  components.push_back(body());
  components.push_back(request_config());
  components.push_back(request_cache());
  components.push_back(async());
  components.push_back(job_property());
  components.push_back(async_status());
  components.push_back(interval());
  components.push_back(job_step());
  components.push_back(async_download());
  components.push_back(expired_download());
}

}  // namespace connectory::language::table
