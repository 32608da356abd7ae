// Report types, joins and fields.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Component reporting() {
  return {
      .name = "reporting",
      .title = "Reporting",
      .description = "The reports that can be fetched.",
      .keys = {key("reportTypes", array(component("report_type")), "Report types",
                   "The reports that users can choose from.")
                   .reference()},
      .example_json =
          R"({"reportTypes":[{"id":"orders","title":"Orders","request":{"url":"https://api.example.com/orders","response":{"dataRows":{"source":"jsonPath","value":"$.orders.*"}}},"dimensions":{"groups":[{"label":"Order","fields":[{"id":"number","label":"Number","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.number"}}]}]}}]})"};
}

Component report_type() {
  return {
      .name = "report_type",
      .title = "Report type",
      .description = "A report: how to request it, how to read the response, and which fields it has.",
      .keys =
          {key("id", text(TextRule::report_type_id), "Id",
               "A unique id. In queries, a field is `<report "
               "type>_<field>`.")
               .required()
               .reference()
               .example(R"("campaign_performance")"),
           key("title", text(), "Title", "The title to show to users. Defaults to the id.")
               .reference()
               .example(R"("Campaign performance")"),
           key("description", text(), "Description", "A sentence about the purpose of the report.")
               .example(R"("What was spent on each campaign, day by day.")"),
           key("hidden", boolean(), "Hidden",
               "Whether to omit it from lists, for a report type that is only joined "
               "to others.")
               .defaults("false"),
           key("config", component("report_type_config"), "Configuration", "How queries of the report type are run.")
               .reference(),
           key("settings", array(component("setting")), "Settings",
               "The settings of queries, to use as `{{ settings.<id> }}`."),
           key("partitions", array(component("partition")), "Partitions",
               "The values for each of which the requests are sent, to use as `{{ partition.<id> }}`: the rows of a "
               "parent report type, or a list."),
           key("request", component("request"), "Request", "The request that fetches the report.")
               .adds(Knowledge::row | Knowledge::partition)
               .reference(),
           key("key", array(id_of(Reference::field), 1), "Key",
               "The ids of the fields that identify a row. Within an account and a partition, a row replaces an "
               "earlier one with the same key, so that overlapping pages and slices do not count twice. A row whose "
               "key fields are all null replaces nothing. The fields need not be chosen in a query. If the fields are "
               "discovered, the names of columns.")
               .example(R"(["id"])"),
           key("incremental", component("incremental"), "Increments",
               "How to recognize which rows are new, for runs that continue an earlier one and for APIs that return "
               "more than the range of the query.")
               .adds(Knowledge::row | Knowledge::partition),
           key("dimensions", component("field_groups"), "Dimensions", "The fields that break the metrics down.")
               .adds(Knowledge::row | Knowledge::partition)
               .reference(),
           key("metrics", component("field_groups"), "Metrics",
               "The fields with the figures, such as clicks and costs.")
               .adds(Knowledge::row | Knowledge::partition)
               .reference(),
           key("fields",
               choice({{"discover",
                        "From the rows of each response: columns in the order in which they occur, nested "
                        "objects joined with `_`."}}),
               "Fields",
               "Where the fields come from, instead of `dimensions` and `metrics`. Discovered fields are dimensions "
               "with the types of JSON, and their rows are never combined. If absent, only the listed fields exist.")
               .example(R"("discover")"),
           key("nested",
               choice({{"text", "A column with JSON text."},
                       {"tables", "A report of its own, with a row for each element."}}),
               "Nested", "What a nested array becomes, for discovered fields.")
               .defaults(R"("text")"),
           key("fieldFetchers", array(component("field_fetcher")), "Field fetchers",
               "The requests for fields that only the login knows. They are listed after `dimensions` and "
               "`metrics`.")
               .only(after_login | Knowledge::account | Knowledge::settings),
           key("decoration", component("decoration"), "Decoration", "The report types to join to this one.")
               .reference(),
           key("responseHandler", component("response_handler"), "Response handler",
               "How to handle error responses. Its rules come before the default ones.")
               .adds(Knowledge::row | Knowledge::partition)},
      .example_json =
          R"({"id":"campaigns","title":"Campaigns","config":{"showDateRange":true},"request":{"url":"https://api.example.com/{{ account.id }}/campaigns","parameters":[{"name":"from","value":"{{ query.start_date.date }}"},{"name":"to","value":"{{ query.end_date.date }}"}],"response":{"dataRows":{"source":"jsonPath","value":"$.rows.*"}}},"dimensions":{"groups":[{"label":"Campaign","fields":[{"id":"campaign","label":"Campaign","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]}]},"metrics":{"groups":[{"label":"Figures","fields":[{"id":"clicks","label":"Clicks","dataType":"int.number.value","aggregationType":"sum","value":{"source":"jsonPath","value":"$.clicks"}}]}]}})"};
}

Component report_type_config() {
  return {.name = "report_type_config",
          .title = "Report type configuration",
          .description = "How queries of a report type are run.",
          .keys = {key("showDateRange", boolean(), "Show date range",
                       "Whether queries have a date range. If false, the dates of the query are none.")
                       .reference()
                       .defaults("true"),
                   key("dateRange", component("date_range"), "Date range", "The date ranges that the API accepts."),
                   key("parallelRequests", integer(1, 100), "Parallel requests",
                       "The number of accounts, partitions or date slices to fetch at the same time.")
                       .defaults("1")},
          .example_json = R"({"showDateRange":true,"dateRange":{"maxDays":31,"splitBy":"month"}})"};
}

Component date_range() {
  return {
      .name = "date_range",
      .title = "Date range",
      .description = "The date ranges that the API accepts. A longer range is split into several requests.",
      .keys =
          {key("maxDays", one_of({integer(1, 36'600), text(Syntax::template_)}), "Longest",
               "The most days that one request may cover: a number, or a template that gives one.")
               .example("31"),
           key("splitBy", text(Syntax::template_), "Split by",
               "How to split a range into slices: `day`, `week` (from Monday), `month` (calendar months), an ISO "
               "8601 duration such as `P7D` or `PT1H` from the start of the range, a template that gives one of "
               "these, or `none`, to split only if `maxDays` requires it.")
               .defaults(R"("none")")
               .example(R"("month")"),
           key("timezone", text(Syntax::time_zone), "Time zone",
               "The time zone in which days begin and end: a name of the IANA database, or a template such as "
               "`{{ account.timezone }}`.")
               .defaults(R"("UTC")")
               .example(R"("Europe/Helsinki")"),
           key("earliest", text(Syntax::template_), "Earliest",
               "The first day with data: a date or a point in time, a number of days ago such as `730daysAgo`, or a "
               "template. An earlier range is cut, with a warning.")
               .example(R"("2015-01-01")"),
           key("latest", text(Syntax::template_), "Latest",
               "The last day with data, written as `earliest`, such as `yesterday`. A later range is cut, with a "
               "warning.")
               .example(R"("yesterday")")},
      .example_json = R"({"maxDays":31,"splitBy":"month","timezone":"Europe/Helsinki","earliest":"2015-01-01"})"};
}

Component setting() {
  return {
      .name = "setting",
      .title = "Setting",
      .description = "A value that queries of the report type can choose.",
      .keys =
          {key("id", text(TextRule::identifier), "Id", "The name to use in `{{ settings.<id> }}`.")
               .required()
               .example(R"("level")"),
           key("label", text(), "Label", "The label of the input field.").example(R"("Level")"),
           key("type",
               choice({{"checkbox", "Yes or no."},
                       {"combobox", "One of `options`, or any other text."},
                       {"none", "Not shown. The default is used."},
                       {"select", "One of `options`."},
                       {"text", "A line of text."},
                       {"textarea", "Several lines of text."},
                       {"radio", "One of `options`, which are all visible."}}),
               "Type", "The type of the input field.")
               .required()
               .example(R"("select")"),
           key("default", scalar(), "Default", "The value to use if a query does not set one.")
               .example(R"("campaign")"),
           key("options", array(component("option")), "Options",
               "The values to choose from, for the types `select`, `radio` and `combobox`.")
               .example(R"([{"value":"campaign","label":"Campaign"}])"),
           key("optionsRequest", component("options_request"), "Options request",
               "A request for further values to choose from, which only the login knows, such as the tables of a "
               "base. They follow `options`. Connectory keeps them as long as it keeps accounts. Queries can use other values only "
               "if the type is combobox.")
               .only(after_login | Knowledge::account),
           key("required", boolean(), "Required", "Whether queries must set a value.").defaults("false"),
           key("visibleWhen", text(Syntax::expression), "Visible when",
               "An expression without braces on other settings. Only if it is true, the setting is shown and has a "
               "value.")
               .example(R"("settings.level == 'ad'")"),
           key("helpText", text(), "Help", "A sentence that explains the setting.")
               .example(R"("The level of detail of a row.")")},
      .example_json =
          R"({"id":"level","label":"Level","type":"select","default":"campaign","options":[{"value":"campaign","label":"Campaign"},{"value":"ad","label":"Ad"}]})"};
}

Component options_request() {
  return {
      .name = "options_request",
      .title = "Options request",
      .description =
          "A request that lists the options of a setting. It is sent for each account, and can have pagination.",
      .keys = {key("request", component("request"), "Request",
                   "The request to send. Its `dataRows` are the options. It cannot use dates or settings.")
                   .required(),
               key("value", component("value_source"), "Value",
                   "The value of an option, in its row. `{{ settings.<id> }}` is the value of the chosen option.")
                   .adds(Knowledge::row)
                   .required(),
               key("label", component("value_source"), "Label",
                   "The text to show for an option, in its row. Defaults to the value.")
                   .adds(Knowledge::row),
               key("properties", array(component("property")), "Properties",
                   "Other values of an option, to use as `{{ settings.<id>.<property> }}`.")
                   .adds(Knowledge::row)},
      .example_json =
          R"({"request":{"url":"https://api.example.com/{{ account.id }}/tables","response":{"dataRows":{"source":"jsonPath","value":"$.tables.*"}}},"value":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"},"properties":[{"id":"view","source":"jsonPath","value":"$.views[0].id"}]})"};
}

Component field_fetcher() {
  return {
      .name = "field_fetcher",
      .title = "Field fetcher",
      .description =
          "A request that lists further fields of a report type, such as the custom fields of a CRM. It is sent "
          "for each account, and can have pagination. Connectory keeps the fields as long as it keeps accounts. Its response can have `where` and `rowSteps`; a setting that is not set has its default.",
      .keys = {key("request", component("request"), "Request",
                   "The request to send. Its `dataRows` are the fields. It can use settings, but not dates.")
                   .required(),
               key("fieldInfo", component("field_info"), "Field information",
                   "How to make a field of each row of the response.")
                   .adds(Knowledge::row)
                   .required()},
      .example_json =
          R"({"request":{"url":"https://api.example.com/properties","response":{"dataRows":{"source":"jsonPath","value":"$.results.*"}}},"fieldInfo":{"id":{"source":"jsonPath","value":"$.name"},"label":{"source":"jsonPath","value":"$.label"},"dataType":{"source":"jsonPath","value":"$.type","operations":[{"type":"map_values","values":{"number":"float.number.value"},"default":"string.text.value"}]},"value":{"source":"jsonPath","value":"$.properties.{{ row.name }}"}}})"};
}

std::vector<Choice> aggregations() {
  return {{"sum", "The sum."},
          {"avg", "The average."},
          {"max", "The largest."},
          {"min", "The smallest."},
          {"count", "The number of rows with a value."},
          {"count_distinct", "The number of different values."},
          {"first", "The value of the first row."},
          {"last", "The value of the last row."},
          {"none", "Not aggregated. Rows are not combined."}};
}

Component field_info() {
  return {
      .name = "field_info",
      .title = "Field information",
      .description =
          "What the fetched rows say about fields. A field of the report type that has the same id is kept, and "
          "the fetched one is left out.",
      .keys =
          {key("id", component("value_source"), "Id",
               "The id of the field, in its row. Characters that ids cannot have become `_`.")
               .required(),
           key("label", component("value_source"), "Label",
               "The name to show to users, in the row. Defaults to the id."),
           key("description", component("value_source"), "Description",
               "A sentence about what the field counts or names, in the row."),
           key("group", component("value_source"), "Group", "The heading that the field is listed under, in the row."),
           key("kind",
               one_of({choice({{"dimension", "Breaks metrics down."}, {"metric", "A figure."}}),
                       component("mapped_value")}),
               "Kind",
               "`dimension`, `metric`, or a value of the row that is one of these words after its `operations`. Any "
               "other value is a dimension.")
               .defaults(R"("dimension")"),
           key("dataType", one_of({text(Syntax::data_type), component("mapped_value")}), "Data type",
               "A data type for all fields, or a value of the row that is a data type after its `operations`. Any "
               "other value is `string.text.value`.")
               .defaults(R"("string.text.value")"),
           key("aggregationType", one_of({choice(aggregations()), component("mapped_value")}), "Aggregation",
               "How to aggregate the values of a metric when rows are combined, or a value of the row that says so "
               "after its `operations`. Any other value is `none`.")
               .defaults(R"("none")"),
           key("requestName", component("value_source"), "Request name",
               "The name of the field in the API, for `{{ query.fields }}`, in the row. Defaults to the id as it is in "
               "the row."),
           key("value", component("field_place"), "Value", "Where the value of the field is in a row of the report.")
               .required(),
           key("operations", array(component("operation")), "Operations",
               "The operations on each value, in order, for all fetched fields.")},
      .example_json =
          R"({"id":{"source":"jsonPath","value":"$.name"},"label":{"source":"jsonPath","value":"$.label"},"group":{"source":"static","value":"Custom fields"},"kind":"dimension","dataType":"string.text.value","aggregationType":"none","requestName":{"source":"jsonPath","value":"$.name"},"value":{"source":"jsonPath","value":"$.properties.{{ row.name }}"}})"};
}

Component mapped_value() {
  return {
      .name = "mapped_value",
      .title = "Mapped value",
      .description = "A value of the fetched row, changed by operations.",
      .keys =
          {key("source", choice(sources()), "Source", "The kind of the source.").required().example(R"("jsonPath")"),
           key("value", scalar(Syntax::by_source), "Value", "What to read from the source: a path, a name or a string.")
               .required()
               .example(R"("$.type")"),
           key("operations", array(component("operation")), "Operations",
               "The operations on the value, in order: often `map_values`, from the words of the API to ours.")
               .example(R"([{"type":"map_values","values":{"number":"metric"},"default":"dimension"}])")},
      .example_json =
          R"({"source":"jsonPath","value":"$.type","operations":[{"type":"map_values","values":{"number":"metric"},"default":"dimension"}]})"};
}

Component field_place() {
  return {.name = "field_place",
          .title = "Place of a fetched field",
          .description = "Where the value of a fetched field is in a row of the report.",
          .keys = {key("source",
                       choice({{"jsonPath", "A value by its JSONPath (RFC 9535)."},
                               {"xPath", "A value by its XPath."},
                               {"column", "A column of a CSV response, by its name."}}),
                       "Source", "The kind of the source.")
                       .required()
                       .example(R"("jsonPath")"),
                   key("value", text(Syntax::template_), "Value",
                       "The path or the name in the report's row. `{{ row.<name> }}` is a value of the fetched row, "
                       "which is inserted as one name: in a path, its special characters are escaped.")
                       .required()
                       .example(R"("$.properties.{{ row.name }}")")},
          .example_json = R"({"source":"jsonPath","value":"$.properties.{{ row.name }}"})"};
}

Component field_groups() {
  return {
      .name = "field_groups",
      .title = "Field groups",
      .description = "Fields, grouped under headings.",
      .keys = {key("groups", array(component("field_group")), "Groups",
                   "The groups, in the order in which they are listed.")
                   .reference()},
      .example_json =
          R"({"groups":[{"label":"Campaign","fields":[{"id":"name","label":"Name","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]}]})"};
}

Component field_group() {
  return {
      .name = "field_group",
      .title = "Field group",
      .description = "The fields under one heading.",
      .keys = {key("label", text(), "Label", "The heading above the fields in lists of fields.")
                   .reference()
                   .example(R"("Campaign")"),
               key("fields", array(component("field")), "Fields", "The fields to list under the heading.").reference()},
      .example_json =
          R"({"label":"Campaign","fields":[{"id":"name","label":"Name","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]})"};
}

