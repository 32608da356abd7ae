// The sections of the reference about values: what data types convert, and what placeholders become in JSON.

#include <string>

#include "language/data_type.h"
#include "language/reference_impl.h"

namespace connectory::language {
namespace {

void write_classes(ReferencePage& page) {
  page.topic("Groups and classes");
  page.paragraph(
      "Each class can have any type, such as `int.number.count` or `string.number.id`. With the type `string`, the "
      "classes in **bold** convert values; all others only describe values for display.");
  page.line("\n| Group and class | Meaning |\n|---|---|");
  for (const DataTypeClass& each : data_type_classes()) {
    const bool is_binding = each.of_string != DataType::Kind::text;
    page.format("| {0}`{1}`{0} | {2} |", is_binding ? "**" : "", each.name, escaped_cell(each.meaning));
  }
}

void write_conversions(ReferencePage& page) {
  page.topic("Examples of conversions");
  page.table({"Data type", "Value in the response", "Value in the result"},
             {{"`string.text.value`", "`\"Ann\"`", "`\"Ann\"`"},
              {"`string.text.value`", "`1.50`", "`\"1.50\"`"},
              {"`string.text.value`", "`true`", "`\"true\"`"},
              {"`string.text.value`", "`{\"b\": 1, \"a\": [2, 3]}`", "`\"{\\\"b\\\":1,\\\"a\\\":[2,3]}\"`"},
              {"`string.text.value`", "`\"\"`", "`\"\"`"},
              {"`string.text.json`", "`\"Ann\"`", "`\"\\\"Ann\\\"\"`"},
              {"`string.text.json`", "`[1, \"a\"]`", "`\"[1,\\\"a\\\"]\"`"},
              {"`int.number.value`", "`17` or `\"17\"`", "`17`"},
              {"`int.number.value`", "`4.0e3`", "`4000`"},
              {"`int.number.value`", "`98765432109876543210`", "`98765432109876543210`"},
              {"`int.number.value`", "`17.5`", "null, counted"},
              {"`int.number.value`", "`\"1,234\"`", "null, counted"},
              {"`int.number.value`", "`\"\"`", "null"},
              {"`float.number.value`", "`1.50` or `\"1.50\"`", "`1.50`"},
              {"`float.number.value`", "`\"−5\"` (U+2212)", "`-5`"},
              {"`float.number.value`", "`\"n/a\"` or `true`", "null, counted"},
              {"`float.number.value`", "`\"12.5%\"`", "null, counted"},
              {"`float.number.percentage`", "`\"12.5%\"`", "`0.125`"},
              {"`float.number.percentage`", "`12.5`", "`12.5`"},
              {"`bool.boolean.value`", "`true`, `1`, `\"1\"` or `\"Yes\"`", "`true`"},
              {"`bool.boolean.value`", "`2` or `\"maybe\"`", "null, counted"},
              {"`string.time.date`", "`\"2024-01-31\"`", "`\"2024-01-31\"`"},
              {"`string.time.date`", "`\"2024-01-31T23:30:00-05:00\"`", "`\"2024-01-31\"`"},
              {"`string.time.date`", "`\"31.01.2024\"` or `1706659200`", "null, counted"},
              {"`string.time.datetime`", "`\"2024-01-31T12:00:00+02:00\"`", "`\"2024-01-31T12:00:00+02:00\"`"},
              {"`string.time.datetime`", "`\"2024-01-31 12:00\"`", "`\"2024-01-31T12:00:00+00:00\"`"},
              {"`string.time.year`", "`2024`", "`\"2024\"`"}});
}

}  // namespace

void write_data_types(ReferencePage& page) {
  page.heading(data_types_title);
  page.paragraph(
      "The data type of a field has the form `type.group.class`, such as `float.currency.value`. A field reads its value, "
      "applies its `operations`, and then converts the result to the type. A fourth part is a format for display, which "
      "clients receive and which does not change the value. The default is `string.text.value` for a dimension and "
      "`float.number.value` for a metric. An unknown type is an error. An unknown group or class is the warning "
      "`DATA_TYPE_CLASS`, and only the type counts.");
  page.table(
      {"Data type", "Accepts", "In results"},
      {{"`string`",
        "Any value. A number keeps its text. A list or an object becomes compact JSON, with its members in the order of "
        "the response.",
        "A text."},
       {"`string.text.json`", "Any value.", "The value as compact JSON text, so that a text is quoted."},
       {"`string.time.date`",
        "A date in ISO 8601, or a date with a time, of which only the date counts, as it is written.",
        "A text: `YYYY-MM-DD`."},
       {"`string.time.datetime`, `string.time.timestamp`",
        "A date with a time in ISO 8601. A time without an offset is in UTC. A date is its midnight in UTC.",
        "A text in ISO 8601, with seconds, their fraction if there is one, and the offset of the value: `2024-01-31T12:00:00+00:00`."},
       {"`int`", "A number without a fraction, or a text that is one. `4.0e3` is 4000.",
        "A number without a decimal point and exponent."},
       {"`float`", "A number, or a text that is one.", "A number with the digits of the response."},
       {"`bool`",
        "`true` and `false`, the numbers 1 and 0, and the texts `true`, `t`, `yes`, `y`, `on`, `1`, `false`, `f`, `no`, "
        "`n`, `off` and `0` in any case.",
        "`true` or `false`."}});
  page.points(
      {{"A value that cannot be converted becomes null, and is counted in the warnings of the result. It never becomes 0."},
       {"Null and missing values are null. An empty text is an empty text for `string`, and null for the other types, for "
        "dates and for times. None of these is counted."},
       {"A text is a number if it is one in JSON. A leading `+`, leading zeros, white space around the number, and U+2212 "
        "as the minus sign are also accepted. The texts `NaN` and `Infinity` are not numbers. For grouped digits, decimal commas and currency signs, use the operation `to_number`."},
       {"If the class is `number.percentage` or `number.percent` and the type is `int` or `float`, a text that ends in `%` "
        "is divided by 100, before `operations` see it. Other values are never divided."},
       {"Numbers keep the digits of the response, such as `1.50` or an integer with 20 digits, until an operation, an "
        "aggregation or a formula calculates with them. Calculations have 34 digits; sums of integers are exact."},
       {"Dates and times in other notations, such as `31.01.2024` or Unix seconds, need the operation `convert_date`."}});
  write_conversions(page);
  write_classes(page);
}

void write_json_bodies(ReferencePage& page) {
  page.heading(json_bodies_title);
  page.paragraph(
      "In a JSON body and in the variables of a GraphQL body, a string that is one placeholder and nothing else is "
      "replaced with the value of the placeholder, of its own kind. If there is anything else in the string, even a "
      "space, the result is a text, in which lists are joined with commas and none is empty. Names of members are not "
      "templates. Two rules differ: the lists of the query are texts with commas unless the filter `list` is used, and "
      "`omitEmpty` leaves out members.");
  page.table({"Template", "Value", "Sent"},
             {{"`{\"id\": \"{{ row.id }}\"}`", "the number `17`", "`{\"id\": 17}`"},
              {"`{\"id\": \"{{ row.id }}\"}`", "the text `\"17\"`", "`{\"id\": \"17\"}`"},
              {"`{\"id\": \"{{ row.id | text }}\"}`", "the number `17`", "`{\"id\": \"17\"}`"},
              {"`{\"id\": \"{{ row.id | number }}\"}`", "the text `\"17\"`", "`{\"id\": 17}`"},
              {"`{\"price\": \"{{ row.price }}\"}`", "the number `1.50`", "`{\"price\": 1.50}`"},
              {"`{\"tags\": \"{{ row.tags }}\"}`", "the list `[\"a\", \"b\"]`", "`{\"tags\": [\"a\", \"b\"]}`"},
              {"`{\"user\": \"{{ row.user }}\"}`", "the object `{\"id\": 17}`", "`{\"user\": {\"id\": 17}}`"},
              {"`{\"note\": \"{{ row.note }}\"}`", "none, or a member that does not exist", "`{\"note\": null}`"},
              {"`{\"paid\": \"{{ row.paid }}\"}`", "`true`", "`{\"paid\": true}`"},
              {"`{\"from\": \"{{ query.start_date.date }}\"}`", "1 January 2024", "`{\"from\": \"2024-01-01\"}`"},
              {"`{\"from\": \"{{ query.start_date.timestamp }}\"}`", "1 January 2024", "`{\"from\": 1704067200}`"},
              {"`{\"fields\": \"{{ query.fields }}\"}`", "`clicks` and `cost`", "`{\"fields\": \"clicks,cost\"}`"},
              {"`{\"fields\": \"{{ query.fields | list }}\"}`", "`clicks` and `cost`",
               "`{\"fields\": [\"clicks\", \"cost\"]}`"},
              {"`{\"key\": \"id-{{ row.id }}\"}`", "the number `17`", "`{\"key\": \"id-17\"}`"},
              {"`{\"key\": \"id-{{ row.id }}\"}`", "none", "`{\"key\": \"id-\"}`"},
              {"`{\"text\": \"Tags: {{ row.tags }}\"}`", "the list `[\"a\", \"b\"]`", "`{\"text\": \"Tags: a,b\"}`"},
              {"`{\"note\": \"{{ row.note }}\"}` with `omitEmpty`", "none, or an empty text, list or object", "`{}`"},
              {"`{\"n\": \"{{ row.n }}\"}` with `omitEmpty`", "`0` or `false`", "`{\"n\": 0}` or `{\"n\": false}`"},
              {"`{\"notes\": [\"{{ row.note }}\"]}` with `omitEmpty`", "none", "`{\"notes\": [null]}`"}});
}

}  // namespace connectory::language
