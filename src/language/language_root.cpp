// The document itself, and the parts that everything else uses.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Component root() {
  return {
      .name = "connector",
      .title = "Connector configuration",
      .description =
          "How to read data from an HTTP API: how people log in, which accounts they have, which reports can be fetched and how. "
          "Every part may be absent; a key that is not known here is kept and reported.",
      .keys = {key("$schema", text(), "Schema", "The schema of this document, for editors.")
                   .reference()
                   .example(R"("https://api.supermetrics.com/cc/v1/schema/connector")"),
               key("info", any(), "Information", "Kept as it is, not used.").reference(),
               key("metaInformation", any(), "Meta information", "Kept as it is, not used.").reference(),
               key("authentication", component("authentication"), "Authentication",
                   "How a person connects to the data source. Absent: the API is public.")
                   .reference(),
               key("dataSourceUser", component("data_source_user"), "Data source user",
                   "What is kept about the connected person and their token.")
                   .reference(),
               key("accounts", component("accounts"), "Accounts",
                   "The accounts that the connected person can report on.")
                   .reference(),
               key("reporting", component("reporting"), "Reporting", "What can be fetched.").reference(),
               key("defaultResponseHandler", component("response_handler"), "Default response handler",
                   "What to do with error answers of every request, unless a report type has rules of its own.")
                   .reference(),
               key("secrets", component("secrets"), "Secrets",
                   "Sensitive values that this connector uses, declared; never the values themselves.")
                   .reference(),
               key("signers", array(component("signer")), "Signers", "Signatures that requests carry.").reference(),
               key("rateLimit", component("rate_limit"), "Rate limit",
                   "How fast the API may be called, for the whole connector and login.")},
      .is_open = true,
      .example_json =
          R"({"reporting":{"reportTypes":[{"id":"products","title":"Products","request":{"url":"https://dummyjson.com/products",)"
          R"("response":{"dataRows":{"source":"jsonPath","value":"$.products.*"}}},"dimensions":{"groups":[{"label":"Product",)"
          R"("fields":[{"id":"title","label":"Title","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.title"}}]}]},)"
          R"("metrics":{"groups":[{"label":"Figures","fields":[{"id":"stock","label":"Stock","dataType":"int.number.value",)"
          R"("aggregationType":"sum","value":{"source":"jsonPath","value":"$.stock"}}]}]}}]}})"};
}

std::vector<Choice> sources() {
  return {{"static", "The string `value`, with its placeholders resolved."},
          {"userInput", "What a person entered: `value` is the id of an input."},
          {"jsonPath", "Read by a JSONPath (RFC 9535), out of the answer or out of one row of it."},
          {"encrypted", "A stored secret: `value` is its name or its placeholder `sec_...`."},
          {"xPath", "Read by an XPath out of an XML answer or one row of it."},
          {"column", "A column of a CSV answer, by its name, or by its number from 1."},
          {"header", "A header of the answer, by its name."},
          {"expression", "A placeholder expression with filters, without braces: `row.price | round(2)`."}};
}

Component value_source() {
  return {.name = "value_source",
          .title = "Value source",
          .description = "Where a value comes from.",
          .keys = {key("source", choice(sources()), "Source", "The kind of source.")
                       .required()
                       .reference()
                       .example(R"("jsonPath")"),
                   key("value", scalar(), "Value", "What to read from the source: a path, a name, a string.")
                       .required()
                       .reference()
                       .example(R"("$.campaign.name")")},
          .example_json = R"({"source":"jsonPath","value":"$.campaign.name"})"};
}

Component property() {
  return {.name = "property",
          .title = "Property",
          .description = "A named value that is kept and can be used as a placeholder.",
          .keys = {key("id", text(TextRule::identifier), "Id",
                       "The name it is used by: `{{ account.<id> }}` or `{{ user.<id> }}`.")
                       .required()
                       .reference()
                       .example(R"("currency")"),
                   key("source", choice(sources()), "Source", "The kind of source.")
                       .required()
                       .reference()
                       .example(R"("jsonPath")"),
                   key("value", scalar(), "Value", "What to read from the source.")
                       .required()
                       .reference()
                       .example(R"("$.currency")")},
          .example_json = R"({"id":"currency","source":"jsonPath","value":"$.currency"})"};
}

Component option() {
  return {.name = "option",
          .title = "Option",
          .description = "One of the values to choose from.",
          .keys = {key("value", scalar(), "Value", "What is used where a placeholder asks for the choice.")
                       .required()
                       .reference()
                       .example(R"("daily")"),
                   key("label", text(), "Label", "What a person sees; the value where it is absent.")
                       .reference()
                       .example(R"("Every day")")},
          .example_json = R"({"value":"daily","label":"Every day"})"};
}

Component rate_limit() {
  return {.name = "rate_limit",
          .title = "Rate limit",
          .description = "How fast the API may be called.",
          .keys = {key("requests", integer(1, 1'000'000), "Requests", "How many requests may start in `perSeconds`.")
                       .example("100"),
                   key("perSeconds", integer(1, 86'400), "Seconds", "The length of the window.").defaults("60"),
                   key("concurrency", integer(1, 1000), "Concurrency", "How many requests may be under way at once.")
                       .example("4")},
          .example_json = R"({"requests":100,"perSeconds":60,"concurrency":4})"};
}

}  // namespace

void add_root(std::vector<Component>& components) {
  components.push_back(root());
  components.push_back(value_source());
  components.push_back(property());
  components.push_back(option());
  components.push_back(rate_limit());
}

}  // namespace connectory::language::table
