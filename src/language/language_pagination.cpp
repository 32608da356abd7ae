// Pagination: how to request further pages, and when to stop.

#include "language/language_impl.h"

namespace connectory::language::table {
namespace {

Entry page_size() {
  return key("pageSize", one_of({integer(1, 1'000'000), text(Syntax::template_)}), "Page size",
             "The number of rows to request per page: a number, or a template that gives one. Without a parameter that "
             "sends it, it is the size that `short_page` compares with, and requests can use it as `{{ page.size }}`.")
      .example("100");
}

Entry send_first() {
  return key("sendFirst", boolean(), "Send the first position",
             "Whether the first request sends the position too. If false, only later requests do, for an API that "
             "refuses a position on the first page.")
      .defaults("true");
}

Entry next() {
  return key("next", component("request_holder"), "Next",
             "The request for each page after the first, if it differs from the first. It replaces the whole request, "
             "except for `response` and what the login sends. The position is sent only in it. Not with `initial` or "
             "`sendFirst`.")
      .adds(Knowledge::page);
}

Entry hosts() {
  return key("hosts", array(text(TextRule::host_name)), "Hosts",
             "Further hosts that may receive what the login sends. A URL from a response that leads to any other host "
             "ends the run with an error.")
      .example(R"(["eu.api.example.com"])");
}

// For pagination whose next page is a URL from the response.
std::vector<Key> with_url_keys(std::vector<Key> keys) {
  keys.push_back(
      key("base", text(Syntax::template_), "Base",
          "The URL that a relative URL is resolved against, as a template. If absent, the URL of the last request.")
          .example(R"("https://api.example.com/v2/")"));
  keys.push_back(key("keepParameters", one_of({boolean(), array(text(TextRule::not_empty))}), "Keep parameters",
                     "The parameters of the request to add to a URL that lacks them: an array of their names, or true "
                     "for all. A parameter that the URL has keeps its value.")
                     .defaults("false")
                     .example(R"(["fields"])"));
  keys.push_back(hosts());
  return keys;
}

Component stop_when() {
  return {
      .name = "stop_when",
      .title = "Stop when",
      .description =
          "A condition that marks the last page: a value of the response (`when` and `equals`), or an expression "
          "(`if`).",
      .keys =
          {key("when", component("value_source"), "When", "Where the response contains the value to compare."),
           key("equals", scalar(), "Equals", "The value on the last page. Both are compared as texts.")
               .example("false"),
           key("if", text(Syntax::expression), "If",
               "An expression without braces that is true on the last page. It can use the response, its headers and status, and `page`.")
               .adds(Knowledge::answer)
               .example(R"("page.number >= response.pages")")},
      .example_json = R"({"when":{"source":"jsonPath","value":"$.has_more"},"equals":false})"};
}

std::vector<Key> common_keys() {
  const Type stop_word =
      choice({{"empty_page", "A page without rows."},
              {"short_page", "A page with fewer rows than `pageSize`."},
              {"missing_cursor", "A response without the next cursor, URL or link, or with an empty one."},
              {"total_reached", "The number of rows or pages that the response reports."},
              {"repeated_page", "A page with the same rows as the page before. It is dropped."},
              {"same_cursor", "A cursor or URL that was already used. The page that contains it is kept."}});
  return {
      key("in",
          choice({{"query", "A parameter in the query of the URL."},
                  {"header", "A header field."},
                  {"body",
                   "A place in a JSON body, given as a JSON Pointer, or a field of a form. If the request has no body, "
                   "one is made: JSON for JSON Pointers, otherwise a form."}}),
          "In", "Where to send the parameters.")
          .defaults(R"("query")"),
      key("maxPages", integer(1, 1'000'000), "Most pages",
          "The page after which the run stops, with a warning that rows are missing.")
          .example("500"),
      key("maxRows", integer(1, 1'000'000'000), "Most rows",
          "The number of rows after which the run stops, with a warning that rows are missing. Use it if the API "
          "refuses to go further.")
          .example("10000"),
      key("items", component("value_source"), "Items",
          "Where the response contains the records to count for offsets, `short_page` and `empty_page`. If absent, the "
          "records that `dataRows` or the first adapter selects, before any adapter changes them.")
          .adds(of_the_request),
      key("stop", one_of({stop_word, component("stop_when"), array(one_of({stop_word, component("stop_when")}))}),
          "Stop",
          "The conditions under which there are no more pages. Any of them is enough. If absent, a page without rows or "
          "without the next cursor is the last.")
          .adds(of_the_request)
          .example(R"(["empty_page"])")};
}

Component pagination() {
  return {
      .name = "pagination",
      .title = "Pagination",
      .description =
          "How to request further pages. A parameter can be omitted if the request uses `{{ page.offset }}`, "
          "`{{ page.number }}` or `{{ page.cursor }}` itself. A repeated cursor, URL or page ends the run with "
          "PAGINATION_LOOP, unless a stop rule applies first.",
      .keys = common_keys(),
      .tag = "type",
      .variants =
          {{.value = "offset",
            .title = "Offset",
            .description = "An offset that grows by the number of rows of each page.",
            .keys = {key("offsetParameter", text(TextRule::not_empty), "Offset parameter",
                         "The name of the parameter for the offset.")
                         .example(R"("offset")"),
                     key("limitParameter", text(TextRule::not_empty), "Limit parameter",
                         "The name of the parameter for the page size.")
                         .example(R"("limit")"),
                     page_size(),
                     key("startAt", integer(0, 1'000'000'000), "Start at",
                         "The offset of the first row: 0 for most APIs, 1 for those that count from one.")
                         .defaults("0"),
                     send_first(), next(),
                     key("total", component("value_source"), "Total",
                         "Where the response contains the number of rows. If a response omits it, the last known total "
                         "counts.")
                         .adds(of_the_request)},
            .example_json =
                R"({"type":"offset","offsetParameter":"offset","limitParameter":"limit","pageSize":100,"stop":["short_page"]})"},
           {.value = "page",
            .title = "Page number",
            .description = "A page number that grows by one.",
            .keys =
                {key("pageParameter", text(TextRule::not_empty), "Page parameter",
                     "The name of the parameter for the page number.")
                     .example(R"("page")"),
                 key("sizeParameter", text(TextRule::not_empty), "Size parameter",
                     "The name of the parameter for the page size.")
                     .example(R"("per_page")"),
                 page_size(),
                 key("firstPage", integer(0, 1'000'000), "First page", "The number of the first page.").defaults("1"),
                 send_first(), next(),
                 key("totalPages", component("value_source"), "Total pages",
                     "Where the response contains the number of pages. If a response omits it, the last known number "
                     "counts.")
                     .adds(of_the_request)},
            .example_json =
                R"({"type":"page","pageParameter":"page","sizeParameter":"per_page","pageSize":50,"totalPages":{"source":"jsonPath","value":"$.meta.pages"},"stop":["total_reached"]})"},
           {.value = "cursor",
            .title = "Cursor",
            .description = "A cursor for the next page, which each response contains.",
            .keys = {key("cursor", component("value_source"), "Cursor", "Where the response contains the cursor.")
                         .adds(of_the_request)
                         .required(),
                     key("parameter", text(TextRule::not_empty), "Parameter",
                         "The name of the parameter for the cursor.")
                         .example(R"("after")"),
                     key("initial", text(Syntax::template_, TextRule::any), "Initial",
                         "The cursor of the first request, as a template. If absent, the first request has no cursor.")
                         .example(R"("*")"),
                     key("limitParameter", text(TextRule::not_empty), "Limit parameter",
                         "The name of the parameter for the page size.")
                         .example(R"("limit")"),
                     page_size(), next(), hosts()},
            .example_json =
                R"({"type":"cursor","cursor":{"source":"jsonPath","value":"$.paging.next"},"parameter":"after","stop":["missing_cursor"]})"},
           {.value = "next_url",
            .title = "Next URL",
            .description =
                "The URL of the next page, which each response contains. It is sent as it is, and can be relative.",
            .keys = with_url_keys({key("url", component("value_source"), "URL", "Where the response contains the URL.")
                                       .adds(of_the_request)
                                       .required()}),
            .example_json =
                R"({"type":"next_url","url":{"source":"jsonPath","value":"$.links.next"},"stop":["missing_cursor"]})"},
           {.value = "link_header",
            .title = "Link header",
            .description = "A `Link` header with the URL of the next page (RFC 8288).",
            .keys = with_url_keys(
                {key("rel", text(TextRule::not_empty), "Relation", "The relation type of the link to the next page.")
                     .defaults(R"("next")")}),
            .example_json = R"({"type":"link_header","stop":["missing_cursor"]})"}},
      .example_json =
          R"({"type":"cursor","cursor":{"source":"jsonPath","value":"$.paging.next"},"parameter":"after","stop":["missing_cursor"]})"};
}

}  // namespace

void add_pagination(std::vector<Component>& components) {
  components.push_back(pagination());
  components.push_back(stop_when());
}

}  // namespace connectory::language::table
