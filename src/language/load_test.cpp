#include "language/load.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "json/utf8.h"
#include "language/language.h"
#include "language/schema.h"
#include "language/shape_check.h"
#include "language/starter.h"

namespace connectory::language {
namespace {

// The findings of a text, one per line: `CODE /pointer`.
std::string findings_of(std::string_view text, const LoadOptions& options = {}) {
  std::string shown;
  const Loaded loaded = load(std::string(text), options);
  for (const Finding& finding : loaded.findings.all())
    fmt::format_to(std::back_inserter(shown), "{} {}\n", rule_of(finding.code).name, finding.pointer);
  EXPECT_EQ(loaded.configuration != nullptr, loaded.findings.is_valid());
  return shown;
}

// A connector around one part of it, so that a case shows only that part.
std::string with_request(std::string_view request) {
  return fmt::format(
      R"({{"authentication":{{"type":"user_input","userInputs":[{{"id":"token"}}],"validation":{{"request":{{"url":"https://a.example/{{{{ user_input.token }}}}"}}}}}},
    "reporting":{{"reportTypes":[{{"id":"r","request":{},"dimensions":{{"groups":[{{"fields":[{{"id":"d","value":{{"source":"jsonPath","value":"$.d"}}}}]}}]}}}}]}}}})",
      request);
}
std::string with_metric(std::string_view field) {
  return fmt::format(
      R"({{"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example"}},"metrics":{{"groups":[{{"fields":[{}]}}]}}}}]}}}})",
      field);
}

constexpr std::string_view request_at = "/reporting/reportTypes/0/request";
constexpr std::string_view field_at = "/reporting/reportTypes/0/metrics/groups/0/fields/0";

TEST(Load, KnowsTheSignedRequestInAPayloadOnly) {
  const std::string_view signed_request =
      R"({{"signers":[{{"id":"s","algorithm":{{"type":"hmac","key":"{{{{ secrets.key }}}}"}},"payload":"{{{{ request.query }}}}"}}],
    "reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example","signer":"s","parameters":[{{"name":"h","value":"{{{{ {} }}}}"}}]}},"dimensions":{{"groups":[{{"fields":[{{"id":"d","value":{{"source":"jsonPath","value":"$.d"}}}}]}}]}}}}]}}}})";
  EXPECT_EQ(findings_of(fmt::format(fmt::runtime(signed_request), "signer.signature")), "");
  EXPECT_EQ(findings_of(fmt::format(fmt::runtime(signed_request), "request.query")),
            "USELESS_PART /reporting/reportTypes/0/request/signer\n"
            "UNKNOWN_PLACEHOLDER /reporting/reportTypes/0/request/parameters/0/value\n");
}

