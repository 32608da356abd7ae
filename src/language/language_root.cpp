// The document itself, and the components that all others use.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Component root() {
  return {
      .name = "connector",
      .title = "Connector configuration",
      .description =
          "Describes how to read data from an HTTP API: how users log in, which accounts they have, and which reports "
          "can be fetched. Every part is optional. Unknown keys are kept and reported.",
      .keys = {key("$schema", text(), "Schema", "The URL of the JSON Schema of this document, for editors.")
                   .reference()
                   .example(R"("https://api.supermetrics.com/cc/v1/schema/connector")"),
               key("info", any(), "Information", "Kept as is, but not used.").reference(),
               key("metaInformation", any(), "Meta information", "Kept as is, but not used.").reference(),
               key("authentication", component("authentication"), "Authentication",
                   "How a user connects to the data source. Omit it if the API is public.")
                   .adds(at_login)
                   .reference(),
               key("dataSourceUser", component("data_source_user"), "Data source user",
                   "What is stored about the connected user and their token.")
                   .adds(after_login)
                   .reference(),
               key("accounts", component("accounts"), "Accounts", "The accounts that the connected user can report on.")
                   .adds(after_login)
                   .reference(),
               key("reporting", component("reporting"), "Reporting", "The reports that can be fetched.")
                   .adds(in_a_report)
                   .reference(),
               key("defaultResponseHandler", component("response_handler"), "Default response handler",
                   "How to handle error responses of every request, unless a report type has its own rules.")
                   .adds(Knowledge::secrets)
                   .reference(),
               key("secrets", component("secrets"), "Secrets",
                   "Declarations of the sensitive values that this connector uses, without the values themselves.")
                   .reference(),
               key("signers", array(component("signer")), "Signers", "The signatures that requests can use.")
                   .adds(after_login | Knowledge::account | Knowledge::query | of_the_request)
                   .reference(),
               key("rateLimit", component("rate_limit"), "Rate limit",
                   "The limit on requests to the API, for the whole connector and login.")},
      .is_open = true,
      .example_json =
          R"({"reporting":{"reportTypes":[{"id":"products","title":"Products","request":{"url":"https://dummyjson.com/products",)"
          R"("response":{"dataRows":{"source":"jsonPath","value":"$.products.*"}}},"dimensions":{"groups":[{"label":"Product",)"
          R"("fields":[{"id":"title","label":"Title","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.title"}}]}]},)"
          R"("metrics":{"groups":[{"label":"Figures","fields":[{"id":"stock","label":"Stock","dataType":"int.number.value",)"
          R"("aggregationType":"sum","value":{"source":"jsonPath","value":"$.stock"}}]}]}}]}})"};
}

Component value_source() {
  return {
      .name = "value_source",
      .title = "Value source",
      .description =
          "Where a value comes from. A path that can select several values, with `.*`, `..`, a slice or a filter, gives "
          "the list of them; if it selects none, the value is missing. Paths have no placeholders: for a path that "
          "depends on other values, use the source `expression`.",
      .keys = {key("source", choice(sources()), "Source", "The kind of the source.")
                   .required()
                   .reference()
                   .example(R"("jsonPath")"),
               key("value", scalar(Syntax::by_source), "Value",
                   "What to read from the source: a path, a name or a string.")
                   .required()
                   .reference()
                   .example(R"("$.campaign.name")")},
      .example_json = R"({"source":"jsonPath","value":"$.campaign.name"})"};
}

Component property() {
  return {.name = "property",
          .title = "Property",
          .description = "A named value that is stored and can be used as a placeholder.",
          .keys = {key("id", text(TextRule::identifier), "Id",
                       "The name to use in `{{ account.<id> }}` or `{{ user.<id> }}`.")
                       .required()
                       .reference()
                       .example(R"("currency")"),
                   key("source", choice(sources()), "Source", "The kind of the source.")
                       .required()
                       .reference()
                       .example(R"("jsonPath")"),
                   key("value", scalar(Syntax::by_source), "Value",
                       "What to read from the source: a path, a name or a string.")
                       .required()
                       .reference()
                       .example(R"("$.currency")"),
                   key("secret", boolean(), "Secret",
                       "Whether the value is a token or a password: it is then stored encrypted, never shown, and can "
                       "only be used in requests.")
                       .defaults("false")},
          .example_json = R"({"id":"currency","source":"jsonPath","value":"$.currency"})"};
}

