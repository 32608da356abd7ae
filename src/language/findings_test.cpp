#include "language/findings.h"

#include <set>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "json/pointer.h"

namespace connectory::language {
namespace {

json::Source source(std::string text) {
  auto made = json::Source::from_json(std::move(text));
  EXPECT_TRUE(made.has_value());
  return *std::move(made);
}

Finding finding(Code code, Level level, std::size_t line, std::size_t column, std::string message) {
  return {code, level, "/a", {line, column}, std::move(message), "Mind it."};
}

TEST(Findings, EachCodeHasItsRuleAndItsName) {
  std::set<std::string_view> names;
  for (const CodeRule& rule : code_rules()) {
    EXPECT_EQ(&rule_of(rule.code), &rule) << rule.name;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_FALSE(rule.summary.empty()) << rule.name;
  }
  EXPECT_EQ(name_of(Level::error), "error");
  EXPECT_EQ(name_of(Level::warning), "warning");
  EXPECT_EQ(name_of(Stage::schema), "schema");
  EXPECT_EQ(name_of(Stage::meaning), "meaning");
  EXPECT_EQ(name_of(Stage::state), "state");
}

TEST(Findings, OnlyErrorsMakeAConfigurationInvalid) {
  Findings findings;
  EXPECT_TRUE(findings.is_valid());
  findings.add(finding(Code::unused_input, Level::warning, 1, 1, "w"));
  EXPECT_TRUE(findings.is_valid());
  findings.add(finding(Code::syntax, Level::error, 1, 1, "e"));
  EXPECT_FALSE(findings.is_valid());
  EXPECT_EQ(findings.errors_count(), 1U);
  EXPECT_EQ(findings.warnings_count(), 1U);
}

TEST(Findings, StandInTheOrderOfTheText) {
  Findings findings;
  findings.add(finding(Code::syntax, Level::error, 2, 1, "f"));
  findings.add(finding(Code::syntax, Level::error, 1, 9, "e"));
  findings.add(finding(Code::unused_input, Level::warning, 1, 2, "d"));
  findings.add(finding(Code::wrong_kind, Level::error, 1, 2, "c"));
  findings.add(finding(Code::wrong_kind, Level::error, 1, 2, "b"));
  findings.add(finding(Code::wrong_kind, Level::error, 1, 1, "a"));
  findings.sort();
  std::string order;
  for (const Finding& each : findings.all()) order += each.message;
  EXPECT_EQ(order, "abcdef");
}

TEST(Findings, AreAllCountedAndTheFirstAreKept) {
  const json::Source one = source("[1]");
  const std::size_t most = base::limits::findings_max;
  for (const bool has_source : {true, false}) {
    Findings findings;
    for (std::size_t i = 0; i < most + 2; ++i) {
      if (has_source) {
        findings.add(one, Code::wrong_kind, one.root(), std::to_string(i));
        findings.add(one, Code::unused_input, one.root(), "w");
      } else {
        findings.add(finding(Code::wrong_kind, Level::error, 1, 1, std::to_string(i)));
        findings.add(finding(Code::unused_input, Level::warning, 1, 1, "w"));
      }
    }
    EXPECT_EQ(findings.all().size(), most);
    EXPECT_EQ(findings.errors_count(), most + 2);
    EXPECT_EQ(findings.warnings_count(), most + 2);
    std::string printed;
    print_findings(printed, "a.json", findings);
    EXPECT_TRUE(printed.ends_with(fmt::format("a.json: {} more findings are not shown\n", most + 4))) << most;
  }
  Findings exact;
  for (std::size_t i = 0; i < most; ++i) exact.add(finding(Code::syntax, Level::error, 1, 1, "e"));
  std::string printed;
  print_findings(printed, "a.json", exact);
  EXPECT_FALSE(printed.contains("not shown"));
}

TEST(Findings, TheirTextIsBounded) {
  const json::Source one = source("[1]");
  Findings findings;
  for (int i = 0; i < 3; ++i)
    findings.add(one, Code::wrong_kind, one.root(), std::string(base::limits::findings_text_bytes_max / 2, 'x'));
  EXPECT_EQ(findings.all().size(), 2U);
  EXPECT_EQ(findings.errors_count(), 3U);
}

TEST(Findings, KnowWhereAValueStands) {
  const json::Source one = source(R"({"a": [10, {"b/c": null}, "x"],
  "d~": {"": {"e": [[], [1]]}}, "f": 1})");
  const json::Value root = one.root();
  const auto member = [](json::Value value, std::string_view key) { return *value.find(key); };
  const json::Value list = member(root, "a");
  const json::Value deep = member(member(member(root, "d~"), ""), "e");
  EXPECT_EQ(json::pointer_of(root, root), "");
  EXPECT_EQ(json::pointer_of(root, list), "/a");
  EXPECT_EQ(json::pointer_of(root, *list.element(0)), "/a/0");
  EXPECT_EQ(json::pointer_of(root, member(*list.element(1), "b/c")), "/a/1/b~1c");
  EXPECT_EQ(json::pointer_of(root, *list.element(2)), "/a/2");
  EXPECT_EQ(json::pointer_of(root, *deep.element(0)), "/d~0//e/0");
  EXPECT_EQ(json::pointer_of(root, *deep.element(1)->element(0)), "/d~0//e/1/0");
  EXPECT_EQ(json::pointer_of(root, member(root, "f")), "/f");
  // For a key, the pointer to its member.
  for (const json::Member each : root.members()) {
    if (each.name() != "f") continue;
    EXPECT_EQ(json::pointer_of(root, each.key), "/f");
  }
  EXPECT_EQ(json::pointer_of(list, *list.element(2)), "/2");
  Findings findings;
  findings.add(one, Code::bad_text, deep, "message", "hint");
  findings.sort();
  EXPECT_EQ(findings.all()[0].pointer, "/d~0//e");
  EXPECT_EQ(findings.all()[0].position.line, 2U);
  EXPECT_EQ(findings.all()[0].position.column, 20U);
  EXPECT_EQ(findings.all()[0].level, Level::error);
}

TEST(Findings, ArePrintedAndWritten) {
  Findings findings;
  findings.add(finding(Code::unknown_key, Level::error, 3, 5, "'x' is not known here."));
  findings.add({Code::unused_input, Level::warning, "", {1, 2}, "Nothing uses it.", ""});
  std::string printed;
  print_findings(printed, "shop.json", findings);
  EXPECT_EQ(printed,
            "shop.json:3:5: error UNKNOWN_KEY: 'x' is not known here. [/a] Mind it.\n"
            "shop.json:1:2: warning UNUSED_INPUT: Nothing uses it.\n");
  const std::string first =
      R"("level":"error","stage":"schema","code":"UNKNOWN_KEY","pointer":"/a","line":3,"column":5,"message":"'x' is not known here.","hint":"Mind it."})";
  const std::string second =
      R"("level":"warning","stage":"meaning","code":"UNUSED_INPUT","pointer":"","line":1,"column":2,"message":"Nothing uses it.","hint":""})";
  std::string written;
  write_findings(written, findings);
  EXPECT_EQ(written, R"({"valid":false,"errors":1,"warnings":1,"findings":[{)" + first + ",{" + second + "]}");
  Findings other;
  other.add({Code::unused_input, Level::warning, "", {1, 2}, "Nothing uses it.", ""});
  written.clear();
  write_findings(written, FileFindings{{"a", findings}, {"b", other}});
  EXPECT_EQ(written, R"({"valid":false,"errors":1,"warnings":2,"findings":[{"file":"a",)" + first + R"(,{"file":"a",)" +
                         second + R"(,{"file":"b",)" + second + "]}");
  written.clear();
  write_findings(written, FileFindings{{"b", other}});
  EXPECT_TRUE(written.starts_with(R"({"valid":true,"errors":0,"warnings":1,)"));
}

TEST(Findings, SuggestWhatIsNear) {
  EXPECT_EQ(did_you_mean("orders", "Nothing."), "Did you mean 'orders'?");
  EXPECT_EQ(did_you_mean(std::nullopt, "Nothing."), "Nothing.");
}

}  // namespace
}  // namespace connectory::language