TEST(Load, AcceptsWhatIsValid) {
  EXPECT_EQ(findings_of("{}"), "");
  EXPECT_EQ(findings_of(starter_configuration()), "");
  EXPECT_EQ(findings_of(R"({"auth":{"type":"oauth2"}})"), "UNKNOWN_KEY /auth\n");
  EXPECT_TRUE(load(R"({"auth":{"type":"oauth2"}})").findings.is_valid());
  EXPECT_EQ(findings_of(with_request(R"({"url":"https://a.example/x"})")), "");
}

TEST(Load, FindsWhatHasTheWrongForm) {
  struct Case {
    const char* name;
    std::string text;
    std::string findings;
  };
  const Case cases[] = {
      {"no JSON", "{", "SYNTAX \n"},
      {"a list", "[]", "WRONG_KIND \n"},
      {"unknown key in a component", R"({"accounts":{"hasAccount":true}})", "UNKNOWN_KEY /accounts/hasAccount\n"},
      {"unknown key at the root", R"({"x":1})", "UNKNOWN_KEY /x\n"},
      {"wrong kind", R"({"accounts":{"hasAccounts":"yes"}})", "WRONG_KIND /accounts/hasAccounts\n"},
      {"no tag", R"({"authentication":{}})", "MISSING_KEY /authentication\n"},
      {"unknown tag", R"({"authentication":{"type":"oauth"}})", "NOT_A_CHOICE /authentication/type\n"},
      {"a section is missing", R"({"authentication":{"type":"oauth2"}})", "MISSING_KEY /authentication\n"},
      {"a section of another type", R"({"authentication":{"type":"basic","oauth2":{}}})",
       "UNKNOWN_KEY /authentication/oauth2\n"},
      {"a bad id", R"({"reporting":{"reportTypes":[{"id":"A b"}]}})",
       "EMPTY_REPORT_TYPE /reporting/reportTypes/0\nEMPTY_REPORT_TYPE /reporting/reportTypes/0\nBAD_TEXT /reporting/reportTypes/0/id\n"},
      {"out of range", R"({"rateLimit":{"requests":0}})", "OUT_OF_RANGE /rateLimit/requests\n"},
      {"the ends of a range", R"({"rateLimit":{"requests":1000000,"concurrency":1}})", ""},
      {"just out of range", R"({"rateLimit":{"requests":1000001,"concurrency":0}})",
       "OUT_OF_RANGE /rateLimit/requests\nOUT_OF_RANGE /rateLimit/concurrency\n"},
      {"a whole number with an exponent", R"({"rateLimit":{"requests":1e2,"perSeconds":6.0e1}})", ""},
      {"no whole number", R"({"rateLimit":{"requests":1.5}})", "WRONG_KIND /rateLimit/requests\n"},
      {"one of several kinds",
       R"({"defaultResponseHandler":{"responseStatuses":[{"httpStatus":true,"action":"error"}]}})",
       "WRONG_KIND /defaultResponseHandler/responseStatuses/0/httpStatus\n"},
      {"a class of statuses",
       R"({"defaultResponseHandler":{"responseStatuses":[{"httpStatus":"4xx","action":"error"},{"httpStatus":[500,"6xx"],"action":"retry"}]}})",
       "BAD_TEXT /defaultResponseHandler/responseStatuses/1/httpStatus/1\n"},
  };
  for (const Case& c : cases) EXPECT_EQ(findings_of(c.text), c.findings) << c.name;
}

TEST(Load, TakesOperationsFlatAndNested) {
  const auto with = [](std::string_view operation) {
    return with_metric(fmt::format(
        R"({{"id":"m","aggregationType":"sum","value":{{"source":"jsonPath","value":"$.m"}},"operations":[{}]}})",
        operation));
  };
  EXPECT_EQ(findings_of(with(R"({"type":"convert_date","from":"Y-m-d","to":"YYYYMMDD"})")), "");
  EXPECT_EQ(findings_of(with(R"({"type":"convert_date","config":{"from":"Y-m-d","to":"YYYYMMDD"}})")), "");
  EXPECT_EQ(findings_of(with(R"({"type":"multiply"})")), fmt::format("MISSING_KEY {}/operations/0\n", field_at));
  EXPECT_EQ(findings_of(with(R"({"type":"multiply","config":{"bi":2}})")),
            fmt::format("MISSING_KEY {0}/operations/0/config\nUNKNOWN_KEY {0}/operations/0/config/bi\n", field_at));
  EXPECT_EQ(findings_of(with(R"({"type":"multiply","by":1,"config":{"by":2}})")),
            fmt::format("UNKNOWN_KEY {}/operations/0/by\n", field_at));
  EXPECT_EQ(findings_of(with(R"({"type":"convert_date","from":"QQ","timezone":"Mars/North"})")),
            fmt::format("DATE_FORMAT {0}/operations/0/from\nTIME_ZONE {0}/operations/0/timezone\n", field_at));
}

TEST(Load, FindsWhatAPlaceholderCannotMean) {
  struct Case {
    const char* name;
    const char* url;
    const char* finding;
  };
  const Case cases[] = {
      {"known everywhere",
       "https://a.example/{{ uuid() }}/{{ account.id }}/{{ query.start_date.date | date('YYYYMMDD') }}", ""},
      {"not closed", "https://a.example/{{ account.id", "TEMPLATE_SYNTAX"},
      {"no such name", "https://a.example/{{ acount.id }}", "UNKNOWN_PLACEHOLDER"},
      {"no such property", "https://a.example/{{ account.currency }}", "UNKNOWN_PLACEHOLDER"},
      {"no such input", "https://a.example/{{ user_input.tokens }}", "UNKNOWN_REFERENCE"},
      {"no such setting", "https://a.example/{{ settings.level }}", "UNKNOWN_PLACEHOLDER"},
      {"pages without pagination", "https://a.example/{{ page.number }}", "UNKNOWN_PLACEHOLDER"},
      {"a row outside a chained request", "https://a.example/{{ row.id }}", "UNKNOWN_PLACEHOLDER"},
      {"a signature without signer", "https://a.example/{{ signer.signature }}", "UNKNOWN_PLACEHOLDER"},
      {"a stored secret", "https://a.example/{{ secrets.client_id }}", ""},
      {"no such filter", "https://a.example/{{ account.id | uper }}", "UNKNOWN_FILTER"},
      {"too few arguments", "https://a.example/{{ account.id | date }}", "FILTER_ARGUMENTS"},
      {"too many arguments", "https://a.example/{{ account.id | trim(1) }}", "FILTER_ARGUMENTS"},
      {"wrong argument", "https://a.example/{{ query.end_date.date | add_days('x') }}", "FILTER_ARGUMENTS"},
      {"wrong format", "https://a.example/{{ query.end_date.date | date('?') }}", "DATE_FORMAT"},
      {"wrong zone", "https://a.example/{{ query.end_date.date | date('YYYY', 'Europe/Atlantis') }}", "TIME_ZONE"},
      {"no scheme", "a.example/x", "URL_SYNTAX"},
      {"no host", "https:///x", "URL_SYNTAX"},
      {"a scheme that is not fetched", "ftp://a.example", "URL_SYNTAX"},
      {"white space", "https://a.example/a b", "URL_SYNTAX"},
      {"no TLS", "http://a.example/", "INSECURE_URL"},
      {"no TLS to this machine", "http://127.0.0.1:8081/", ""},
      {"no TLS to this machine, over IPv6", "http://[::1]:8081/", ""},
      {"a password", "https://ann:secret@a.example/", "SECRET_LIKE_TEXT"},
      {"a host from the account", "https://{{ account.id }}.a.example/", ""},
  };
  for (const Case& c : cases) {
    const std::string expected = *c.finding == '\0' ? "" : fmt::format("{} {}/url\n", c.finding, request_at);
    EXPECT_EQ(findings_of(with_request(fmt::format(R"({{"url":"{}"}})", c.url))), expected) << c.name;
  }
}

// Only names that probably mean the same are reported.
TEST(Load, FindsSlipsInNamesOfRows) {
  const auto with = [](std::string_view used, std::string_view field) {
    return fmt::format(
        R"({{"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example","chainedRequest":{{"url":"https://a.example/{{{{ row.{} }}}}"}}}},"dimensions":{{"groups":[{{"fields":[{{"id":"{}","value":{{"source":"jsonPath","value":"$.d"}}}}]}}]}}}}]}}}})",
        used, field);
  };
  EXPECT_EQ(findings_of(with("lime", "line")), fmt::format("UNKNOWN_ROW_NAME {}/chainedRequest/url\n", request_at));
  EXPECT_EQ(findings_of(with("line1", "line2")), "");
  EXPECT_EQ(findings_of(with("ab", "abc")), "");
  EXPECT_EQ(findings_of(with("limes", "line")), "");
}

TEST(Load, AcceptsRequestsThatSendOneEndOfTheDateRange) {
  const auto with = [](std::string_view sent) {
    return fmt::format(
        R"({{"reporting":{{"reportTypes":[{{"id":"r","config":{{"dateRange":{{"maxDays":1}}}},"request":{{"url":"https://a.example/{}"}},"dimensions":{{"groups":[{{"fields":[{{"id":"d","value":{{"source":"jsonPath","value":"$.d"}}}}]}}]}}}}]}}}})",
        sent);
  };
  EXPECT_EQ(findings_of(with("{{ query.start_date.date }}")), "");
  EXPECT_EQ(findings_of(with("{{ query.end_date.date }}")), "");
  EXPECT_EQ(findings_of(with("{{ today() }}")), "UNUSED_DATE_RANGE /reporting/reportTypes/0/config/dateRange\n");
}

TEST(Load, FindsWhatARequestCannotDo) {
  struct Case {
    const char* name;
    const char* rest;  // of the request, after its url
    const char* findings;
  };
  const Case cases[] = {
      {"an unknown signer", R"("signer":"x")", "UNKNOWN_REFERENCE /signer\n"},
      {"a body of a GET", R"("body":{"type":"json","json":{}})", "USELESS_PART /body\n"},
      {"a body of a POST", R"("method":"POST","body":{"type":"json","json":{"a":["{{ query.fields }}"]}})", ""},
      {"a placeholder in JSON", R"("method":"POST","body":{"type":"json","json":{"a":["{{ nothing }}"]}})",
       "UNKNOWN_PLACEHOLDER /body/json/a/0\n"},
      {"an invalid header name", R"("headers":[{"name":"a b","value":"x"}])", "HEADER_SYNTAX /headers/0/name\n"},
      {"a header that the engine sets", R"("headers":[{"name":"Content-Length","value":"1"}])",
       "HEADER_SYNTAX /headers/0/name\n"},
      {"a line break in a header", R"("headers":[{"name":"X-A","value":"a\r\nb: c"}])",
       "HEADER_SYNTAX /headers/0/value\n"},
      {"a header twice", R"("headers":[{"name":"X-A","value":"1"},{"name":"x-a","value":"2"}])",
       "USELESS_PART /headers/1/name\n"},
      {"a token in the open", R"("headers":[{"name":"Authorization","value":"Bearer abcdefgh12345"}])",
       "SECRET_LIKE_TEXT /headers/0/value\n"},
      {"no stop rule", R"("pagination":{"type":"page","pageParameter":"p"})", "NO_STOP_RULE /pagination\n"},
      {"a cap is a stop rule", R"("pagination":{"type":"page","pageParameter":"p","maxPages":3})", ""},
      {"a short page of no size", R"("pagination":{"type":"page","pageParameter":"p","stop":"short_page"})",
       "MISSING_PART /pagination/stop\n"},
      {"a total of nothing", R"("pagination":{"type":"offset","offsetParameter":"o","stop":["total_reached"]})",
       "MISSING_PART /pagination/stop\n"},
      {"a cursor without cursor pagination",
       R"("pagination":{"type":"offset","offsetParameter":"o","stop":["missing_cursor","empty_page"]})",
       "USELESS_PART /pagination/stop\n"},
      {"a page placeholder",
       R"("parameters":[{"name":"p","value":"{{ page.number }}"}],"pagination":{"type":"page","pageParameter":"q","stop":{"when":{"source":"jsonPath","value":"$.more"},"equals":false}})",
       ""},
      {"pages in a body that is not there",
       R"("method":"POST","pagination":{"type":"page","pageParameter":"/p","in":"body","stop":"empty_page"})", ""},
      {"pages in the body of a GET",
       R"("pagination":{"type":"page","pageParameter":"/p","in":"body","stop":"empty_page"})",
       "BAD_VALUE /pagination/in\n"},
      {"pages in a text body",
       R"("method":"POST","body":{"type":"raw","content":"a"},"pagination":{"type":"page","pageParameter":"p","in":"body","stop":"empty_page"})",
       "BAD_VALUE /pagination/in\n"},
      {"pages at a pointer that is none",
       R"("method":"POST","pagination":{"type":"page","pageParameter":"/p~2","in":"body","stop":"empty_page"})",
       "BAD_VALUE /pagination/pageParameter\n"},
      {"pages in a header that is none",
       R"("pagination":{"type":"page","pageParameter":"p p","in":"header","stop":"empty_page"})",
       "HEADER_SYNTAX /pagination/pageParameter\n"},
      {"pages that nothing asks for", R"("pagination":{"type":"page","stop":"empty_page"})",
       "MISSING_PART /pagination\n"},
      {"pages that the request asks for",
       R"("headers":[{"name":"X-Page","value":"{{ page.number }}"}],"pagination":{"type":"page","stop":"empty_page"})",
       ""},
      {"a cursor that only the next request sends",
       R"("pagination":{"type":"cursor","cursor":{"source":"jsonPath","value":"$.c"},"next":{"request":{"url":"https://a.example/{{ page.cursor }}"}},"stop":"missing_cursor"})",
       ""},
      {"a next request that sends no cursor",
       R"("pagination":{"type":"cursor","cursor":{"source":"jsonPath","value":"$.c"},"next":{"request":{"url":"https://a.example/more"}},"stop":"missing_cursor"})",
       "MISSING_PART /pagination\n"},
      {"a place of nothing",
       R"("headers":[{"name":"X-Page","value":"{{ page.number }}"}],"pagination":{"type":"page","in":"header","stop":"empty_page"})",
       "USELESS_PART /pagination/in\n"},
      {"a first position of a next request",
       R"("pagination":{"type":"page","pageParameter":"p","sendFirst":false,"next":{"request":{"url":"https://a.example/more"}},"stop":"empty_page"})",
       "BAD_VALUE /pagination/sendFirst\n"},
      {"a first cursor of a next request",
       R"("pagination":{"type":"cursor","cursor":{"source":"jsonPath","value":"$.c"},"parameter":"c","initial":"*","next":{"request":{"url":"https://a.example/more"}},"stop":"same_cursor"})",
       "BAD_VALUE /pagination/initial\n"},
      {"a first cursor of numbered pages",
       R"("pagination":{"type":"page","pageParameter":"p","initial":"*","stop":"empty_page"})",
       "UNKNOWN_KEY /pagination/initial\n"},
      {"a page size from a setting that is none",
       R"("pagination":{"type":"page","pageParameter":"p","sizeParameter":"n","pageSize":"many","stop":"empty_page"})",
       "BAD_VALUE /pagination/pageSize\n"},
      {"a page size from the page",
       R"("pagination":{"type":"page","pageParameter":"p","sizeParameter":"n","pageSize":"{{ page.size }}","stop":"empty_page"})",
       "UNKNOWN_PLACEHOLDER /pagination/pageSize\n"},
      {"most rows are a stop rule", R"("pagination":{"type":"page","pageParameter":"p","maxRows":1000})", ""},
      {"a repeated page", R"("pagination":{"type":"page","pageParameter":"p","stop":["repeated_page"]})", ""},
      {"the same cursor of numbered pages",
       R"("pagination":{"type":"page","pageParameter":"p","stop":["same_cursor"]})", "USELESS_PART /pagination/stop\n"},
      {"parameters kept",
       R"("parameters":[{"name":"a","value":"1"}],"pagination":{"type":"link_header","keepParameters":["a"],"base":"https://b.example/","hosts":["b.example"],"stop":"missing_cursor"})",
       ""},
      {"a parameter kept that is not sent",
       R"("parameters":[{"name":"a","value":"1"}],"pagination":{"type":"link_header","keepParameters":["b"],"stop":"missing_cursor"})",
       "UNKNOWN_REFERENCE /pagination/keepParameters/0\n"},
      {"a base without a scheme", R"("pagination":{"type":"link_header","base":"/v2","stop":"missing_cursor"})",
       "URL_SYNTAX /pagination/base\n"},
      {"a host with a scheme",
       R"("pagination":{"type":"link_header","hosts":["https://b.example"],"stop":"missing_cursor"})",
       "BAD_TEXT /pagination/hosts/0\n"},
      {"pages at no place of a JSON body",
       R"("method":"POST","body":{"type":"json","json":{}},"pagination":{"type":"cursor","cursor":{"source":"jsonPath","value":"$.c"},"parameter":"after","limitParameter":"/limit","pageSize":9,"in":"body","stop":"missing_cursor"})",
       "BAD_VALUE /pagination/parameter\n"},
      {"pages in a form",
       R"("method":"POST","body":{"type":"urlencoded_form","formData":[]},"pagination":{"type":"page","pageParameter":"p","in":"body","stop":"empty_page"})",
       ""},
      {"a request without its login", R"("login":false)", ""},
      {"a POST that reads", R"("method":"POST","reads":true)", ""},
      {"a mutation that reads",
       R"("method":"POST","reads":true,"body":{"type":"graphql","query":"# a comment\n mutation { a { b } }"})",
       "BAD_VALUE /reads\n"},
      {"a query that reads", R"("method":"POST","reads":true,"body":{"type":"graphql","query":"{ a { b } }"})", ""},
      {"asynchronous without a job", R"("type":"async")", "MISSING_PART \n"},
      {"a job that is not watched",
       R"("async":{"status":{"request":{"url":"https://a.example/{{ job.id }}"},"state":{"source":"jsonPath","value":"$.s"},"done":["x"]}})",
       "USELESS_PART /async\n"},
      {"a job",
       R"("type":"async","async":{"status":{"request":{"url":"https://a.example/{{ job.id }}"},"state":{"source":"jsonPath","value":"$.s"},"done":["x"],"failed":["x"]}})",
       "DUPLICATE_ID /async/status/failed/0\n"},
      {"a chained request", R"("chainedRequest":{"url":"https://a.example/{{ row.id }}"})", ""},
      {"a wrong path", R"("response":{"dataRows":{"source":"jsonPath","value":"$.["}})",
       "JSON_PATH_SYNTAX /response/dataRows/value\n"},
      {"a path without $", R"("response":{"dataRows":{"source":"jsonPath","value":"data.*"}})",
       "JSON_PATH_SYNTAX /response/dataRows/value\n"},
      {"a placeholder in a path",
       R"("response":{"dataRows":{"source":"jsonPath","value":"$[?@.a=='{{ account.id }}']"}})",
       "USELESS_PART /response/dataRows/value\n"},
      {"rows of no path", R"("response":{"dataRows":{"source":"static","value":"x"}})",
       "USELESS_PART /response/dataRows\n"},
      {"an XPath on JSON", R"("response":{"dataRows":{"source":"xPath","value":"//a"}})",
       "USELESS_PART /response/dataRows\n"},
      {"an adapter's path",
       R"("response":{"dataAdapters":{"items":[{"type":"append_key","config":{"dataPath":"$..[","keyName":"d"}}]}})",
       "JSON_PATH_SYNTAX /response/dataAdapters/items/0/config/dataPath\n"},
      {"an adapter without its keys",
       R"("response":{"dataAdapters":{"items":[{"type":"append_key","config":{"dataPath":"$"}}]}})",
       "MISSING_KEY /response/dataAdapters/items/0/config\n"},
      {"an adapter without config", R"("response":{"dataAdapters":{"items":[{"type":"append_key"}]}})",
       "MISSING_KEY /response/dataAdapters/items/0\n"},
      {"CSV of JSON", R"("response":{"csv":{"delimiter":";"}})", "USELESS_PART /response/csv\n"},
  };
  for (const Case& c : cases) {
    std::string expected;
    for (std::string_view rest = c.findings; !rest.empty();) {
      const std::size_t space = rest.find(' ');
      const std::size_t end = rest.find('\n');
      expected += fmt::format("{} {}{}\n", rest.substr(0, space), request_at, rest.substr(space + 1, end - space - 1));
      rest.remove_prefix(end + 1);
    }
    EXPECT_EQ(findings_of(with_request(fmt::format(R"({{"url":"https://a.example",{}}})", c.rest))), expected)
        << c.name;
  }
}

TEST(Load, FindsWhatAFieldCannotBe) {
  struct Case {
    const char* name;
    const char* rest;  // of the field, after its id and value
    const char* findings;
  };
  const Case cases[] = {
      {"a good one",
       R"("value":{"source":"jsonPath","value":"$.m"},"aggregationType":"sum","dataType":"int.number.value")", ""},
      {"no aggregation", R"("value":{"source":"jsonPath","value":"$.m"})", "NO_AGGREGATION"},
      {"no value", R"("aggregationType":"sum")", "EMPTY_FIELD"},
      {"no data type", R"("value":{"source":"jsonPath","value":"$.m"},"aggregationType":"sum","dataType":"number")",
       "UNKNOWN_DATA_TYPE/dataType"},
      {"an unknown type",
       R"("value":{"source":"jsonPath","value":"$.m"},"aggregationType":"sum","dataType":"integer.number.value")",
       "UNKNOWN_DATA_TYPE/dataType"},
      {"an unknown class",
       R"("value":{"source":"jsonPath","value":"$.m"},"aggregationType":"sum","dataType":"int.number.valeu")",
       "DATA_TYPE_CLASS/dataType"},
      {"a formula of nothing", R"("formula":"a / b")", "UNKNOWN_REFERENCE/formula"},
      {"a formula of itself", R"("formula":"m + 1")", "REFERENCE_CIRCLE/formula"},
      {"no formula", R"("formula":"1 +")", "FORMULA_SYNTAX/formula"},
      {"a formula and a value", R"("formula":"1 + 1","value":{"source":"static","value":"1"})", "USELESS_PART/value"},
      {"a formula that is missing", R"("value":{"source":"static","value":"1"},"aggregationType":"formula")",
       "MISSING_PART"},
      {"an expression", R"("value":{"source":"expression","value":"row.a | upper"},"aggregationType":"sum")", ""},
      {"a wrong expression", R"("value":{"source":"expression","value":"row.a |"},"aggregationType":"sum")",
       "EXPRESSION_SYNTAX/value/value"},
      {"a wrong pattern",
       R"("value":{"source":"jsonPath","value":"$.m"},"aggregationType":"sum","operations":[{"type":"regex_extract","pattern":"[a"}])",
       "REGEX_SYNTAX/operations/0/pattern"},
      {"a column of an answer that has none", R"("value":{"source":"column","value":3},"aggregationType":"sum")",
       "USELESS_PART/value"},
      {"a path that is a number", R"("value":{"source":"jsonPath","value":3},"aggregationType":"sum")",
       "SOURCE_VALUE/value/value"},
  };
  for (const Case& c : cases) {
    std::string expected;
    if (const std::string_view finding = c.findings; !finding.empty()) {
      const std::size_t slash = std::min(finding.find('/'), finding.size());
      expected = fmt::format("{} {}{}\n", finding.substr(0, slash), field_at, finding.substr(slash));
      if (finding.starts_with("UNKNOWN_REFERENCE")) expected += expected;  // both names of the formula
    }
    EXPECT_EQ(findings_of(with_metric(fmt::format(R"({{"id":"m",{}}})", c.rest))), expected) << c.name;
  }
}

TEST(Load, ReportsAFormulaOnceThatIsInSeveralCircles) {
  EXPECT_EQ(
      findings_of(with_metric(R"({"id":"a","formula":"b"},{"id":"b","formula":"c"},{"id":"c","formula":"a + b"})")),
      "REFERENCE_CIRCLE /reporting/reportTypes/0/metrics/groups/0/fields/2/formula\n");
}

TEST(Load, FindsWhatALoginCannotBe) {
  struct Case {
    const char* name;
    const char* login;
    const char* findings;  // pointers from /authentication
  };
  const std::pair<std::string_view, std::string_view> parts[] = {
      {"<client>", R"("clientId":"a")"},
      {"<page>", R"("authorization":{"request":{"url":"https://a.example/authorize"}})"},
      {"<exchange>",
       R"("tokenExchange":{"request":{"method":"POST","url":"https://a.example/token","body":{"type":"urlencoded_form","formData":[{"name":"code","value":"{{ oauth2.code }}"}]}}})"},
      {"<refresh>", R"("refresh":{"request":{"url":"https://a.example/token?t={{ oauth2.refresh_token }}"}})"}};
  const Case cases[] = {
      {"basic without its inputs", R"({"type":"basic"})", ""},
      {"digest without its inputs", R"({"type":"digest"})", ""},
      {"basic with a user name of two parts",
       R"({"type":"basic","userInputs":[{"id":"email"}],"basic":{"username":"{{ user_input.email }}/token"}})", ""},
      {"credentials of an input that is not there", R"({"type":"digest","digest":{"username":"{{ user_input.key }}"}})",
       "UNKNOWN_REFERENCE /digest/username\n"},
      {"a colon in a user name", R"({"type":"basic","basic":{"username":"api:{{ secrets.key }}"}})",
       "BAD_VALUE /basic/username\n"},
      {"a colon in a user name of a digest", R"({"type":"digest","digest":{"username":"a:{{ secrets.key }}"}})", ""},
      {"a password in the open", R"({"type":"basic","basic":{"username":"api","password":"hunter22hunter"}})",
       "SECRET_LIKE_TEXT /basic/password\n"},
      {"basic under digest", R"({"type":"digest","basic":{"username":"a"}})", "UNKNOWN_KEY /basic\n"},
      {"any service of AWS",
       R"({"type":"aws","aws":{"service":"execute-api","region":"eu-west-1","accessKeyId":"{{ secrets.id }}","secretAccessKey":"{{ secrets.key }}"}})",
       ""},
      {"AWS without a service",
       R"({"type":"aws","aws":{"region":"eu-west-1","accessKeyId":"{{ secrets.id }}","secretAccessKey":"{{ secrets.key }}"}})",
       "MISSING_KEY /aws\n"},
      {"a key of AWS in the open",
       R"({"type":"aws","aws":{"service":"s3","region":"x","accessKeyId":"{{ secrets.id }}","secretAccessKey":"wJalrXUtnFEMIK7MDENG"}})",
       "SECRET_LIKE_TEXT /aws/secretAccessKey\n"},
      {"a client certificate",
       R"({"type":"basic","clientCertificate":{"certificate":"-----BEGIN CERTIFICATE-----\nMII...","key":"{{ secrets.key }}"}})",
       ""},
      {"a certificate by the name of its file",
       R"({"type":"basic","clientCertificate":{"certificate":"client.pem","key":"{{ secrets.key }}"}})",
       "BAD_VALUE /clientCertificate/certificate\n"},
      {"a private key in the open",
       R"({"type":"basic","clientCertificate":{"certificate":"{{ secrets.certificate }}","key":"-----BEGIN PRIVATE KEY-----"}})",
       "SECRET_LIKE_TEXT /clientCertificate/key\n"},
      {"a certificate without its key", R"({"type":"basic","clientCertificate":{"certificate":"{{ secrets.c }}"}})",
       "MISSING_KEY /clientCertificate\n"},
      {"an own request without the login",
       R"({"type":"cookie","cookie":{"login":{"request":{"url":"https://a.example","login":false}}}})",
       "USELESS_PART /cookie/login/request/login\n"},
      {"a login of nothing", R"({"type":"user_input"})", "MISSING_PART \n"},
      {"a login by what it sends",
       R"({"type":"user_input","send":{"headers":[{"name":"X-Key","value":"{{ secrets.key }}"}]}})", ""},
      {"a choice of nothing", R"({"type":"choice","choices":[]})", "TOO_FEW /choices\n"},
      {"a code by another name",
       R"({"type":"oauth2","oauth2":{"codeParameter":"auth_code","scopes":["a","b"],"scopeSeparator":",",<page>,<exchange>}})",
       ""},
      {"a separator of no scopes", R"({"type":"oauth2","oauth2":{"scopeSeparator":",",<page>,<exchange>}})",
       "USELESS_PART /oauth2/scopeSeparator\n"},
      {"scopes twice",
       R"({"type":"oauth2","oauth2":{"scopes":["a"],"authorization":{"request":{"url":"https://a.example","parameters":[{"name":"scope","value":"b"}]}},<exchange>}})",
       "USELESS_PART /oauth2/scopes\n"},
      {"no page and no exchange", R"({"type":"oauth2","oauth2":{}})", "MISSING_PART /oauth2\nMISSING_PART /oauth2\n"},
      {"no exchange without a browser", R"({"type":"single_step_oauth2","oauth2":{}})", "MISSING_PART /oauth2\n"},
      {"a page without an exchange", R"({"type":"oauth2","oauth2":{<page>}})", "MISSING_PART /oauth2\n"},
      {"an exchange without a page", R"({"type":"oauth2","oauth2":{<exchange>}})", "MISSING_PART /oauth2\n"},
      {"a refresh token that users have",
       R"({"type":"oauth2","oauth2":{"refreshToken":"{{ secrets.token }}",<refresh>}})", ""},
      {"one without a browser",
       R"({"type":"single_step_oauth2","oauth2":{"refreshToken":"{{ secrets.token }}",<refresh>}})", ""},
      {"a refresh token that nothing sends", R"({"type":"oauth2","oauth2":{"refreshToken":"{{ secrets.token }}"}})",
       "MISSING_PART /oauth2/refreshToken\n"},
      {"a refresh token in the open", R"({"type":"oauth2","oauth2":{"refreshToken":"1//0gabcdefghi",<refresh>}})",
       "SECRET_LIKE_TEXT /oauth2/refreshToken\n"},
      {"a client that authenticates by basic",
       R"({"type":"oauth2","oauth2":{<client>,"clientSecret":"{{ secrets.s }}","clientAuthentication":"basic",<page>,<exchange>}})",
       ""},
      {"one without its secret",
       R"({"type":"oauth2","oauth2":{<client>,"clientAuthentication":"basic",<page>,<exchange>}})",
       "MISSING_PART /oauth2/clientAuthentication\n"},
      {"a client without a secret",
       R"({"type":"oauth2","oauth2":{<client>,"clientAuthentication":"none",<page>,<exchange>}})", ""},
      {"a client that does not send its secret",
       R"({"type":"oauth2","oauth2":{<client>,"clientSecret":"{{ secrets.s }}","clientAuthentication":"none",<page>,<exchange>}})",
       "USELESS_PART /oauth2/clientSecret\n"},
      {"one without an id", R"({"type":"oauth2","oauth2":{"clientAuthentication":"none",<page>,<exchange>}})",
       "MISSING_PART /oauth2/clientAuthentication\n"},
      {"a client of JSON that sends a form",
       R"({"type":"oauth2","oauth2":{<client>,"clientSecret":"{{ secrets.s }}","clientAuthentication":"json",<page>,<exchange>}})",
       "BAD_VALUE /oauth2/clientAuthentication\n"},
      {"a client with a key",
       R"({"type":"oauth2","oauth2":{<client>,"clientKey":"{{ secrets.k }}","clientKeyAlgorithm":"ES256","clientKeyId":"1","clientAuthentication":"private_key_jwt",<page>,<exchange>}})",
       ""},
      {"a client with no key",
       R"({"type":"oauth2","oauth2":{<client>,"clientAuthentication":"private_key_jwt",<page>,<exchange>}})",
       "MISSING_PART /oauth2/clientAuthentication\n"},
      {"a client with a key that it does not use",
       R"({"type":"oauth2","oauth2":{"clientKey":"{{ secrets.k }}",<page>,<exchange>}})",
       "USELESS_PART /oauth2/clientKey\n"},
      {"a time of expiry", R"({"type":"oauth2","oauth2":{"expiresAtJsonPath":"$.expires_at",<page>,<exchange>}})", ""},
      {"a time and a span",
       R"({"type":"oauth2","oauth2":{"expiresAtJsonPath":"$.expires_at","expiresInJsonPath":"$.expires_in",<page>,<exchange>}})",
       "USELESS_PART /oauth2/expiresInJsonPath\n"},
      {"steps",
       R"({"type":"oauth2","oauth2":{"steps":[{"id":"server","request":{"url":"https://a.example?t={{ user.access_token }}"}}],<page>,<exchange>}})",
       ""},
      {"steps of one id and with pages",
       R"({"type":"oauth2","oauth2":{"steps":[{"id":"a","request":{"url":"https://a.example"}},{"id":"a","request":{"url":"https://a.example","pagination":{"type":"link_header","stop":"missing_cursor"}}}],<page>,<exchange>}})",
       "DUPLICATE_ID /oauth2/steps/1/id\nUSELESS_PART /oauth2/steps/1/request/pagination\n"},
      {"a consumer with a token",
       R"({"type":"oauth1","oauth1":{"consumerKey":"a","consumerSecret":"{{ secrets.s }}","token":"{{ secrets.t }}","tokenSecret":"{{ secrets.u }}","realm":"{{ secrets.account }}"}})",
       ""},
      {"a consumer with half a token",
       R"({"type":"oauth1","oauth1":{"consumerKey":"a","consumerSecret":"{{ secrets.s }}","token":"{{ secrets.t }}"}})",
       "MISSING_PART /oauth1/token\n"},
      {"a consumer with a token and an endpoint",
       R"({"type":"oauth1","oauth1":{"consumerKey":"a","consumerSecret":"{{ secrets.s }}","token":"{{ secrets.t }}","tokenSecret":"{{ secrets.u }}","authorizationEndpoint":"https://a.example"}})",
       "USELESS_PART /oauth1/authorizationEndpoint\n"},
      {"a consumer with two endpoints",
       R"({"type":"oauth1","oauth1":{"consumerKey":"a","consumerSecret":"{{ secrets.s }}","requestTokenEndpoint":"https://a.example","authorizationEndpoint":"https://a.example"}})",
       "MISSING_PART /oauth1\n"},
  };
  for (const Case& c : cases) {
    std::string expected = c.findings;
    for (std::size_t at = expected.find(' '); at != std::string::npos; at = expected.find(' ', at + 1))
      expected.insert(at + 1, "/authentication");
    std::string login = c.login;
    for (const auto& [word, part] : parts)
      if (const std::size_t at = login.find(word); at != std::string::npos) login.replace(at, word.size(), part);
    EXPECT_EQ(findings_of(fmt::format(R"({{"authentication":{}}})", login)), expected) << c.name;
  }
}

TEST(Load, ResolvesReportTypesAndTheirJoins) {
  const auto report = [](std::string_view id, std::string_view rest) {
    return fmt::format(
        R"({{"id":"{}","request":{{"url":"https://a.example"}},"dimensions":{{"groups":[{{"fields":[{{"id":"k","value":{{"source":"jsonPath","value":"$.k"}}}}]}}]}}{}}})",
        id, rest);
  };
  const auto with = [](const std::vector<std::string>& reports) {
    return fmt::format(R"({{"reporting":{{"reportTypes":[{}]}}}})", fmt::join(reports, ","));
  };
  const auto join = [](std::string_view other) {
    return fmt::format(R"(,"decoration":{{"relations":[{{"reportTypeId":"{}","link":{{"parent":"k","child":"k"}}}}]}})",
                       other);
  };
  EXPECT_EQ(findings_of(with({report("a", join("b")), report("b", join("c")), report("c", "")})), "");
  EXPECT_EQ(findings_of(with({report("a", join("x"))})),
            "UNKNOWN_REFERENCE /reporting/reportTypes/0/decoration/relations/0/reportTypeId\n");
  EXPECT_EQ(findings_of(with({report("a", join("b")), report("b", join("a"))})),
            "REFERENCE_CIRCLE /reporting/reportTypes/1/decoration\n");
  EXPECT_EQ(findings_of(with({report("a", join("a"))})), "REFERENCE_CIRCLE /reporting/reportTypes/0/decoration\n");
  EXPECT_EQ(findings_of(with({report("a", ""), report("a", "")})), "DUPLICATE_ID /reporting/reportTypes/1/id\n");
  EXPECT_EQ(
      findings_of(
          with({report("a", R"(,"decoration":{"relations":[{"reportTypeId":"b","link":{"parent":"kk","child":"q"}}]})"),
                report("b", "")})),
      "UNKNOWN_REFERENCE /reporting/reportTypes/0/decoration/relations/0/link/parent\nUNKNOWN_REFERENCE /reporting/reportTypes/0/decoration/relations/0/link/child\n");
  EXPECT_EQ(findings_of(with({report("a", R"(,"settings":[{"id":"s","type":"select"}])")})),
            "MISSING_PART /reporting/reportTypes/0/settings/0\nUNUSED_INPUT /reporting/reportTypes/0/settings/0/id\n");
}

TEST(Load, KnowsWhichLoginsHaveAnAccessToken) {
  const auto with = [](std::string_view login) {
    return fmt::format(
        R"({{"authentication":{{{}}},"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example/{{{{ user.access_token }}}}"}},"dimensions":{{"groups":[{{"fields":[{{"id":"d","value":{{"source":"jsonPath","value":"$.d"}}}}]}}]}}}}]}}}})",
        login);
  };
  EXPECT_EQ(findings_of(with(R"("type":"exchange","exchange":{"clientId":"a","clientSecret":"{{ secrets.b }}"})")), "");
  const std::string unknown = fmt::format("UNKNOWN_PLACEHOLDER {}/url\n", request_at);
  EXPECT_EQ(findings_of(with(R"("type":"cookie","cookie":{"login":{"request":{"url":"https://a.example"}}})")),
            unknown);
  EXPECT_EQ(findings_of(with(R"("type":"basic")")), unknown);
}

TEST(Load, KnowsSecretsByNameAndPlaceholder) {
  const std::set<std::string, std::less<>> stored{"client_id", "sec_a23f23d26"};
  const std::string text = with_request(
      R"({"url":"https://a.example","headers":[{"name":"A","value":"{{ secrets.client_id }}"},{"name":"B","value":"{{ secrets.sec_a23f23d26 }}"},{"name":"C","value":"{{ secrets.other }}"}]})");
  EXPECT_EQ(findings_of(text, {.stored_secrets = &stored}),
            fmt::format("SECRET_MISSING {}/headers/2/value\n", request_at));
  const Loaded loaded = load(text, {.stored_secrets = &stored});
  ASSERT_TRUE(loaded.configuration);
  EXPECT_EQ(loaded.configuration->stored_secrets, (std::vector<std::string>{"client_id", "sec_a23f23d26", "other"}));
  EXPECT_NE(loaded.findings.all()[0].message.find("SECRET_MISSING: other"), std::string::npos);
  EXPECT_EQ(findings_of(R"({"secrets":{"items":[{"id":"k","source":"static","value":"abc"}]}})"),
            "UNUSED_INPUT /secrets/items/0/id\nSECRET_IN_CONFIGURATION /secrets/items/0/value\n");
  EXPECT_EQ(
      findings_of(R"({"secrets":{"items":[{"id":"k","classification":"public","source":"static","value":"abc"}]}})"),
      "UNUSED_INPUT /secrets/items/0/id\n");
}

TEST(Load, HoldsTheFieldsAgainstASample) {
  const std::string text =
      R"({"reporting":{"reportTypes":[{"id":"r","request":{"url":"https://a.example","response":{"dataRows":{"source":"jsonPath","value":"$.rows.*"}}},
    "dimensions":{"groups":[{"fields":[{"id":"a","value":{"source":"jsonPath","value":"$.a"}},{"id":"b","value":{"source":"jsonPath","value":"$.b.c"}}]}]}}]}})";
  EXPECT_EQ(findings_of(text, {.sample = R"({"rows":[{"a":1,"b":{"c":null}},{"a":2,"b":{"c":3}}]})"}), "");
  EXPECT_EQ(findings_of(text, {.sample = R"({"rows":[{"a":1,"b":{"c":null}},{"a":2}]})"}),
            "FIELD_NOT_FILLED /reporting/reportTypes/0/dimensions/groups/0/fields/1/value/value\n");
  EXPECT_EQ(findings_of(text, {.sample = R"({"data":[]})"}), "FIELD_NOT_FILLED \n");
  EXPECT_EQ(findings_of(text, {.sample = "<html>"}), "BAD_SAMPLE \n");
}

TEST(Load, SaysWhereInTheText) {
  const Loaded loaded = load("{\n  \"accounts\": {\n    \"hasAccount\": true\n  }\n}");
  ASSERT_EQ(loaded.findings.all().size(), 1U);
  const Finding& finding = loaded.findings.all()[0];
  EXPECT_EQ(finding.position.line, 3U);
  EXPECT_EQ(finding.position.column, 5U);
  EXPECT_EQ(finding.hint, "Did you mean 'hasAccounts'?");
  std::string printed;
  print_findings(printed, "shop.json", loaded.findings);
  EXPECT_EQ(printed.substr(0, printed.find(": Unknown")), "shop.json:3:5: error UNKNOWN_KEY");
}

TEST(Load, SaysWhereInAString) {
  const auto text_at = [](std::string_view written) {
    const std::string text = with_request(fmt::format(R"({{"url":"{}"}})", written));
    const Loaded loaded = load(text);
    EXPECT_EQ(loaded.findings.all().size(), 1U) << written;
    const Finding& finding = loaded.findings.all().front();
    const std::size_t line_begin = finding.position.line == 1 ? 0 : text.find('\n') + 1;
    EXPECT_EQ(finding.position.line, finding.end.line);
    return text.substr(line_begin + finding.position.column - 1, finding.end.column - finding.position.column);
  };
  EXPECT_EQ(text_at("https://a.example/{{ acount.id }}/x"), "acount.id");
  EXPECT_EQ(text_at("https://a.example/{{ account.id | uper }}/x"), "uper");
  EXPECT_EQ(text_at("https://a.example/{{ account.id +"), "\"");
  EXPECT_EQ(text_at("https://a.example/{{ user_input.tokens ~ 'a' }}"), "user_input.tokens");
}

TEST(Load, GivesTheEngineATypedModel) {
  const Loaded loaded = load(with_request(
      R"({"method":"POST","url":"https://a.example/{{ account.id }}","body":{"type":"json","json":{"f":"{{ query.fields }}","n":1.50}},
    "pagination":{"type":"cursor","cursor":{"source":"jsonPath","value":"$.next"},"parameter":"after","stop":["missing_cursor"]},"response":{"dataRows":{"source":"jsonPath","value":"$.data.*"}}})"));
  ASSERT_TRUE(loaded.configuration);
  const ReportType& report = loaded.configuration->report_types.at(0);
  EXPECT_EQ(report.request->url.parts.size(), 2U);
  EXPECT_EQ(std::get<JsonBody>(report.request->body).json.texts.size(), 1U);
  const auto& pages = std::get<CursorPages>(report.request->pagination->kind);
  EXPECT_EQ(std::get<QueryPlace>(pages.place.value()).name, "after");
  EXPECT_TRUE(report.request->pagination->stop.missing_cursor);
  EXPECT_EQ(report.request->pointer, request_at);
  EXPECT_EQ(report.fields.at(0).data_type.kind, DataType::Kind::text);
}

TEST(Load, ResolvesWhatValueSourcesName) {
  const Loaded loaded = load(
      R"({"authentication":{"type":"user_input","userInputs":[{"id":"unused"},{"id":"name"},{"id":"key","type":"password"}]},
    "secrets":{"items":[{"id":"a","source":"userInput","value":"key"},{"id":"b"},{"id":"c","classification":"public","source":"static","value":"text"}]},
    "dataSourceUser":{"userInfo":{"id":{"source":"userInput","value":"name"},"label":{"source":"encrypted","value":"c"},"accessToken":{"source":"encrypted","value":"sec_a23f23d26"},
      "properties":[{"id":"p","secret":true,"source":"encrypted","value":"b"},{"id":"q","secret":true,"source":"encrypted","value":"a"}]}},
    "reporting":{"reportTypes":[{"id":"csv","request":{"url":"https://a.example","response":{"type":"CSV","encoding":"latin1"}},
      "dimensions":{"groups":[{"fields":[{"id":"n","value":{"source":"column","value":2}},{"id":"t","value":{"source":"column","value":"Name"}}]}]}},
      {"id":"xml","request":{"url":"https://a.example","response":{"type":"XML","dataRows":{"source":"xPath","value":"//item"}}},
      "dimensions":{"groups":[{"fields":[{"id":"count","value":{"source":"xPath","value":"count(a) + 0"}}]}]}}]}})");
  ASSERT_TRUE(loaded.configuration);
  const Configuration& made = *loaded.configuration;
  const auto input_of = [&](const InputValue& value) { return made.inputs.at(value.input); };
  EXPECT_EQ(input_of(std::get<InputValue>(*made.user.id)), "name");
  EXPECT_EQ(std::get<DeclaredSecretValue>(*made.user.label).secret, 2U);
  const auto& token = std::get<StoredSecret>(*made.user.access_token);
  EXPECT_EQ(made.stored_secrets.at(token.secret), "sec_a23f23d26");
  EXPECT_EQ(std::get<DeclaredSecretValue>(made.user.properties.at(1).value).secret, 0U);
  EXPECT_EQ(input_of(std::get<InputValue>(made.secrets.at(0).value)), "key");
  EXPECT_EQ(made.stored_secrets.at(std::get<StoredSecret>(made.secrets.at(1).value).secret), "b");
  EXPECT_EQ(std::get<std::string>(made.secrets.at(2).value), "text");
  const ReportType& csv = made.report_types.at(0);
  EXPECT_EQ(csv.request->response.encoding, text::Charset::iso_8859_1);
  EXPECT_EQ(std::get<std::size_t>(std::get<ColumnValue>(*csv.fields.at(0).value).column), 1U);
  EXPECT_EQ(std::get<std::string>(std::get<ColumnValue>(*csv.fields.at(1).value).column), "Name");
  const ReportType& xml = made.report_types.at(1);
  EXPECT_EQ(std::get<XPathValue>(*xml.request->response.data_rows).path.kind(), text::XPath::Kind::nodes);
  EXPECT_NE(std::get<XPathValue>(*xml.fields.at(0).value).path.query(), nullptr);
  EXPECT_FALSE(xml.request->response.encoding);
}

TEST(Load, GivesTheEngineEachChoiceOfALogin) {
  const Loaded loaded = load(
      R"({"authentication":{"type":"choice","userInputs":[{"id":"site"}],"validation":{"reportTypeId":"r"},"choices":[
    {"id":"password","type":"basic","dataSourceUser":{"userInfo":{"id":{"source":"userInput","value":"username"}}}},
    {"id":"key","label":"Key","type":"user_input","userInputs":[{"id":"key","type":"password"}],
     "send":{"headers":[{"name":"X-Key","value":"{{ user_input.key }}"}],"body":[{"name":"/k","value":"1"}]}}]},
    "reporting":{"reportTypes":[{"id":"other"},{"id":"r","request":{"url":"https://{{ user_input.site }}.example","login":false}}]}})");
  ASSERT_TRUE(loaded.configuration);
  const Authentication& authentication = *loaded.configuration->authentication;
  EXPECT_TRUE(std::holds_alternative<InputLogin>(authentication.login.kind));
  EXPECT_EQ(authentication.login.inputs.at(0).id, "site");
  EXPECT_EQ(std::get<ReportTypeCheck>(authentication.login.validation).report_type, 1U);
  ASSERT_EQ(authentication.choices.size(), 2U);
  const LoginChoice& password = authentication.choices[0];
  const LoginChoice& key = authentication.choices[1];
  EXPECT_EQ(std::get<BasicLogin>(password.login.kind).credentials.username.parts.size(), 1U);
  EXPECT_EQ(password.label, "password");
  EXPECT_TRUE(password.user && password.user->id);
  EXPECT_EQ(key.label, "Key");
  EXPECT_EQ(key.login.send.headers.at(0).name, "X-Key");
  EXPECT_EQ(key.login.send.body.at(0).name, "/k");
  EXPECT_FALSE(key.user);
  EXPECT_FALSE(loaded.configuration->report_types.at(1).request->has_login);
}

TEST(Load, GivesTheEngineTheFieldsThatALoginKnows) {
  const Loaded loaded = load(
      R"({"authentication":{"type":"basic"},"accounts":{"fromInput":{"input":"username","separator":";"}},"reporting":{"reportTypes":[{"id":"r",
    "request":{"url":"https://a.example/{{ account.id }}/{{ settings.table }}"},
    "settings":[{"id":"table","type":"select","optionsRequest":{"request":{"url":"https://a.example/{{ account.id }}"},"value":{"source":"jsonPath","value":"$.id"},
      "properties":[{"id":"token","source":"jsonPath","value":"$.t","secret":true}]}}],
    "fieldFetchers":[{"request":{"url":"https://a.example/fields"},"fieldInfo":{"id":{"source":"jsonPath","value":"$.n"},"kind":"metric","aggregationType":"sum",
      "dataType":{"source":"jsonPath","value":"$.t","operations":[{"type":"lower"}]},"value":{"source":"jsonPath","value":"$['{{ row.n }}']"}}}]}]}})");
  ASSERT_TRUE(loaded.configuration);
  EXPECT_TRUE(loaded.findings.all().empty());
  const Accounts& accounts = loaded.configuration->accounts;
  EXPECT_TRUE(accounts.has_accounts);
  EXPECT_EQ(accounts.from_input->separator, ";");
  const ReportType& report = loaded.configuration->report_types.at(0);
  EXPECT_TRUE(report.settings.at(0).options_request->properties.at(0).is_secret);
  const FieldFetcher& fetcher = report.field_fetchers.at(0);
  EXPECT_EQ(std::get<FieldFetcher::Kind>(fetcher.kind), FieldFetcher::Kind::metric);
  EXPECT_EQ(std::get<Aggregation>(fetcher.aggregation), Aggregation::sum);
  EXPECT_EQ(std::get<FieldFetcher::Mapped>(fetcher.data_type).operations.size(), 1U);
  EXPECT_EQ(fetcher.value.source, FieldFetcher::Place::Source::json_path);
  EXPECT_EQ(fetcher.value.text.parts.size(), 3U);
}

// The table's own examples are valid, and every part of the table is reachable and complete.
TEST(Language, IsWholeAndItsExamplesAreValid) {
  const auto check = [](std::string_view component, std::string_view example, std::string_view what) {
    ASSERT_FALSE(example.empty()) << what << " has no example";
    auto source = json::Source::from_json(std::string(example));
    ASSERT_TRUE(source) << what << ": " << source.error().detail;
    Findings findings;
    check_shape(*source, component, findings);
    for (const Finding& finding : findings.all())
      ADD_FAILURE() << what << ": " << finding.pointer << ": " << finding.message;
  };
  for (const Component& component : language().components()) {
    check(component.name, component.example_json, component.name);
    for (const Variant& variant : component.variants)
      check(component.name, variant.example_json, fmt::format("{}.{}", component.name, variant.value));
    EXPECT_FALSE(component.title.empty() || component.description.empty()) << component.name;
    const auto check_keys = [&](const std::vector<Key>& keys) {
      for (const Key& key : keys) {
        EXPECT_FALSE(key.title.empty() || key.description.empty()) << component.name << "." << key.name;
        for (const Choice& choice : key.type.choices)
          EXPECT_FALSE(choice.description.empty()) << component.name << "." << key.name << ": " << choice.value;
        // Editors offer it; a component has its own.
        const bool holds_component = key.type.form == Type::Form::component || key.type.form == Type::Form::any ||
                                     (!key.type.parts.empty() && key.type.parts[0].form == Type::Form::component);
        EXPECT_TRUE(holds_component || !key.default_json.empty() || !key.example_json.empty())
            << component.name << "." << key.name << " has neither default nor example";
        for (const std::string_view json : {key.default_json, key.example_json})
          EXPECT_TRUE(json.empty() || json::Document::parse(std::string(json)))
              << component.name << "." << key.name << ": " << json;
        if (key.type.form == Type::Form::component) language().index_of(key.type.component);
      }
    };
    check_keys(component.keys);
    for (const Variant& variant : component.variants) check_keys(variant.keys);
  }
}

TEST(Load, RepeatsLittleOfTheDocumentInAMessage) {
  std::string zone;
  for (int i = 0; i < 50; ++i) zone += "\\n\u00e9";
  const Loaded zones = load(fmt::format(
      R"({{"reporting":{{"reportTypes":[{{"id":"r","config":{{"dateRange":{{"timezone":"{}"}}}}}}]}}}})", zone));
  const auto found = std::ranges::find(zones.findings.all(), Code::time_zone, &Finding::code);
  ASSERT_NE(found, zones.findings.all().end());
  EXPECT_TRUE(json::is_utf8(found->message)) << found->message;
  EXPECT_FALSE(found->message.contains('\n')) << found->message;
  EXPECT_LT(found->message.size(), 200U) << found->message;
}

TEST(Load, ListsTheFirstNamesOfMany) {
  std::vector<std::string> fields;
  for (int i = 0; i < 100; ++i)
    fields.push_back(fmt::format(R"({{"id":"field_{}","value":{{"source":"jsonPath","value":"$.d"}}}})", i));
  const Loaded loaded = load(with_metric(fmt::format(
      R"({},{{"id":"m","aggregationType":"formula","formula":"qqqqqqqqqqqqqqq"}})", fmt::join(fields, ","))));
  const auto found = std::ranges::find(loaded.findings.all(), Code::unknown_reference, &Finding::code);
  ASSERT_NE(found, loaded.findings.all().end());
  EXPECT_TRUE(found->hint.contains("field_19 and 8")) << found->hint;
  EXPECT_FALSE(found->hint.contains("field_20")) << found->hint;
}

TEST(Schema, IsJsonInBothDrafts) {
  for (const Draft draft : {Draft::draft_07, Draft::draft_2019_09}) {
    const auto document = json::Document::parse(json_schema(draft));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().find("$id")->string(), "https://api.supermetrics.com/cc/v1/schema/connector");
  }
  EXPECT_EQ(parse_draft("07"), Draft::draft_07);
  EXPECT_EQ(parse_draft("2019-09"), Draft::draft_2019_09);
  EXPECT_FALSE(parse_draft("2020-12"));
}

}  // namespace
}  // namespace connectory::language
