// Partitions, keys and increments of report types, and the steps that change rows.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

std::vector<Key> source_keys() {
  return {
      key("reportTypeId", id_of(Reference::report_type, TextRule::report_type_id), "Parent report type",
          "The id of the report type whose rows give the values. It is read once for all partitions that use it.")
          .example(R"("repositories")"),
      key("value", component("value_source"), "Value",
          "The value to take from each row of the parent. Empty values are skipped, equal ones count once, and a list "
          "gives a partition for each of its elements.")
          .adds(Knowledge::row | Knowledge::partition),
      key("keep", array(one_of({text(Syntax::member_path), component("property")})), "Keep",
          "Other values of the parent's row, to use as `{{ partition.<id>.<name> }}`: paths of members with dots "
          "between their names, or an id with a value source.")
          .adds(Knowledge::row | Knowledge::partition)
          .example(R"(["name","owner.login"])"),
      key("where", text(Syntax::expression), "Where",
          "An expression without braces. Only rows of the parent for which it is true give a value.")
          .adds(Knowledge::row | Knowledge::partition)
          .example(R"("not row.archived")"),
      key("values", one_of({array(scalar(), 1), text(Syntax::template_)}), "Values",
          "The values, instead of those of a parent: an array, or an expression in braces that gives a list.")
          .example(R"("{{ user_input.languages }}")")};
}

