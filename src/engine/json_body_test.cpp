#include "engine/json_body.h"

#include <sstream>

#include "base/limits.h"
#include "engine/fixture_impl.h"
#include "language/reference.h"

namespace connectory::engine {
namespace {

// The body that a report type sends, with values for the roots.
std::string sent(std::string_view body, bool omits_empty, const text::Values& values) {
  language::Loaded loaded = language::load(fmt::format(
      R"({{"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example","chainedRequest":{{"url":"https://a.example","method":"POST","body":{{"type":"json","omitEmpty":{},"json":{}}}}}}}}}]}}}})",
      omits_empty, body));
  std::string findings;
  language::print_findings(findings, "connector", loaded.findings);
  EXPECT_TRUE(loaded.configuration) << findings;
  if (!loaded.configuration) return "";
  const language::Request& request = loaded.configuration->report_types.at(0).request->chained->request;
  const auto& made = std::get<language::JsonBody>(request.body);
  Arena arena;
  const text::Surroundings surroundings{.now = *text::parse_moment("2024-01-31T12:00:00Z"), .identity = ""};
  text::Evaluator evaluator(values, surroundings, arena);
  std::string json;
  const auto done = append_json(json, made.json, made.are_empty_omitted, evaluator);
  return done ? json : "error: " + done.error().sentence;
}

std::string compact(std::string_view json) {
  const auto document = json::Document::parse(std::string(json));
  return document ? json_of(Value::json(document->root())) : "not JSON";
}

// The reference's table has a template, a value in words, and what is sent. The values are those of the words.
TEST(JsonBody, SendsWhatTheReferenceShows) {
  const std::string page = language::reference();
  const std::size_t begin = page.find("## Values in JSON bodies");
  ASSERT_NE(begin, std::string::npos);
  std::istringstream lines(page.substr(begin, page.find("\n## ", begin + 1) - begin));
  const text::Moment first_day = *text::parse_moment("2024-01-01");
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    std::string plain = line;
    for (std::size_t at = plain.find("\\|"); at != std::string::npos; at = plain.find("\\|"))
      plain.replace(at, 2, "\x01");
    std::vector<std::string> cells;
    std::istringstream parts(plain);
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(cell);
    if (cells.size() != 4 || codes_in(cells[1]).empty()) continue;
    std::string body = codes_in(cells[1])[0];
    std::ranges::replace(body, '\x01', '|');
    const bool omits_empty = cells[1].find("omitEmpty") != std::string::npos;
    std::vector<std::string> given = codes_in(cells[2]);
    const std::vector<std::string> expected = codes_in(cells[3]);
    if (cells[2].find("none") != std::string::npos) given.insert(given.begin(), "null");
    if (given.empty()) given.emplace_back("null");
    for (std::size_t which = 0; which < given.size(); ++which) {
      text::Values values;
      Arena arena;
      const bool is_query = body.find("query.") != std::string::npos;
      std::optional<json::Document> row;
      if (is_query) {
        const Value names[] = {Value::text("clicks"), Value::text("cost")};
        ObjectBuilder date;
        date.add("date", Value::moment(first_day));
        date.add("timestamp", Value::integer(text::whole_unix_seconds(first_day)));
        ObjectBuilder query;
        query.add("fields", list_of(names, arena).as_comma_text());
        query.add("start_date", date.finish(arena));
        values[text::Root::query] = query.finish(arena);
        EXPECT_EQ(sent(body, omits_empty, values), compact(expected[0])) << line;
        ++count;
        break;
      }
      const std::size_t name_begin = body.find("row.") + 4;
      const std::string name = body.substr(name_begin, body.find_first_of(" |}", name_begin) - name_begin);
      const std::string value =
          cells[2].find("text, list or object") != std::string::npos && which == 0 ? "null" : given[which];
      auto document = json::Document::parse(fmt::format(R"({{"{}":{}}})", name, value));
      ASSERT_TRUE(document) << line << value;
      values[text::Root::row] = Value::json(document->root());
      EXPECT_EQ(sent(body, omits_empty, values), compact(expected[expected.size() == given.size() ? which : 0]))
          << line << " " << value;
      ++count;
    }
  }
  EXPECT_GE(count, 19U);
}

TEST(JsonBody, LeavesTheRestAsItIsWritten) {
  text::Values values;
  EXPECT_EQ(sent(R"({"a":1.50,"b":[1e3,null,true,"x"],"c":{},"d":[]})", false, values),
            R"({"a":1.50,"b":[1e3,null,true,"x"],"c":{},"d":[]})");
  // Only members with placeholders are left out.
  EXPECT_EQ(sent(R"({"a":"","b":{"c":"{{ row.x }}"},"d":["{{ row.x }}"]})", true, values),
            R"({"a":"","b":{},"d":[null]})");
}

TEST(JsonBody, QuotesWhatItInserts) {
  text::Values values;
  const auto document = json::Document::parse(R"({"t":"a\"b\\\n"})");
  values[text::Root::row] = Value::json(document->root());
  EXPECT_EQ(sent(R"({"a":"{{ row.t }}","b":"<{{ row.t }}>"})", false, values), R"({"a":"a\"b\\\n","b":"<a\"b\\\n>"})");
}

TEST(JsonBody, IsBounded) {
  text::Values values;
  const auto document = json::Document::parse(
      fmt::format(R"({{"t":"{}"}})", std::string(base::limits::request_body_made_bytes_max, 'a')));
  values[text::Root::row] = Value::json(document->root());
  EXPECT_TRUE(
      sent(R"({"a":"{{ row.t }}","b":"{{ row.t }}"})", false, values).starts_with("error: the body has more than"));
}

}  // namespace
}  // namespace connectory::engine