Component field() {
  return {
      .name = "field",
      .title = "Field",
      .description =
          "A column that queries can request: a dimension or a metric. Rows with equal values in all chosen dimensions become one row, in which each metric is aggregated. A query without metrics returns different rows only once.",
      .keys =
          {key("id", text(TextRule::identifier), "Id", "An id that is unique in the report type.")
               .required()
               .reference()
               .example(R"("clicks")"),
           key("label", text(), "Label", "The name to show to users. Defaults to the id.")
               .reference()
               .example(R"("Clicks")"),
           key("description", text(), "Description", "A sentence about what the field counts or names.")
               .example(R"("Clicks that led to the shop.")"),
           key("hidden", boolean(), "Hidden",
               "Whether to omit it from lists, for a field that only a join or a "
               "formula uses.")
               .defaults("false"),
           key("dataType", text(Syntax::data_type), "Data type",
               "A type of the form `type.group.class`, such as `int.number.value`. If a value cannot be converted to it, it is "
               "null and is counted in the warnings of the result. [Data types](#data-types) lists them. Defaults to "
               "`string.text.value` for a dimension and `float.number.value` for a metric.")
               .reference()
               .example(R"("int.number.value")"),
           key("value", component("value_source"), "Value", "Where the value is in a row.").reference(),
           key("aggregationType",
               choice({{"sum", "The sum."},
                       {"avg", "The average."},
                       {"max", "The largest."},
                       {"min", "The smallest."},
                       {"count", "The number of rows with a value."},
                       {"count_distinct", "The number of different values."},
                       {"first", "The value of the first row."},
                       {"last", "The value of the last row."},
                       {"none", "Not aggregated. Rows are not combined."},
                       {"formula", "Computed by `formula` from aggregated metrics."}}),
               "Aggregation", "How to aggregate the values of a metric when rows are combined.")
               .reference()
               .example(R"("sum")"),
           key("additive", boolean(), "Additive",
               "Whether values of a metric can be combined. If false, as for unique users, the result is null with a "
               "warning when several rows of the API would have to be combined.")
               .defaults("true"),
           key("formula", text(Syntax::formula), "Formula",
               "A formula over aggregated metrics of the same report type, with their ids, numbers, + - * / and "
               "parentheses. Division by zero gives null.")
               .example(R"("clicks / impressions * 100")"),
           key("requestName", text(), "Request name",
               "The name of the field in the API, for `{{ query.fields }}`. Defaults to the id. If empty, the field is "
               "not requested by name. A name that several fields have is sent once.")
               .example(R"("metrics.clicks")"),
           key("requestAs",
               choice({{"none", "In none of the lists."},
                       {"dimensions", "In `{{ query.dimensions }}` and `{{ query.fields }}`."},
                       {"metrics", "In `{{ query.metrics }}` and `{{ query.fields }}`."}}),
               "Request as",
               "The list that contains the name of the field, if the API sees it differently from this connector. "
               "Defaults to `dimensions` for a dimension and `metrics` for a metric.")
               .example(R"("metrics")"),
           key("operations", array(component("operation")), "Operations", "The operations on the value, in order.")},
      .example_json =
          R"({"id":"clicks","label":"Clicks","dataType":"int.number.value","aggregationType":"sum","value":{"source":"jsonPath","value":"$.clicks"}})"};
}

