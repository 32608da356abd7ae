#include "language/placeholders.h"

#include <set>

#include <gtest/gtest.h>

namespace connectory::language {
namespace {

std::string rule_of(std::string_view written) {
  const auto expression = text::parse_expression(written);
  EXPECT_TRUE(expression.has_value()) << written;
  const auto* const path = expression->path();
  const PlaceholderRule* const rule = path == nullptr ? nullptr : find_placeholder(*path);
  return rule == nullptr ? "none" : std::string(rule->name);
}

TEST(Placeholders, AreFoundByTheirForm) {
  struct Case {
    std::string_view written;
    std::string_view rule;
  };
  const Case cases[] = {
      {"account.id", "account.id"},
      {"account.currency", "account"},
      {"account", "none"},
      {"account.currency.code", "account"},
      {"query.start_date.date", "query.start_date.date"},
      {"query.start_date", "none"},
      {"query.start_date.date.x", "none"},
      {"user.access_token", "user.access_token"},
      {"user.country", "user"},
      {"row.a", "row"},
      {"row.a.b.c", "row"},
      {"row['a b'][0]", "row"},
      {"row", "row"},
      {"rows.a", "none"},
      {"uuid", "none"},
      {"accounts.ids[0]", "accounts.ids"},
      {"page.last_row.id", "page.last_row"},
      {"page.number.x", "none"},
      {"oauth2.token.instance_url", "oauth2.token"},
      {"login.choice", "login.choice"},
      {"login.step.id", "login"},
      {"partition.repo.name", "partition"},
      {"status", "status"},
      {"accounts.ids", "accounts.ids"},
      {"accounts.id", "none"},
      {"secrets.key", "secrets"},
      {"nothing.at.all", "none"},
  };
  for (const Case& one : cases) EXPECT_EQ(rule_of(one.written), one.rule) << one.written;
}

TEST(Placeholders, EachRuleIsFoundByItsNameAndHasItsWords) {
  std::set<std::string_view> names;
  using Form = PlaceholderRule::Form;
  for (const PlaceholderRule& rule : placeholder_rules()) {
    const std::string written = std::string(rule.name) + (rule.form == Form::exact ? "" : ".x_y");
    if (rule.form == Form::call)
      EXPECT_TRUE(text::find_function(rule.name)) << rule.name;
    else
      EXPECT_EQ(rule_of(written), rule.name) << written;
    EXPECT_FALSE(rule.summary.empty() || rule.example.empty()) << written;
    EXPECT_FALSE(place_of(rule.needs).empty());
    EXPECT_EQ(place_of(rule.needs) == "elsewhere", false) << written;
    names.insert(rule.name);
  }
  EXPECT_GE(names.size(), 50U);
}

TEST(Placeholders, TheNearestIsOneThatMayStandThere) {
  struct Case {
    std::string_view written;
    Knowledge known;
    std::optional<std::string_view> nearest;
  };
  const Knowledge all = Knowledge::query | Knowledge::account | Knowledge::user | Knowledge::page;
  const Case cases[] = {
      {"acount.id", all, "account.id"},
      {"acount.id", Knowledge::query, "accounts.ids"},
      {"acount.id", Knowledge::user, std::nullopt},
      {"query.start_date", all, "query.start_date.date"},
      {"start_date.date", all, "query.start_date.date"},
      {"access_token", all, "user.access_token"},
      {"uid", all, "uuid"},
      {"end_date", all, "query.end_date.date"},
      {"page.numbr", all, "page.number"},
      {"page.numbr", Knowledge::account, std::nullopt},
      {"weather.cloudiness", all, std::nullopt},
  };
  for (const Case& one : cases) EXPECT_EQ(nearest_placeholder(one.written, one.known), one.nearest) << one.written;
}

TEST(Placeholders, KnowledgeIsHadWhereAllOfItIs) {
  EXPECT_TRUE(has(Knowledge::none, Knowledge::none));
  EXPECT_TRUE(has(Knowledge::query, Knowledge::none));
  EXPECT_TRUE(has(Knowledge::query | Knowledge::row, Knowledge::row));
  EXPECT_FALSE(has(Knowledge::query, Knowledge::row));
  EXPECT_FALSE(has(Knowledge::query, Knowledge::query | Knowledge::row));
}

TEST(Placeholders, AStoredSecretsNameHasOneForm) {
  EXPECT_TRUE(is_secret_placeholder("sec_a23f23d26"));
  for (const char* text : {"", "sec_", "sec_a23f23d2", "sec_a23f23d266", "sec_A23f23d26", "sec_g23f23d26",
                           "SEC_a23f23d26", "key_a23f23d26"})
    EXPECT_FALSE(is_secret_placeholder(text)) << text;
}

}  // namespace
}  // namespace connectory::language
