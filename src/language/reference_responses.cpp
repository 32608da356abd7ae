// The sections of the reference about responses: from the bytes of a response to rows.

#include "language/reference_impl.h"

namespace connectory::language {
namespace {

void write_order(ReferencePage& page) {
  page.heading(responses_title);
  page.paragraph("Each response is read in this order:");
  page.steps(
      {{"It is decompressed, as `compression` says. With `zip`, the files whose names match `entry` are read one after the "
        "other in the order of the archive; if there is none, the run ends with an error that lists the names. A gzip file "
        "inside gzip or zip is decompressed too."},
       {"It is decoded to Unicode, and parsed as its `type`."},
       {"The rules of the [response handler](#response-handler) decide whether it is an error: first those of the report "
        "type, then the default ones."},
       {"A response whose rows are read must be of its `type`. A different kind of content, such as an HTML page, ends the run with `UNEXPECTED_CONTENT`, the content type and the first words. GraphQL errors are checked too."},
       {"Pagination reads the cursor, the total and the values of stop rules. They are read before adapters change the "
        "response, and so are `response` and `headers` in expressions. The records of the page are counted."},
       {"The [adapters](#adapter) change it, each the result of the previous one."},
       {"`dataRows` selects the rows."},
       {"The [chained request](#chained-request) is sent for each row, and its rows are merged."},
       {"`where` and then the `rowSteps` change each row."},
       {"Fields read their values from the row, apply their `operations`, and convert the result to their "
        "[data type](#data-types)."},
       {"The `key` of the report type replaces earlier rows."}});
  page.topic("Character sets");
  page.points(
      {{"A byte order mark at the beginning decides the character set: UTF-8, UTF-16LE or UTF-16BE. It wins over any "
        "declaration and over `encoding`, and is never a part of a name or a value. Each file of a zip archive can have "
        "its own."},
       {"Without a byte order mark, the character set is `encoding`, or else the `charset` of the header `Content-Type`, or "
        "else the one that an XML document declares, or else UTF-8."}});
  page.topic("Errors and exceptions");
  page.points(
      {{"If the body of the request is of the type `graphql`, `errors` in the response without `data` end the run with "
        "their messages. Next to `data` that is not null, they are a warning."},
       {"`NaN` and infinities, which some APIs write into JSON, are read as null and are counted in the warnings of the "
        "result. Other deviations from JSON are an error with line and column."},
       {"Numbers keep their digits. `4.0e3` is the integer 4000."},
       {"An empty response has no rows. In CSV, NDJSON and TEXT, blank lines are not rows."}});
}

void write_rows(ReferencePage& page) {
  page.heading(rows_title);
  page.paragraph(
      "Without `dataRows`, the path is `$`, the whole response after the adapters. CSV, NDJSON and TEXT are an array of "
      "records, and XML is an object, as [How XML is read](#how-xml-is-read) explains. The path decides how many values "
      "can be selected:");
  page.points(
      {{"A path of names and indexes, such as `$` or `$.data[0].items`, selects one value. The elements of an array are "
        "rows. An object with members is one row, and so is a text, a number, `true` or `false`. Null, a missing value, "
        "and an empty object or array have no rows."},
       {"Any other path, with `.*`, `..`, a slice or a filter, and any XPath, selects a list of values. Each is a row, "
        "whatever its kind; an array in the list is one row."},
       {"Null is never a row. An empty object in an array or a list is a row whose fields are null."}});
  page.table(
      {"Type", "Response", "`dataRows`", "Rows"},
      {{"JSON", "`[{\"id\": 1}, {\"id\": 2}]`", "absent, `$` or `$.*`", "`{\"id\": 1}` and `{\"id\": 2}`"},
       {"JSON", "`{\"data\": [{\"id\": 1}, {\"id\": 2}]}`", "`$.data` or `$.data.*`",
        "`{\"id\": 1}` and `{\"id\": 2}`"},
       {"JSON", "`{\"data\": [{\"id\": 1}]}`", "absent", "`{\"data\": [{\"id\": 1}]}`"},
       {"JSON", "`{\"data\": {\"id\": 1}}`", "`$.data`", "`{\"id\": 1}`"},
       {"JSON", "`{\"data\": {\"a\": {\"n\": 1}, \"b\": {\"n\": 2}}}`", "`$.data.*`", "`{\"n\": 1}` and `{\"n\": 2}`"},
       {"JSON", "`{\"data\": {}}`, `{\"data\": []}`, `{\"data\": null}` or `{}`", "`$.data`", "none"},
       {"JSON", "`{\"data\": [{\"id\": 1}, null, {}]}`", "`$.data` or `$.data.*`", "`{\"id\": 1}` and `{}`"},
       {"JSON", "`{\"ids\": [7, \"b\"]}`", "`$.ids`",
        "`7` and `\"b\"`. Fields read them with the path `$` or the expression `row`."},
       {"JSON", "`{\"count\": 7}`", "`$.count`", "`7`"},
       {"JSON", "`{\"rows\": [[\"2024-01-31\", 5]]}`", "`$.rows` or `$.rows.*`",
        "`[\"2024-01-31\", 5]`. Fields read it with `$[0]` and `$[1]`."},
       {"JSON", "`{\"pages\": [{\"items\": [1, 2]}, {\"items\": [3]}]}`", "`$.pages.*.items`", "`[1, 2]` and `[3]`"},
       {"JSON", "`{\"pages\": [{\"items\": [1, 2]}, {\"items\": [3]}]}`", "`$.pages.*.items.*`", "`1`, `2` and `3`"},
       {"CSV", "`id,name`<br>`1,Ann`<br>`2,`", "absent",
        "`{\"id\": \"1\", \"name\": \"Ann\"}` and `{\"id\": \"2\", \"name\": \"\"}`"},
       {"CSV", "`1,Ann`, with `\"header\": false`", "absent",
        "`{\"1\": \"1\", \"2\": \"Ann\"}`; with `columns`, their names instead of the numbers"},
       {"NDJSON", "`{\"id\": 1}`<br>`{\"id\": 2}`", "absent", "`{\"id\": 1}` and `{\"id\": 2}`"},
       {"TEXT", "`first`<br>`second`", "absent", "`{\"line\": \"first\"}` and `{\"line\": \"second\"}`"},
       {"XML", "`<a><b>1</b><b>2</b></a>`", "absent", "`{\"a\": {\"b\": [\"1\", \"2\"]}}`"},
       {"XML", "`<a><b>1</b><b>2</b></a>`", "`$.a.b`, or the XPath `/a/b`", "`\"1\"` and `\"2\"`"},
       {"XML", "`<a><b id=\"1\"/></a>`", "`$.a.b`, or the XPath `/a/b`", "`{\"@id\": \"1\"}`"}});
}

void write_xml(ReferencePage& page) {
  page.heading(xml_title);
  page.paragraph(
      "An XML document is read as a tree of objects. JSONPath, XPath, adapters and expressions read the same tree. With "
      "`\"xml\": {\"lists\": [\"item\"]}`, the document");
  page.code("xml", R"(<orders page="1" xmlns:x="urn:extra">
  <order id="7"><item>apple</item><item>pear</item><x:note lang="en">fresh</x:note><gift/></order>
  <order id="8"><item>plum</item></order>
</orders>)");
  page.paragraph("is read as");
  page.json(
      "json",
      R"({"orders":{"@page":"1","order":[{"@id":"7","item":["apple","pear"],"x:note":{"@lang":"en","#text":"fresh"},"gift":""},{"@id":"8","item":["plum"]}]}})");
  page.points(
      {{"An element with attributes or children is an object. An element with only text is that text, and an empty element "
        "is an empty text. All values are texts; the data type of a field makes numbers of them."},
       {"An attribute is a member with `@` before its name. In a JSONPath, write it in brackets: `$['@id']`. Declarations "
        "of namespaces are not attributes."},
       {"Text next to attributes or children is the member `#text`. Several pieces of it are joined. White space next to "
        "children is dropped. CDATA is text; comments and processing instructions are dropped."},
       {"Siblings of the same name are an array, and a single element is not. So that an API that returns one element does "
        "not break a path, name the element in `xml.lists`: it is then always an array. `dataRows` needs this only for "
        "paths with `.*` or indexes: `$.orders.order` gives the same rows for one element as for several."},
       {"Names have the prefix that the document writes: `$.orders.order[0]['x:note']`. In an XPath, a name with a prefix "
        "means the namespace that `xml.namespaces` gives to the prefix, whatever prefix the document uses. A name without "
        "a prefix means elements without a prefix, whether or not the document has a default namespace."},
       {"An XPath in a field begins at the row, and can leave it: `../@page` is the page of an order. After adapters, XPaths read the changed tree."}});
  page.table({"JSONPath", "XPath", "Value"},
             {{"`$.orders['@page']`", "`/orders/@page`", "`\"1\"`"},
              {"`$.orders.order[0].item`", "`/orders/order[1]/item`", "`apple` and `pear`"},
              {"`$.orders.order[*]['@id']`", "`//order/@id`", "`7` and `8`"},
              {"`$.item[0]`, in the second row", "`item[1]`, in the second row", "`plum`"}});
}

void write_chains(ReferencePage& page) {
  page.heading(chains_title);
  page.paragraph(
      "A [chained request](#chained-request) is sent for each row of its parent. In its URL, headers, parameters and body, "
      "`row` is that row, before its row steps. Its response is read like any other, with its own `response`, "
      "`pagination` and `rowSteps`. Suppose that the request for campaigns has the rows");
  page.json("json", R"([{"id":1,"name":"Spring"},{"id":2,"name":"Summer"}])");
  page.paragraph(
      "and a chained request with the URL `https://api.example.com/campaigns/{{ row.id }}/days`, whose `dataRows` is "
      "`$.days`. The responses for the two rows are");
  page.json(
      "json",
      R"({"days":[{"day":"2024-01-30","clicks":5,"name":"Tuesday"},{"day":"2024-01-31","clicks":7,"name":"Wednesday"}]})");
  page.json("json", R"({"days":[]})");
  page.paragraph(
      "There is one row for each row of a chained response. Its members are added after those of the parent; if both have a "
      "member, that of the parent stays. A row without chained rows stays as it is, and fields that read from the chained "
      "response are null:");
  page.json(
      "json",
      R"([{"id":1,"name":"Spring","day":"2024-01-30","clicks":5},{"id":1,"name":"Spring","day":"2024-01-31","clicks":7},{"id":2,"name":"Summer"}])");
  page.paragraph("With `\"keep\": \"matching\"` and `\"as\": \"figures\"`, the rows are");
  page.json(
      "json",
      R"([{"id":1,"name":"Spring","figures":{"day":"2024-01-30","clicks":5,"name":"Tuesday"}},{"id":1,"name":"Spring","figures":{"day":"2024-01-31","clicks":7,"name":"Wednesday"}}])");
  page.points(
      {{"Fields read merged rows: `$.clicks`, or `row.clicks` in an expression. With `as`, they read `$.figures.clicks`."},
       {"If the chained response is CSV, its columns are members by their names. Fields read them with the source `column` "
        "and the name. Numbers of columns are not available."},
       {"A path in a field begins at the merged row, and a path in `dataRows` at the response of its own request."},
       {"The row steps of the chained response run before the rows are merged, those of the parent afterwards."},
       {"A parent row that is a text or a number, such as an id, is `row` itself. It has no members, so the result is the "
        "chained row alone. A chained row that is a text or a number needs `as`."},
       {"Chains can be nested. The inner request is sent for each row of the outer chained response, and `row` is that row "
        "alone. Inner rows are merged into it first, and the result into the parent."}});
}

}  // namespace

void write_responses(ReferencePage& page) {
  write_order(page);
  write_rows(page);
  write_xml(page);
  write_chains(page);
}

}  // namespace connectory::language
