// Accounts, report types, joins and fields.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

std::vector<Choice> operators() {
  return {{"equals", "The same string."},
          {"not_equals", "A different string."},
          {"in", "One of the array `compareTo`."},
          {"not_in", "None of the array `compareTo`."},
          {"contains", "Contains the string `compareTo`."},
          {"matches", "Matches the regular expression `compareTo` (RE2)."},
          {"exists", "Is there and not null."}};
}

Component accounts() {
  return {
      .name = "accounts",
      .title = "Accounts",
      .description =
          "The accounts that the connected person can report on. Fetched when a login is made and when the cache is older than asked for. Without accounts, one account stands for the connection.",
      .keys =
          {key("hasAccounts", boolean(), "Has accounts",
               "Whether the API has accounts; false where one stands for the connection. Absent: where there are fetchers.")
               .reference()
               .example("true"),
           key("fetchers", array(component("account_fetcher")), "Fetchers",
               "The calls that list accounts; their accounts are put together.")
               .reference(),
           key("filter", array(component("account_filter")), "Filter",
               "Which accounts are kept: all of these must hold.")
               .reference()},
      .example_json =
          R"({"hasAccounts":true,"fetchers":[{"request":{"url":"https://api.example.com/accounts","response":{"dataRows":{"source":"jsonPath","value":"$.accounts.*"}}},"accountInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"}}}]})"};
}

Component account_fetcher() {
  return {
      .name = "account_fetcher",
      .title = "Account fetcher",
      .description = "One call that lists accounts, paged like any request.",
      .keys = {key("request", component("request"), "Request", "The call; its `dataRows` are the accounts.")
                   .required()
                   .reference(),
               key("accountInfo", component("account_info"), "Account information", "What is read of each account.")
                   .required()
                   .reference()},
      .example_json =
          R"({"request":{"url":"https://api.example.com/accounts","response":{"dataRows":{"source":"jsonPath","value":"$.accounts.*"}}},"accountInfo":{"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"}}})"};
}

Component account_info() {
  return {
      .name = "account_info",
      .title = "Account information",
      .description = "What is read of each account.",
      .keys =
          {key("id", component("value_source"), "Id", "Used as `{{ account.id }}` and in queries.")
               .required()
               .reference(),
           key("label", component("value_source"), "Label", "What people see; the id where it is absent.").reference(),
           key("group", component("value_source"), "Group", "A heading that accounts are listed under.").reference(),
           key("properties", array(component("property")), "Properties", "Other values, used as `{{ account.<id> }}`.")
               .reference()},
      .example_json =
          R"({"id":{"source":"jsonPath","value":"$.id"},"label":{"source":"jsonPath","value":"$.name"},"group":{"source":"static","value":"Advertisers"},"properties":[{"id":"currency","source":"jsonPath","value":"$.currency"}]})"};
}

Component account_filter() {
  return {.name = "account_filter",
          .title = "Account filter",
          .description = "A condition on an account.",
          .keys = {key("value", component("value_source"), "Value",
                       "What is looked at, in the row that the account was read from.")
                       .required()
                       .reference(),
                   key("operator", choice(operators()), "Operator",
                       "How it is compared. Absent: `equals` where there is `compareTo`, else `exists`.")
                       .example(R"("equals")"),
                   key("compareTo", one_of({text(), number(), boolean(), array(scalar())}), "Compare to",
                       "What it is compared with.")
                       .example(R"("advertiser")")},
          .example_json =
              R"({"value":{"source":"jsonPath","value":"$.role"},"operator":"equals","compareTo":"advertiser"})"};
}

Component reporting() {
  return {
      .name = "reporting",
      .title = "Reporting",
      .description = "What can be fetched.",
      .keys = {key("reportTypes", array(component("report_type")), "Report types",
                   "The reports that people can choose from.")
                   .reference()},
      .example_json =
          R"({"reportTypes":[{"id":"orders","title":"Orders","request":{"url":"https://api.example.com/orders","response":{"dataRows":{"source":"jsonPath","value":"$.orders.*"}}},"dimensions":{"groups":[{"label":"Order","fields":[{"id":"number","label":"Number","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.number"}}]}]}}]})"};
}

Component report_type() {
  return {
      .name = "report_type",
      .title = "Report type",
      .description = "One report: how it is requested, how the answer is read, and the fields it offers.",
      .keys =
          {key("id", text(TextRule::report_type_id), "Id", "Unique. In queries, a field is `<report type>_<field>`.")
               .required()
               .reference()
               .example(R"("campaign_performance")"),
           key("title", text(), "Title", "What people see; the id where it is absent.")
               .reference()
               .example(R"("Campaign performance")"),
           key("description", text(), "Description", "A sentence about what it is good for.")
               .example(R"("What was spent on each campaign, day by day.")"),
           key("hidden", boolean(), "Hidden", "Kept out of lists: a report type that is only joined to others.")
               .defaults("false"),
           key("config", component("report_type_config"), "Configuration", "How queries of it are run.").reference(),
           key("settings", array(component("setting")), "Settings",
               "What a query may choose, used as `{{ settings.<id> }}`."),
           key("request", component("request"), "Request", "The call that fetches it.").reference(),
           key("dimensions", component("field_groups"), "Dimensions", "What the figures are broken down by.")
               .reference(),
           key("metrics", component("field_groups"), "Metrics", "The figures.").reference(),
           key("decoration", component("decoration"), "Decoration", "Other report types that are joined to this one.")
               .reference(),
           key("responseHandler", component("response_handler"), "Response handler",
               "What to do with error answers; asked before the default.")},
      .example_json =
          R"({"id":"campaigns","title":"Campaigns","config":{"showDateRange":true},"request":{"url":"https://api.example.com/{{ account.id }}/campaigns","parameters":[{"name":"from","value":"{{ query.start_date.date }}"},{"name":"to","value":"{{ query.end_date.date }}"}],"response":{"dataRows":{"source":"jsonPath","value":"$.rows.*"}}},"dimensions":{"groups":[{"label":"Campaign","fields":[{"id":"campaign","label":"Campaign","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]}]},"metrics":{"groups":[{"label":"Figures","fields":[{"id":"clicks","label":"Clicks","dataType":"int.number.value","aggregationType":"sum","value":{"source":"jsonPath","value":"$.clicks"}}]}]}})"};
}

Component report_type_config() {
  return {.name = "report_type_config",
          .title = "Report type configuration",
          .description = "How queries of a report type are run.",
          .keys = {key("showDateRange", boolean(), "Show date range", "Whether a query of it has a date range.")
                       .reference()
                       .defaults("true"),
                   key("dateRange", component("date_range"), "Date range", "What ranges the API takes."),
                   key("parallelRequests", integer(1, 100), "Parallel requests",
                       "How many accounts or date slices may be fetched at once.")
                       .defaults("1")},
          .example_json = R"({"showDateRange":true,"dateRange":{"maxDays":31,"splitBy":"month"}})"};
}

Component date_range() {
  return {.name = "date_range",
          .title = "Date range",
          .description = "What date ranges the API takes; a longer range is split into several requests.",
          .keys = {key("maxDays", integer(1, 36'600), "Longest", "The most days that one request may ask for.")
                       .example("31"),
                   key("splitBy",
                       choice({{"day", "One request a day."},
                               {"week", "One a week, from Monday."},
                               {"month", "One a month."},
                               {"none", "Only where `maxDays` demands it."}}),
                       "Split by", "How a range is split.")
                       .defaults(R"("none")"),
                   key("timezone", text(TextRule::not_empty), "Time zone", "The zone that days are counted in.")
                       .defaults(R"("UTC")")
                       .example(R"("Europe/Helsinki")"),
                   key("earliest", text(TextRule::not_empty), "Earliest",
                       "The first day that the API has: a date, or days back such as `730daysAgo`.")
                       .example(R"("2015-01-01")")},
          .example_json = R"({"maxDays":31,"splitBy":"month","timezone":"Europe/Helsinki","earliest":"2015-01-01"})"};
}

Component setting() {
  return {
      .name = "setting",
      .title = "Setting",
      .description = "Something that a query of the report type may choose.",
      .keys = {key("id", text(TextRule::identifier), "Id", "Used as `{{ settings.<id> }}`.")
                   .required()
                   .example(R"("level")"),
               key("label", text(), "Label", "What people see.").example(R"("Level")"),
               key("type",
                   choice({{"checkbox", "Yes or no."},
                           {"combobox", "One of `options`, or any other text."},
                           {"none", "Not shown; the default counts."},
                           {"select", "One of `options`."},
                           {"text", "A line of text."},
                           {"textarea", "Several lines of text."},
                           {"radio", "One of `options`, all of them in sight."}}),
                   "Type", "How it is asked for.")
                   .required()
                   .example(R"("select")"),
               key("default", scalar(), "Default", "What counts where a query does not say.").example(R"("campaign")"),
               key("options", array(component("option")), "Options", "The values to choose from.")
                   .example(R"([{"value":"campaign","label":"Campaign"}])"),
               key("required", boolean(), "Required", "Whether a query must say.").defaults("false"),
               key("helpText", text(), "Help", "A sentence of help.").example(R"("What one row stands for.")")},
      .example_json =
          R"({"id":"level","label":"Level","type":"select","default":"campaign","options":[{"value":"campaign","label":"Campaign"},{"value":"ad","label":"Ad"}]})"};
}

Component field_groups() {
  return {
      .name = "field_groups",
      .title = "Field groups",
      .description = "Fields under headings.",
      .keys = {key("groups", array(component("field_group")), "Groups", "The headings.").reference()},
      .example_json =
          R"({"groups":[{"label":"Campaign","fields":[{"id":"name","label":"Name","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]}]})"};
}

Component field_group() {
  return {
      .name = "field_group",
      .title = "Field group",
      .description = "Fields under one heading.",
      .keys = {key("label", text(), "Label", "The heading.").reference().example(R"("Campaign")"),
               key("fields", array(component("field")), "Fields", "The fields.").reference()},
      .example_json =
          R"({"label":"Campaign","fields":[{"id":"name","label":"Name","dataType":"string.text.value","value":{"source":"jsonPath","value":"$.name"}}]})"};
}

Component field() {
  return {
      .name = "field",
      .title = "Field",
      .description = "A column that a query can ask for: a dimension or a metric.",
      .keys =
          {key("id", text(TextRule::identifier), "Id", "Unique in its report type.")
               .required()
               .reference()
               .example(R"("clicks")"),
           key("label", text(), "Label", "What people see; the id where it is absent.")
               .reference()
               .example(R"("Clicks")"),
           key("description", text(), "Description", "A sentence about what it counts or names.")
               .example(R"("Clicks that led to the shop.")"),
           key("hidden", boolean(), "Hidden", "Kept out of lists: a field that only a join or a formula uses.")
               .defaults("false"),
           key("dataType", text(TextRule::not_empty), "Data type",
               "`type.group.class`, such as `int.number.value`. Binding for numbers and dates: a value that does not convert is null and counted in the result's warnings.")
               .reference()
               .example(R"("int.number.value")"),
           key("value", component("value_source"), "Value", "Where it stands in a row.").reference(),
           key("aggregationType",
               choice({{"sum", "Added up."},
                       {"avg", "The mean."},
                       {"max", "The largest."},
                       {"min", "The smallest."},
                       {"count", "How many rows have a value."},
                       {"count_distinct", "How many different values."},
                       {"first", "The first row's."},
                       {"last", "The last row's."},
                       {"none", "Not aggregated: rows stay apart."},
                       {"formula", "Computed by `formula` from aggregated metrics."}}),
               "Aggregation", "What a metric becomes when rows are put together.")
               .reference()
               .example(R"("sum")"),
           key("formula", text(TextRule::not_empty), "Formula",
               "Over aggregated metrics of the same report type: their ids, numbers, + - * / and parentheses. Division by zero gives null.")
               .example(R"("clicks / impressions * 100")"),
           key("requestName", text(TextRule::not_empty), "Request name",
               "The name the API knows it by, in `{{ query.fields }}`; the id where it is absent.")
               .example(R"("metrics.clicks")"),
           key("operations", array(component("operation")), "Operations", "What is done to the value, in order.")},
      .example_json =
          R"({"id":"clicks","label":"Clicks","dataType":"int.number.value","aggregationType":"sum","value":{"source":"jsonPath","value":"$.clicks"}})"};
}

Component decoration() {
  return {
      .name = "decoration",
      .title = "Decoration",
      .description = "Joins: rows of other report types are added to the rows of this one.",
      .keys = {key("relations", array(component("relation")), "Relations",
                   "The joined report types. Chains are allowed, circles are not.")
                   .reference()},
      .example_json =
          R"({"relations":[{"reportTypeId":"orders","type":"normal","link":{"parent":"customer_id","child":"id"}}]})"};
}

Component relation() {
  return {
      .name = "relation",
      .title = "Relation",
      .description = "One join, by fields that hold the same value on both sides.",
      .keys =
          {key("reportTypeId", text(TextRule::report_type_id), "Report type", "The id of the joined report type.")
               .required()
               .reference()
               .example(R"("customers")"),
           key("type",
               choice({{"normal", "Rows of this report type are the parents; the joined rows are fetched for them."},
                       {"inverse", "The joined report type's rows are the parents."}}),
               "Type", "Which side leads.")
               .reference()
               .defaults(R"("normal")"),
           key("link", one_of({component("link"), array(component("link"), 1)}), "Link", "Which fields must be equal."),
           key("mode",
               choice({{"each", "One request for each parent row."},
                       {"batch",
                        "One request for many parent rows; `{{ row.<field> }}` is the array of their different values, "
                        "joined by commas unless a filter says otherwise."}}),
               "Mode", "How the joined rows are fetched.")
               .defaults(R"("each")"),
           key("batchSize", integer(1, 10'000), "Batch size", "In mode `batch`: parent rows a request.")
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
