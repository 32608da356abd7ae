// The sections of the reference about runs: which requests a query sends, in which order, and what becomes of the rows.

#include "language/reference_impl.h"

namespace connectory::language {
namespace {

void write_order_of_requests(ReferencePage& page) {
  page.heading(runs_title);
  page.paragraph("A query of a report type sends its requests in this order:");
  page.steps({{"for each account of the query,"},
              {"for each combination of the values of the [partitions](#partition),"},
              {"for each slice of the date range, the earliest first,"},
              {"for each page."}});
  page.paragraph(
      "Rows come in this order, also if `parallelRequests` lets several of these requests run at the same time. The rows "
      "of a parent report type are read once for each account, however many report types have partitions of them.");
  page.topic("Date ranges");
  page.points(
      {{"A query without a date range asks for the days from `earliest` to `latest`, or to today if that is earlier. A "
        "range that goes beyond them is cut, with a warning."},
       {"Slices have no gaps and do not overlap. In requests, `query.start_date` and `query.end_date` are those of the "
        "slice. A day at the end is included. In slices of hours or minutes, the end is one `granularity` before the next "
        "slice, and a second if there is none."},
       {"A parent of partitions is read from its `earliest` to its `latest`, whatever the query asks for, unless the "
        "partition says `\"dateRange\": \"query\"`. It never gives its children a date range."}});
  page.topic("Partitions");
  page.points(
      {{"Values are compared as texts, so `7` and `\"7\"` are one value. None and empty texts are left out."},
       {"Requests are sent once for each value, together with the kept values that the report type uses."},
       {"Pages and stop rules begin again for each partition. The action `ignore` ends the pages of one partition, not the "
        "run, and is counted in the warnings of the result."},
       {"`{{ partition.repo }}` is the value and `{{ partition.repo.name }}` a kept value. If the value is an object, "
        "`name` can be one of its members too; kept values come first. `{{ partition.repo.partition.team }}` is a "
        "partition of the parent. With values from `unless`, kept values are none."}});
  page.topic("Pages");
  page.points(
      {{"Missing rows and null are an empty page. A cursor that is null or an empty text counts as missing."},
       {"A total can be a number or a text that is one. The last one counts; if no response had one, it is unknown. It "
        "takes precedence over `short_page`."},
       {"`maxPages`, `maxRows`, a reached total and a missing cursor end the pages, whatever else the response says."},
       {"Only the page before is compared with a page, and only if it is not empty. Equal rows count as a loop only for "
        "offsets and page numbers, and only if no total says that there are more rows."},
       {"With `\"sendFirst\": false`, the second request asks for the page after `firstPage`, or for the offset `startAt` "
        "plus the rows of the first page."},
       {"Of several `Link` headers and links, the first one whose `rel` contains the relation counts, in any case and with "
        "or without quotes. A URL for the next page is sent as it is."}});
  page.topic("Keys and state");
  page.points(
      {{"Of rows with the same `key`, the one with the larger cursor of `incremental` stays, or else the one that was read "
        "later. Rows of different accounts or partitions are always different."},
       {"A run that continues an earlier one begins at the largest cursor that was seen, less `lookback`. This state takes "
        "precedence over the first day of the query. It is kept for each login, account, report type and partition, and "
        "saved only after its rows were delivered."},
       {"A cursor in the future and a partition that was ignored do not change the state. Reading a parent for its "
        "children neither uses nor changes the parent's state."}});
}

void write_joins(ReferencePage& page) {
  page.topic("Joins and aggregation");
  page.points(
      {{"A query asks for a joined field as `<report type>_<field>`. The values of a link are compared as texts: `7` equals "
        "`\"7\"`. Each value is requested once. A parent row without a value sends no request."},
       {"In the request of a joined report type, `row.<name>` is the field of the parent row with this id, or else the "
        "member of the row itself."},
       {"A metric is aggregated over the rows of its own report type, so joined rows never multiply a parent's metric. Next "
        "to a dimension of the joined report type, a parent's metric is null, with a warning."},
       {"Nulls do not count. The `sum`, `avg`, `min` and `max` of nothing are null. `avg` is the mean of all values, not of "
        "other means. `count` and `count_distinct` count the values that convert to the data type."},
       {"Sums, products, `min` and `max` are exact decimals with up to 34 digits; sums of integers are always exact. `avg` "
        "and `divide` are rounded to 34 digits. Formulas are computed from aggregated metrics."},
       {"A query of dimensions alone returns distinct rows. Rows with discovered fields are never combined."}});
}

void write_credentials(ReferencePage& page) {
  page.topic("Where credentials are sent");
  page.points(
      {{"What a login sends, and any header, parameter or body whose template uses a secret, a user input or a token, is "
        "sent only to hosts that are written in the configuration, that came from a user input or from the answer that "
        "contained the token, or that `hosts` of the pagination lists."},
       {"A chained request, a partition or a download whose URL comes from a response and leads to a different host is sent "
        "without them, and so is a redirect to a different host. A redirect with the status 307 or 308 that would send a "
        "body with a secret to a different host ends the run with an error."},
       {"A placeholder at the beginning of a URL must give an absolute http or https URL. Within a host name, it can only "
        "give letters, digits, `-` and `.`; in a path, its value is one encoded segment."},
       {"If a response contains an `http` URL of the host of an `https` request, `https` is used."}});
}

void write_errors(ReferencePage& page) {
  page.topic("Errors and retries");
  page.points(
      {{"If a rule has both `httpStatus` and `match`, both must hold. A rule with `match` alone looks at every response, "
        "also at successful ones. In `match`, null counts as absent."},
       {"Default rules apply to responses that no rule of the configuration matches. A request that may change something is "
        "sent again only if it never reached the API, or if a rule says so."},
       {"A wait that the API asks for is taken from `Retry-After`, or else from `wait` of the rule, or else from `reset` of "
        "the [rate limit headers](#rate-limit-headers). If it is longer than `maxWait`, the run ends with `RATE_LIMITED` "
        "and says when it can be repeated."},
       {"A token is renewed once at a time for each login. A request that failed with 401 and an older token than the "
        "present one is repeated with the present one."},
       {"A response to a token request that has no token ends the login with its `error` and `error_description`, and the "
        "user must connect again. `renew_token` without anything to renew ends the run with `LOGIN_EXPIRED`."}});
}

}  // namespace

void write_runs(ReferencePage& page) {
  write_order_of_requests(page);
  write_joins(page);
  write_credentials(page);
  write_errors(page);
}

}  // namespace connectory::language
