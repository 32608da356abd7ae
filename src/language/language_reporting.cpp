// Accounts, report types, joins and fields.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

std::vector<Choice> operators() {
  return {{"equals", "Is the same string as `compareTo`."},
          {"not_equals", "Is a different string."},
          {"in", "Is one of the array `compareTo`."},
          {"not_in", "Is not in the array `compareTo`."},
          {"contains", "Contains the string `compareTo`."},
          {"matches", "Matches the regular expression `compareTo` (RE2)."},
          {"exists", "Is present and not null."}};
}

Component accounts() {
  return {
      .name = "accounts",
      .title = "Accounts",
      .description =
          "The accounts that the connected user can report on. They are fetched at login, and again if the cache is "
          "older than a caller allows. Without accounts, the connection counts as one account.",
      .keys = {key("hasAccounts", boolean(), "Has accounts",
                   "Whether the API has accounts. If false, the connection counts as one account. Defaults to true if "
                   "there are fetchers.")
                   .reference()
                   .example("true"),
               key("fetchers", array(component("account_fetcher")), "Fetchers",
                   "The requests that list accounts. Their results are combined.")
                   .reference(),
               key("filter", array(component("account_filter")), "Filter",
                   "The conditions on accounts. An account must meet all of them.")
                   .reference()},
      .example_json =
          R"({"hasAccounts":true,"fetchers":[{"request":{"url":"https://api.example.com/accounts","response":{"dataRows":{"source":"jsonPath","value":"$.accounts.*"}}},"accountInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"}}}]})"};
}

Component account_fetcher() {
  return {
      .name = "account_fetcher",
      .title = "Account fetcher",
      .description = "A request that lists accounts. It can have pagination, like any request.",
      .keys = {key("request", component("request"), "Request", "The request to send. Its `dataRows` are the accounts.")
                   .required()
                   .reference(),
               key("accountInfo", component("account_info"), "Account information",
                   "The values to read for each "
                   "account.")
                   .required()
                   .reference()},
      .example_json =
          R"({"request":{"url":"https://api.example.com/accounts","response":{"dataRows":{"source":"jsonPath","value":"$.accounts.*"}}},"accountInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"}}})"};
}

Component account_info() {
  return {
      .name = "account_info",
      .title = "Account information",
      .description = "The values to read for each account.",
      .keys = {key("id", component("value_source"), "Id", "The id to use in `{{ account.id }}` and in queries.")
                   .required()
                   .reference(),
               key("label", component("value_source"), "Label", "The name to show for the account. Defaults to the id.")
                   .reference(),
               key("group", component("value_source"), "Group", "The heading to list the account under.").reference(),
               key("properties", array(component("property")), "Properties",
                   "Other values, to use as `{{ account.<id> "
                   "}}`.")
                   .reference()},
      .example_json =
          R"({"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"},"group":{"source":"static","value":"Advertisers"},"properties":[{"id":"currency","source":"jsonPath","value":"$.currency"}]})"};
}

Component account_filter() {
  return {.name = "account_filter",
          .title = "Account filter",
          .description = "A condition on accounts.",
          .keys = {key("value", component("value_source"), "Value",
                       "The value to compare, in the row that the account was read from.")
                       .required()
                       .reference(),
                   key("operator", choice(operators()), "Operator",
                       "How to compare the value. Defaults to `equals` if there is `compareTo`, otherwise to `exists`.")
                       .example(R"("equals")"),
                   key("compareTo", one_of({text(), number(), boolean(), array(scalar())}), "Compare to",
                       "The value, or the array of values, to compare with.")
                       .example(R"("advertiser")")},
          .example_json =
              R"({"value":{"source":"jsonPath","value":"$.role"},"operator":"equals","compareTo":"advertiser"})"};
}

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
           key("request", component("request"), "Request", "The request that fetches the report.").reference(),
           key("dimensions", component("field_groups"), "Dimensions", "The fields that break the metrics down.")
               .reference(),
           key("metrics", component("field_groups"), "Metrics", "The fields with the figures.").reference(),
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
           key("decoration", component("decoration"), "Decoration", "The report types to join to this one.")
               .reference(),
           key("responseHandler", component("response_handler"), "Response handler",
               "How to handle error responses. Its rules come before the default ones.")},
      .example_json =
          R"({"id":"campaigns","title":"Campaigns","config":{"showDateRange":true},"request":{"url":"https://api.example.com/{{ account.id }}/campaigns","parameters":[{"name":"from","value":"{{ query.start_date.date }}"},{"name":"to","value":"{{ query.end_date.date }}"}],"response":{"dataRows":{"source":"jsonPath","value":"$.rows.*"}}},"dimensions":{"groups":[{"label":"Campaign","fields":[{"id":"campaign","label":"Campaign","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]}]},"metrics":{"groups":[{"label":"Figures","fields":[{"id":"clicks","label":"Clicks","dataType":"int.number.value","aggregationType":"sum","value":{"source":"jsonPath","value":"$.clicks"}}]}]}})"};
}

