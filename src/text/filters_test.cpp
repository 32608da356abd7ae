#include "text/filters.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "text/template.h"
#include "text/time_zone.h"

namespace connectory::text {
namespace {

// The arguments of each filter. The loader refuses other numbers and kinds of arguments.
TEST(Filters, TakeWhatTheLanguageSays) {
  const std::map<std::string, std::string, std::less<>> expected = {
      {"date", "date_format time_zone?"},
      {"add_days", "whole_number"},
      {"timestamp", ""},
      {"iso", ""},
      {"json", ""},
      {"urlencode", ""},
      {"base64", ""},
      {"lower", ""},
      {"upper", ""},
      {"trim", ""},
      {"replace", "any any"},
      {"split", "text"},
      {"join", "text"},
      {"objects", "text"},
      {"first", ""},
      {"last", ""},
      {"length", ""},
      {"default", "any"},
      {"md5", ""},
      {"sha256", ""},
      {"hmac_sha256", "any"},
      {"round", "whole_number?"},
  };
  std::map<std::string, std::string, std::less<>> found;
  for (const FilterRule& rule : filter_rules()) {
    constexpr std::string_view kinds[] = {"text", "whole_number", "any", "date_format", "time_zone"};
    std::string arguments;
    bool was_optional = false;
    for (const FilterArgument& argument : rule.arguments) {
      EXPECT_FALSE(was_optional && argument.is_required) << rule.name;
      was_optional = !argument.is_required;
      if (!arguments.empty()) arguments += ' ';
      arguments.append(kinds[static_cast<std::size_t>(argument.kind)]).append(argument.is_required ? "" : "?");
    }
    EXPECT_FALSE(rule.summary.empty() || rule.result.empty()) << rule.name;
    found.emplace(rule.name, arguments);
  }
  EXPECT_EQ(found, expected);
}

TEST(TimeZone, IsOneOfTheDatabase) {
  for (const char* name : {"UTC", "Europe/Helsinki", "America/Argentina/Buenos_Aires", "Asia/Kolkata"})
    EXPECT_TRUE(is_time_zone(name)) << name;
  for (const char* name : {"", "Europe", "Europe/Atlantis", "europe/helsinki", "+02:00", "Mars/North", "../UTC"})
    EXPECT_FALSE(is_time_zone(name)) << name;
}

TEST(Filters, HaveNamesOfTheirOwnAndAreFound) {
  std::set<std::string_view> names;
  for (const FilterRule& rule : filter_rules()) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_EQ(find_filter(rule.name), &rule);
    EXPECT_FALSE(rule.summary.empty()) << rule.name;
  }
  EXPECT_EQ(find_filter("no_such_filter"), nullptr);
  EXPECT_EQ(find_filter(""), nullptr);
}

TEST(Filters, TakeRequiredArgumentsFirst) {
  for (const FilterRule& rule : filter_rules())
    EXPECT_TRUE(std::ranges::is_partitioned(rule.arguments, &FilterArgument::is_required)) << rule.name;
}

// The reference shows the examples, and people copy them.
TEST(Filters, HaveExamplesThatUseThem) {
  for (const FilterRule& rule : filter_rules()) {
    const auto expression = parse_expression(rule.example);
    ASSERT_TRUE(expression) << rule.example << ": " << expression.error().detail;
    const auto used = std::ranges::find(expression->filters, rule.name, &Filter::name);
    ASSERT_NE(used, expression->filters.end()) << rule.name;
    const auto needed =
        static_cast<std::size_t>(std::ranges::count(rule.arguments, true, &FilterArgument::is_required));
    EXPECT_GE(used->arguments.size(), needed) << rule.name;
    EXPECT_LE(used->arguments.size(), rule.arguments.size()) << rule.name;
  }
}

}  // namespace
}  // namespace connectory::text
