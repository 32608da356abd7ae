// Pagination: how to request further pages, and when to stop.

#include "language/language_impl.h"

namespace connectory::language::table {

void add_pagination(std::vector<Component>& components) {
  const auto page_size = [] {
    return key("pageSize", integer(1, 1'000'000), "Page size", "The number of rows to request per page.")
        .example("100");
  };
  const Type stop_word = choice({{"empty_page", "A page without rows."},
                                 {"short_page", "A page with fewer rows than `pageSize`."},
                                 {"missing_cursor", "A response without the next cursor, URL or link."},
                                 {"total_reached", "The number of rows or pages that the response reports."}});
  components.push_back(
      {.name = "pagination",
       .title = "Pagination",
       .description = "How to request further pages. A repeated cursor, URL or page ends the run with PAGINATION_LOOP.",
       .keys = {key("in",
                    choice({{"query", "A parameter in the query of the URL."},
                            {"header", "A header field."},
                            {"body", "A place in a JSON body, given as a JSON Pointer, or a field of a form."}}),
                    "In", "Where to send the parameters.")
                    .defaults(R"("query")"),
                key("maxPages", integer(1, 1'000'000), "Most pages",
                    "The page after which the run stops, with a warning that rows are missing.")
                    .example("500"),
                key("stop",
                    one_of({stop_word, component("stop_when"), array(one_of({stop_word, component("stop_when")}))}),
                    "Stop", "The conditions under which there are no more pages. Any of them is enough.")
                    .example(R"(["empty_page"])")},
       .tag = "type",
       .variants =
           {{.value = "offset",
             .title = "Offset",
             .description = "An offset that grows by the number of rows of each page.",
             .keys =
                 {key("offsetParameter", text(TextRule::not_empty), "Offset parameter",
                      "The name of the parameter "
                      "for the offset.")
                      .required()
                      .example(R"("offset")"),
                  key("limitParameter", text(TextRule::not_empty), "Limit parameter",
                      "The name of the parameter for the page size.")
                      .example(R"("limit")"),
                  page_size(), key("startAt", integer(0, 1'000'000'000), "Start at", "The first offset.").defaults("0"),
                  key("total", component("value_source"), "Total", "Where the response contains the number of rows.")},
             .example_json =
                 R"({"type":"offset","offsetParameter":"offset","limitParameter":"limit","pageSize":100,"stop":["short_page"]})"},
            {.value = "page",
             .title = "Page number",
             .description = "A page number that grows by one.",
             .keys =
                 {key("pageParameter", text(TextRule::not_empty), "Page parameter",
                      "The name of the parameter "
                      "for the page number.")
                      .required()
                      .example(R"("page")"),
                  key("sizeParameter", text(TextRule::not_empty), "Size parameter",
                      "The name of the parameter for the page size.")
                      .example(R"("per_page")"),
                  page_size(),
                  key("firstPage", integer(0, 1'000'000), "First page", "The number of the first page.").defaults("1"),
                  key("totalPages", component("value_source"), "Total pages",
                      "Where the response contains the number of pages.")},
             .example_json =
                 R"({"type":"page","pageParameter":"page","sizeParameter":"per_page","pageSize":50,"totalPages":{"source":"jsonPath","value":"$.meta.pages"},"stop":["total_reached"]})"},
            {.value = "cursor",
             .title = "Cursor",
             .description = "A cursor for the next page, which each response contains.",
             .keys = {key("cursor", component("value_source"), "Cursor", "Where the response contains the cursor.")
                          .required(),
                      key("parameter", text(TextRule::not_empty), "Parameter",
                          "The name of the parameter for the "
                          "cursor.")
                          .required()
                          .example(R"("after")"),
                      key("limitParameter", text(TextRule::not_empty), "Limit parameter",
                          "The name of the parameter for the page size.")
                          .example(R"("limit")"),
                      page_size()},
             .example_json =
                 R"({"type":"cursor","cursor":{"source":"jsonPath","value":"$.paging.next"},"parameter":"after","stop":["missing_cursor"]})"},
            {.value = "next_url",
             .title = "Next URL",
             .description = "The complete URL of the next page, which each response contains.",
             .keys = {key("url", component("value_source"), "URL", "Where the response contains the URL.").required()},
             .example_json =
                 R"({"type":"next_url","url":{"source":"jsonPath","value":"$.links.next"},"stop":["missing_cursor"]})"},
            {.value = "link_header",
             .title = "Link header",
             .description = "A `Link` header with the URL of the next page (RFC 8288).",
             .keys = {key("rel", text(TextRule::not_empty), "Relation",
                          "The relation type of the link to the next "
                          "page.")
                          .defaults(R"("next")")},
             .example_json = R"({"type":"link_header","stop":["missing_cursor"]})"}},
       .example_json =
           R"({"type":"cursor","cursor":{"source":"jsonPath","value":"$.paging.next"},"parameter":"after","stop":["missing_cursor"]})"});
  components.push_back(
      {.name = "stop_when",
       .title = "Stop when",
       .description = "A value of the response that marks the last page.",
       .keys = {key("when", component("value_source"), "When", "The value to compare.").required(),
                key("equals", scalar(), "Equals", "The value on the last page.").required().example("false")},
       .example_json = R"({"when":{"source":"jsonPath","value":"$.has_more"},"equals":false})"});
}

}  // namespace connectory::language::table