Component option() {
  return {.name = "option",
          .title = "Option",
          .description = "One of the values to choose from.",
          .keys = {key("value", scalar(), "Value", "The value that placeholders use for this choice.")
                       .required()
                       .reference()
                       .example(R"("daily")"),
                   key("label", text(), "Label", "The text to show for this choice. Defaults to the value.")
                       .reference()
                       .example(R"("Every day")")},
          .example_json = R"({"value":"daily","label":"Every day"})"};
}

Component rate_limit() {
  return {
      .name = "rate_limit",
      .title = "Rate limit",
      .description = "A limit on the requests to the API.",
      .keys = {key("requests", integer(1, 1'000'000), "Requests",
                   "The most requests that may start within "
                   "`perSeconds`.")
                   .example("100"),
               key("perSeconds", integer(1, 86'400), "Seconds", "The length of the window in seconds.").defaults("60"),
               key("concurrency", integer(1, 1000), "Concurrency",
                   "The most requests that may run at the same "
                   "time.")
                   .example("4"),
               key("headers", component("rate_limit_headers"), "Headers",
                   "The headers in which the API reports how many requests are left. Requests slow down before it "
                   "refuses them."),
               key("rules", array(component("rate_limit_rule")), "Rules",
                   "Stricter limits for some of the requests. All rules that apply to a request count, in addition to "
                   "the limit for all requests.")},
      .example_json = R"({"requests":100,"perSeconds":60,"concurrency":4})"};
}

Component rate_limit_headers() {
  return {
      .name = "rate_limit_headers",
      .title = "Rate limit headers",
      .description = "The headers in which the API reports its limit.",
      .keys = {key("remaining", text(TextRule::not_empty), "Remaining",
                   "The name of the header with the number of requests that are left.")
                   .example(R"("X-RateLimit-Remaining")"),
               key("reset", text(TextRule::not_empty), "Reset",
                   "The name of the header that says when requests are allowed again. It also counts after the status "
                   "429 without `Retry-After`.")
                   .required()
                   .example(R"("X-RateLimit-Reset")"),
               key("unit",
                   choice({{"auto", "By its size: milliseconds since 1970, seconds since 1970, or seconds from now."},
                           {"seconds", "Seconds from now."},
                           {"epoch", "Seconds since 1970."},
                           {"epoch_ms", "Milliseconds since 1970."},
                           {"date", "A date as in HTTP, or in ISO 8601."}}),
                   "Unit", "What the header `reset` contains.")
                   .defaults(R"("auto")")},
      .example_json = R"({"remaining":"X-RateLimit-Remaining","reset":"X-RateLimit-Reset","unit":"auto"})"};
}

Component rate_limit_rule() {
  return {
      .name = "rate_limit_rule",
      .title = "Rate limit rule",
      .description = "A limit on some of the requests.",
      .keys = {key("method",
                   choice({{"GET", "Only GET requests."},
                           {"POST", "Only POST requests."},
                           {"PUT", "Only PUT requests."},
                           {"DELETE", "Only DELETE requests."},
                           {"PATCH", "Only PATCH requests."}}),
                   "Method", "The method of the requests. If absent, all methods.")
                   .example(R"("POST")"),
               key("path", text(TextRule::not_empty), "Path",
                   "The path of their URLs, from the first /. Use * for any characters. If absent, all paths.")
                   .example(R"("/v1/reports/*")"),
               key("requests", integer(1, 1'000'000), "Requests",
                   "The most requests that may start within `perSeconds`.")
                   .example("10"),
               key("perSeconds", integer(1, 86'400), "Seconds", "The length of the window in seconds.").defaults("60"),
               key("concurrency", integer(1, 1000), "Concurrency", "The most requests that may run at the same time.")
                   .example("1")},
      .example_json = R"({"method":"POST","path":"/v1/reports/*","requests":10,"perSeconds":60})"};
}

}  // namespace

std::vector<Choice> sources() {
  return {{"static", "The string in `value`, with its placeholders resolved."},
          {"userInput", "A value that the user entered: `value` is the id of a user input."},
          {"jsonPath", "A value in the response or in a row, by its JSONPath (RFC 9535)."},
          {"encrypted", "A stored secret: `value` is its name or its placeholder `sec_...`."},
          {"xPath", "A value in an XML response or in a row, by its XPath."},
          {"column", "A column of a CSV response, by its name, or by its number, counted from 1."},
          {"header", "A header of the response, by its name."},
          {"expression", "A placeholder expression, with filters but without braces: `row.price | round(2)`."}};
}

void add_root(std::vector<Component>& components) {
  components.push_back(root());
  components.push_back(value_source());
  components.push_back(property());
  components.push_back(option());
  components.push_back(rate_limit());
  components.push_back(rate_limit_headers());
  components.push_back(rate_limit_rule());
}

}  // namespace connectory::language::table