Component report_type_config() {
  return {.name = "report_type_config",
          .title = "Report type configuration",
          .description = "How queries of a report type are run.",
          .keys = {key("showDateRange", boolean(), "Show date range", "Whether queries have a date range.")
                       .reference()
                       .defaults("true"),
                   key("dateRange", component("date_range"), "Date range", "The date ranges that the API accepts."),
                   key("parallelRequests", integer(1, 100), "Parallel requests",
                       "The number of accounts or date slices to fetch at the same time.")
                       .defaults("1")},
          .example_json = R"({"showDateRange":true,"dateRange":{"maxDays":31,"splitBy":"month"}})"};
}

Component date_range() {
  return {
      .name = "date_range",
      .title = "Date range",
      .description = "The date ranges that the API accepts. A longer range is split into several requests.",
      .keys = {key("maxDays", integer(1, 36'600), "Longest", "The most days that one request may cover.").example("31"),
               key("splitBy",
                   choice({{"day", "One request per day."},
                           {"week", "One per week, from Monday."},
                           {"month", "One per month."},
                           {"none", "Only if `maxDays` requires it."}}),
                   "Split by", "How to split a range.")
                   .defaults(R"("none")"),
               key("timezone", text(TextRule::not_empty), "Time zone", "The time zone in which days begin and end.")
                   .defaults(R"("UTC")")
                   .example(R"("Europe/Helsinki")"),
               key("earliest", text(TextRule::not_empty), "Earliest",
                   "The first day with data: a date, or a number of days ago such as `730daysAgo`.")
                   .example(R"("2015-01-01")")},
      .example_json = R"({"maxDays":31,"splitBy":"month","timezone":"Europe/Helsinki","earliest":"2015-01-01"})"};
}

Component setting() {
  return {
      .name = "setting",
      .title = "Setting",
      .description = "A value that queries of the report type can choose.",
      .keys = {key("id", text(TextRule::identifier), "Id", "The name to use in `{{ settings.<id> }}`.")
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
               key("options", array(component("option")), "Options", "The values to choose from.")
                   .example(R"([{"value":"campaign","label":"Campaign"}])"),
               key("required", boolean(), "Required", "Whether queries must set a value.").defaults("false"),
               key("helpText", text(), "Help", "A sentence that explains the setting.")
                   .example(R"("The level of detail of a row.")")},
      .example_json =
          R"({"id":"level","label":"Level","type":"select","default":"campaign","options":[{"value":"campaign","label":"Campaign"},{"value":"ad","label":"Ad"}]})"};
}

Component field_groups() {
  return {
      .name = "field_groups",
      .title = "Field groups",
      .description = "Fields, grouped under headings.",
      .keys = {key("groups", array(component("field_group")), "Groups", "The groups of fields.").reference()},
      .example_json =
          R"({"groups":[{"label":"Campaign","fields":[{"id":"name","label":"Name","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]}]})"};
}

Component field_group() {
  return {
      .name = "field_group",
      .title = "Field group",
      .description = "The fields under one heading.",
      .keys = {key("label", text(), "Label", "The heading to show.").reference().example(R"("Campaign")"),
               key("fields", array(component("field")), "Fields", "The fields of the group.").reference()},
      .example_json =
          R"({"label":"Campaign","fields":[{"id":"name","label":"Name","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]})"};
}

Component field() {
  return {
      .name = "field",
      .title = "Field",
      .description = "A column that queries can request: a dimension or a metric.",
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
           key("dataType", text(TextRule::not_empty), "Data type",
               "A type of the form `type.group.class`, such as `int.number.value`. If a value cannot be converted to "
               "a number or a date of this type, it is null and is counted in the warnings of the result.")
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
           key("formula", text(TextRule::not_empty), "Formula",
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
      .keys = {key("reportTypeId", text(TextRule::report_type_id), "Report type", "The id of the joined report type.")
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
          .keys = {key("parent", text(TextRule::identifier), "Parent", "A field of the parent report type.")
                       .required()
                       .example(R"("customer_id")"),
                   key("child", text(TextRule::identifier), "Child", "A field of the joined report type.")
                       .required()
                       .example(R"("id")")},
          .example_json = R"({"parent":"customer_id","child":"id"})"};
}

}  // namespace

void add_accounts(std::vector<Component>& components) {
  components.push_back(accounts());
  components.push_back(account_fetcher());
  components.push_back(account_info());
  components.push_back(account_filter());
}

void add_reporting(std::vector<Component>& components) {
  components.push_back(reporting());
  components.push_back(report_type());
  components.push_back(report_type_config());
  components.push_back(date_range());
  components.push_back(setting());
  components.push_back(decoration());
  components.push_back(relation());
  components.push_back(link());
}

void add_fields(std::vector<Component>& components) {
  components.push_back(field_groups());
  components.push_back(field_group());
  components.push_back(field());
}

}  // namespace connectory::language::table