Component decoration() {
  return {
      .name = "decoration",
      .title = "Decoration",
      .description = "Joins that add the rows of other report types to the rows of this one.",
      .keys = {key("relations", array(component("relation")), "Relations",
                   "The joins. Chains of joins are allowed, circles are not.")
                   .reference()},
      .example_json =
          R"({"relations":[{"reportTypeId":"orders","type":"normal","link":{"parent":"customer_id","child":"id"}}]})"};
}

Component relation() {
  return {
      .name = "relation",
      .title = "Relation",
      .description = "A join by fields with equal values on both sides.",
      .keys = {key("reportTypeId", id_of(Reference::report_type, TextRule::report_type_id), "Report type",
                   "The id of the joined report type.")
                   .required()
                   .reference()
                   .example(R"("customers")"),
               key("type",
                   choice({{"normal",
                            "The rows of this report type are the parents, and the joined rows are fetched for "
                            "them."},
                           {"inverse", "The rows of the joined report type are the parents."}}),
                   "Type", "Which report type is the parent.")
                   .reference()
                   .defaults(R"("normal")"),
               key("link", one_of({component("link"), array(component("link"), 1)}), "Link",
                   "The fields that must be "
                   "equal."),
               key("mode",
                   choice({{"each", "One request for each parent row."},
                           {"batch",
                            "One request for many parent rows. `{{ row.<field> }}` is the array of their different "
                            "values, joined with commas unless a filter is used."}}),
                   "Mode", "How to fetch the joined rows.")
                   .defaults(R"("each")"),
               key("keep",
                   choice({{"always", "The parent row stays, and the joined fields are null."},
                           {"matching", "The parent row is left out."}}),
                   "Keep", "What happens to a parent row without a joined row.")
                   .defaults(R"("always")"),
               key("batchSize", integer(1, 10'000), "Batch size",
                   "The number of parent rows per request in the mode "
                   "`batch`.")
                   .defaults("100")},
      .example_json =
          R"({"reportTypeId":"customers","type":"normal","link":{"parent":"customer_id","child":"id"},"mode":"batch","batchSize":50})"};
}

Component link() {
  return {.name = "link",
          .title = "Link",
          .description = "Two fields that must be equal.",
          .keys = {key("parent", id_of(Reference::field), "Parent", "A field of the parent report type.")
                       .required()
                       .example(R"("customer_id")"),
                   key("child", id_of(Reference::field), "Child", "A field of the joined report type.")
                       .required()
                       .example(R"("id")")},
          .example_json = R"({"parent":"customer_id","child":"id"})"};
}

}  // namespace

void add_reporting(std::vector<Component>& components) {
  components.push_back(reporting());
  components.push_back(report_type());
  components.push_back(report_type_config());
  components.push_back(date_range());
  components.push_back(setting());
  components.push_back(options_request());
  components.push_back(decoration());
  components.push_back(relation());
  components.push_back(link());
}

void add_fields(std::vector<Component>& components) {
  components.push_back(field_groups());
  components.push_back(field_group());
  components.push_back(field());
  components.push_back(field_fetcher());
  components.push_back(field_info());
  components.push_back(mapped_value());
  components.push_back(field_place());
}

}  // namespace connectory::language::table
