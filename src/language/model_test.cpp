#include <fmt/format.h>
#include <gtest/gtest.h>

#include "language/load.h"

namespace connectory::language {
namespace {

// A report type in a connector that has a password and a setting.
Loaded load_report(std::string_view keys) {
  return load(fmt::format(
      R"({{"authentication":{{"type":"user_input","userInputs":[{{"id":"token","type":"password"}}]}},
    "reporting":{{"reportTypes":[{{"id":"r","settings":[{{"id":"s","type":"text"}}],
      "request":{{"url":"https://a.example/{{{{ settings.s }}}}/{{{{ user_input.token }}}}/{{{{ query['start_date'].date }}}}"}},{}}}]}}}})",
      keys));
}
const ReportType& report_of(const Loaded& loaded) { return loaded.configuration->report_types.at(0); }

TEST(Model, HasTheKeyOfDiscoveredFields) {
  const Loaded loaded = load_report(R"("fields":"discover","key":["id","day"])");
  ASSERT_TRUE(loaded.configuration);
  EXPECT_TRUE(loaded.findings.all().empty());
  EXPECT_EQ(report_of(loaded).discovery->key, (std::vector<std::string>{"id", "day"}));
  EXPECT_TRUE(report_of(loaded).key.empty());
}

TEST(Model, HasALookbackAsDurationOrTemplate) {
  const auto lookback_of = [](std::string_view lookback) {
    const Loaded loaded = load_report(fmt::format(
        R"("fields":"discover","incremental":{{"cursor":{{"source":"jsonPath","value":"$.u"}},"lookback":"{}"}})",
        lookback));
    EXPECT_TRUE(loaded.configuration && loaded.findings.all().empty()) << lookback;
    return report_of(loaded).increments->lookback;
  };
  EXPECT_EQ(std::get<text::Duration>(lookback_of("P2D")).days, 2);
  EXPECT_EQ(std::get<text::Template>(lookback_of("P{{ settings.s }}D")).parts.size(), 3U);
}

TEST(Model, RefusesSecretPropertiesOfOptionsInRows) {
  const auto findings_with = [](std::string_view expression) {
    const Loaded loaded = load(fmt::format(
        R"({{"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example/{{{{ settings.t }}}}/{{{{ settings.t.key }}}}"}},
      "settings":[{{"id":"t","type":"select","optionsRequest":{{"request":{{"url":"https://a.example"}},"value":{{"source":"jsonPath","value":"$.id"}},
        "properties":[{{"id":"key","source":"jsonPath","value":"$.k","secret":true}},{{"id":"name","source":"jsonPath","value":"$.n"}}]}}}}],
      "dimensions":{{"groups":[{{"fields":[{{"id":"d","value":{{"source":"expression","value":"{}"}}}}]}}]}}}}]}}}})",
        expression));
    std::string codes;
    for (const Finding& finding : loaded.findings.all()) codes += rule_of(finding.code).name;
    return codes;
  };
  EXPECT_EQ(findings_with("settings.t.name"), "");
  EXPECT_EQ(findings_with("settings.t.key"), "SECRET_EXPOSED");
  EXPECT_EQ(findings_with("settings.t.key | sha256"), "SECRET_EXPOSED");
}

TEST(Model, AcceptsSecretsThatAreOnlyCompared) {
  for (const char* expression : {"row.a | contains(user_input.token)", "user_input.token is not empty",
                                 "'a' if user_input.token == row.a else 'b'"})
    EXPECT_TRUE(
        load_report(
            fmt::format(
                R"("dimensions":{{"groups":[{{"fields":[{{"id":"d","value":{{"source":"expression","value":"{}"}}}}]}}]}})",
                expression))
            .findings.all()
            .empty())
        << expression;
}

}  // namespace
}  // namespace connectory::language
