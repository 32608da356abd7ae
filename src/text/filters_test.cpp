#include "text/filters.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "text/expression.h"
#include "text/time_zone.h"

namespace connectory::text {
namespace {

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
    EXPECT_TRUE(expression->problems().empty()) << rule.example;
    EXPECT_TRUE(std::ranges::any_of(expression->nodes(), [&](const Node& node) {
      const auto* const filter = std::get_if<FilterNode>(&node.kind);
      return filter != nullptr && filter->filter == rule.id;
    })) << rule.example;
    EXPECT_EQ(&rule_of(rule.id), &rule);
    EXPECT_FALSE(rule.example_result.empty()) << rule.name;
  }
}

}  // namespace
}  // namespace connectory::text