Component partition() {
  std::vector<Key> keys = {key("id", text(TextRule::identifier), "Id", "The name to use in `{{ partition.<id> }}`.")
                               .required()
                               .example(R"("repository")")};
  for (Key& each : source_keys()) keys.push_back(std::move(each));
  keys.push_back(key("anyOf", array(component("partition_source"), 1), "Any of",
                     "Several sources, read one after the other. A value that occurs in several of them counts once."));
  keys.push_back(
      key("unless", text(Syntax::expression), "Unless",
          "An expression without braces. If it gives values, they are used instead, the parent is not read, and the values of `keep` are none.")
          .example(R"("user_input.repositories")"));
  keys.push_back(
      key("dateRange",
          choice({{"all", "The parent is read from its `earliest` to its `latest` day, whatever the query asks for."},
                  {"query", "The parent is read for the days of the query."}}),
          "Date range", "The days for which the parent is read, if it has a date range.")
          .defaults(R"("all")"));
  keys.push_back(key("batchSize", integer(1, 10'000), "Batch size",
                     "The number of values for each request. `{{ partition.<id> }}` is then the list of them.")
                     .example("50"));
  return {
      .name = "partition",
      .title = "Partition",
      .description =
          "A value for each of which the requests of the report type are sent, such as each repository of an account. "
          "Several partitions give all combinations of their values. Pages and stop rules begin again for each. Fields and "
          "row steps can use partitions too. A parent report type is read with the defaults of its settings.",
      .keys = std::move(keys),
      .example_json =
          R"({"id":"repository","reportTypeId":"repositories","value":{"source":"jsonPath","value":"$.full_name"},"keep":["name","owner.login"],"where":"not row.archived","unless":"user_input.repositories"})"};
}

Component partition_source() {
  return {.name = "partition_source",
          .title = "Source of a partition",
          .description = "One of several sources of the values of a partition.",
          .keys = source_keys(),
          .example_json =
              R"({"reportTypeId":"teams","value":{"source":"jsonPath","value":"$.id"},"where":"row.is_active"})"};
}

Component incremental() {
  const auto formats = [] { return text(Syntax::date_format); };
  return {
      .name = "incremental",
      .title = "Increments",
      .description =
          "How to recognize which rows are new. A run that continues an earlier one begins at the largest cursor that "
          "was seen, less `lookback`. It is kept for each login, account, report type and partition, so that all rows of a "
          "new partition are read.",
      .keys =
          {key("cursor", component("value_source"), "Cursor",
               "The value of a row that grows with time, such as when it was changed.")
               .required(),
           key("format", one_of({formats(), array(formats(), 1)}), "Format",
               "How the cursor is written: `iso`, `unix`, `unix_ms`, `unix_us`, `number`, or a date format. In an "
               "array, the first format that can read the value is used.")
               .defaults(R"("iso")")
               .example(R"(["iso","unix"])"),
           key("lookback", text(Syntax::template_), "Look back",
               "The time to read again before the last cursor, for rows that appear late: an ISO 8601 duration, or a "
               "template that gives one.")
               .only(in_a_report | Knowledge::partition)
               .example(R"("P1D")"),
           key("granularity", text(Syntax::duration), "Granularity",
               "The smallest step between two cursors, as an ISO 8601 duration: a slice ends one step before the "
               "next one begins. With `PT0S`, the end of a slice is the beginning of the next one, and `key` keeps "
               "rows from counting twice. If absent: a second for times, a day for dates.")
               .example(R"("PT1S")"),
           key("order",
               choice(
                   {{"asc", "Rows with a smaller cursor come first."},
                    {"desc", "Rows with a larger cursor come first. Reading stops at the first row that is too old."},
                    {"none", "Rows come in any order."}}),
               "Order", "The order of the rows in the responses.")
               .defaults(R"("none")"),
           key("filter",
               choice({{"api", "The request asks only for the range of the query."},
                       {"engine", "The API returns other rows too; Connectory drops those outside of the range."}}),
               "Filter", "Who selects the rows of the range.")
               .defaults(R"("api")")},
      .example_json =
          R"({"cursor":{"source":"jsonPath","value":"$.updated_at"},"format":"iso","lookback":"P1D","order":"desc","filter":"engine"})"};
}

Component row_step() {
  const auto condition = [] {
    return key("if", text(Syntax::expression), "Condition",
               "An expression without braces. The step changes only rows for which it is true.")
        .example(R"("row.kind == 'refund'")");
  };
  const auto path = [](std::string_view what) {
    return key("path", text(Syntax::member_path), "Path", what).required().example(R"("items")");
  };
  return {
      .name = "row_step",
      .title = "Row step",
      .description =
          "A change to each row after `dataRows`. Names are members with dots between them; `*` is any member. `row` is "
          "the row as the steps before have left it. Fields, `key`, `incremental` and partitions see the result.",
      .keys = {},
      .tag = "type",
      .variants =
          {{.value = "where",
            .title = "Where",
            .description = "Drops the row unless the expression is true.",
            .keys = {key("if", text(Syntax::expression), "Condition",
                         "An expression without braces. Only rows for which it is true are kept.")
                         .required()
                         .example(R"("not row.deleted")")},
            .example_json = R"({"type":"where","if":"not row.deleted"})",
            .input_json = R"({"id":1,"deleted":true})",
            .output_json = "[]"},
           {.value = "set",
            .title = "Set",
            .description = "Sets a member to the value of an expression. A new member comes after the others.",
            .keys = {key("name", text(Syntax::member_path), "Name", "The member to set. Objects on the way are added.")
                         .required()
                         .example(R"("total")"),
                     key("value", scalar(Syntax::expression), "Value",
                         "An expression without braces, a number, or true or false.")
                         .required()
                         .example(R"("row.price * row.quantity")"),
                     condition()},
            .example_json = R"({"type":"set","name":"total","value":"row.price * row.quantity"})",
            .input_json = R"({"price":1.5,"quantity":3})",
            .output_json = R"([{"price":1.5,"quantity":3,"total":4.5}])"},
           {.value = "remove",
            .title = "Remove",
            .description = "Removes members from the row. Names that the row does not have are ignored.",
            .keys = {key("names", array(text(Syntax::member_path), 1), "Names",
                         "The members to remove, with dots between nested names.")
                         .required()
                         .example(R"(["internal","user.email"])"),
                     condition()},
            .example_json = R"({"type":"remove","names":["internal","user.email"]})",
            .input_json = R"({"id":1,"internal":true,"user":{"name":"Ann","email":"ann@example.com"}})",
            .output_json = R"([{"id":1,"user":{"name":"Ann"}}])"},
           {.value = "rename",
            .title = "Rename",
            .description =
                "Gives members other names. They stay where they are, and names that the row does not have are ignored.",
            .keys = {key("names", map(text(Syntax::member_path)), "Names",
                         "The old name of each member, and its new name.")
                         .required()
                         .example(R"({"createdAt":"created_at"})")},
            .example_json = R"({"type":"rename","names":{"createdAt":"created_at"}})",
            .input_json = R"({"id":1,"createdAt":"2024-01-31","total":5})",
            .output_json = R"([{"id":1,"created_at":"2024-01-31","total":5}])"},
           {.value = "expand",
            .title = "Expand",
            .description = "Makes a row of each element of a list.",
            .keys =
                {path("The member that is the list."),
                 key("parent", text(TextRule::not_empty), "Parent",
                     "What becomes of the row with the list: `drop` removes it, `merge` adds its other members to "
                     "each new row, and any other text is the member of the new rows that contains it.")
                     .defaults(R"("drop")")
                     .example(R"("order")"),
                 key("copy", array(text(Syntax::member_path)), "Copy",
                     "Members of the row with the list that each new row gets in the same place, also without `parent`.")
                     .example(R"(["id"])"),
                 key("empty", choice({{"skip", "The row is dropped."}, {"keep", "The row stays as it is."}}), "Empty",
                     "What becomes of a row whose list is empty or missing.")
                     .defaults(R"("skip")")},
            .example_json = R"({"type":"expand","path":"items","parent":"order"})",
            .input_json = R"({"id":7,"items":[{"n":1},{"n":2}]})",
            .output_json =
                R"([{"n":1,"order":{"id":7,"items":[{"n":1},{"n":2}]}},{"n":2,"order":{"id":7,"items":[{"n":1},{"n":2}]}}])"},
           {.value = "flatten",
            .title = "Flatten",
            .description =
                "Replaces nested objects with members whose names are joined. They come where the object was.",
            .keys =
                {key("path", text(Syntax::member_path), "Path",
                     "The only object to flatten: with `fields.progress`, the member `percent` of this object becomes the member `progress_percent` of `fields`. If absent, all objects in the row.")
                     .example(R"("custom_fields")"),
                 key("separator", text(), "Separator", "What to put between joined names.").defaults(R"("_")"),
                 key("lists", boolean(), "Lists", "Whether to flatten lists too, with the indexes as names.")
                     .defaults("false")},
            .example_json = R"({"type":"flatten","path":"custom_fields","separator":"_"})",
            .input_json = R"({"id":1,"custom_fields":{"size":"L","box":{"width":20}},"user":{"name":"Ann"}})",
            .output_json = R"([{"id":1,"custom_fields_size":"L","custom_fields_box_width":20,"user":{"name":"Ann"}}])"},
           {.value = "keys_to_lower",
            .title = "Names in lower case",
            .description = "Writes the names of all members in lower case, also in nested objects and lists.",
            .keys = {},
            .example_json = R"({"type":"keys_to_lower"})",
            .input_json = R"({"ID":1,"User":{"Name":"Ann"}})",
            .output_json = R"([{"id":1,"user":{"name":"Ann"}}])"},
           {.value = "keys_to_snake_case",
            .title = "Names in snake case",
            .description =
                "Writes the names of all members in lower case with `_` between words, also in nested objects and lists.",
            .keys = {},
            .example_json = R"({"type":"keys_to_snake_case"})",
            .input_json = R"({"createdAt":"2024-01-31","lineItems":[{"unitPrice":5}]})",
            .output_json = R"([{"created_at":"2024-01-31","line_items":[{"unit_price":5}]}])"},
           {.value = "keys_replace",
            .title = "Replace in names",
            .description =
                "Replaces each occurrence of a text in the names of all members, also in nested objects and lists.",
            .keys = {key("from", text(TextRule::not_empty), "From", "The text to look for in names.")
                         .required()
                         .example(R"(" ")"),
                     key("to", text(), "To", "What to write instead. Empty to remove the text.")
                         .required()
                         .example(R"("_")")},
            .example_json = R"({"type":"keys_replace","from":" ","to":"_"})",
            .input_json = R"({"Full name":"Ann","Home address":{"Zip code":"00100"}})",
            .output_json = R"([{"Full_name":"Ann","Home_address":{"Zip_code":"00100"}}])"}},
      .example_json = R"({"type":"where","if":"not row.deleted"})"};
}

}  // namespace

void add_partitions(std::vector<Component>& components) {
  components.push_back(partition());
  components.push_back(partition_source());
  components.push_back(incremental());
  components.push_back(row_step());
}

}  // namespace connectory::language::table
