#include "language/formula.h"

#include <map>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::language {
namespace {

// The value of a formula over these fields. Other fields have no value.
std::optional<double> value_of(std::string_view text) {
  const std::map<std::string, double, std::less<>> values = {{"a", 7},    {"b", 2},        {"c", 10},
                                                             {"zero", 0}, {"huge", 1e308}, {"shop.total", 3}};
  const auto formula = Formula::parse(text);
  EXPECT_TRUE(formula.has_value()) << text;
  if (!formula) return std::nullopt;
  return formula->evaluate([&](std::size_t index) -> std::optional<double> {
    const auto known = values.find(formula->uses()[index].field);
    return known == values.end() ? std::nullopt : std::optional(known->second);
  });
}

TEST(Formula, IsReckonedAsPeopleDo) {
  struct Case {
    std::string_view text;
    std::optional<double> value;
  };
  const Case cases[] = {
      {"1", 1},
      {"1.5e1", 15},
      {"a", 7},
      {"a + b", 9},
      {"a - b", 5},
      {"a * b", 14},
      {"a / b", 3.5},
      {"a + b * c", 27},
      {"a * b + c", 24},
      {"(a + b) * c", 90},
      {"c - a - b", 1},  // evaluated from the left
      {"c / b / b", 2.5},
      {"c - (a - b)", 5},
      {"-a + b", -5},
      {"a - -b", 9},
      {"- - a", 7},
      {"-(a + b)", -9},
      {"a*b/c", 1.4},
      {" \t a \n + \r b ", 9},
      {"shop.total * 2", 6},
      {"((((a))))", 7},
      // An undefined result is null, and so is anything computed from it.
      {"a / zero", {}},
      {"zero / a", 0},
      {"a / zero + b", {}},
      {"a / (b - b)", {}},
      {"-(a / zero)", {}},
      {"unknown", {}},
      {"unknown * zero", {}},
      {"zero + unknown", {}},
      {"unknown + zero", {}},
      {"huge * c", {}},
      {"huge * c - huge * c", {}},
  };
  for (const Case& one : cases) EXPECT_EQ(value_of(one.text), one.value) << one.text;
}

TEST(Formula, IsRefusedAtItsByte) {
  struct Case {
    std::string text;
    std::size_t offset;
  };
  const std::string deepest(base::limits::formula_depth_max - 1, '(');
  const Case cases[] = {
      {"", 0},
      {"  ", 2},
      {"a b", 2},
      {"a +", 3},
      {"a + * b", 4},
      {"(a", 2},
      {"a)", 1},
      {"()", 1},
      {"+a", 0},
      {"a ^ b", 2},
      {"1 2", 2},
      {"a % b", 2},
      {"'a'", 0},
      {".5", 0},
      {"a,b", 1},
      {"1e999", 0},
      {"a = b", 2},
      {"ä", 0},
      {deepest + "(a" + std::string(deepest.size() + 1, ')'), deepest.size() + 1},
  };
  for (const Case& one : cases) {
    const auto formula = Formula::parse(one.text);
    ASSERT_FALSE(formula.has_value()) << one.text;
    EXPECT_EQ(formula.error().offset, one.offset) << one.text << ": " << formula.error().detail;
    EXPECT_FALSE(formula.error().detail.empty());
  }
  EXPECT_TRUE(Formula::parse(deepest + "a" + std::string(deepest.size(), ')')).has_value());
}

// Depth counts what is open at the same time. Operands next to each other do not add to it.
TEST(Formula, MayBeLongAsFarAsItsBound) {
  std::string longest = "a";
  while (longest.size() + 2 <= base::limits::formula_bytes_max) longest += "+a";
  longest.resize(base::limits::formula_bytes_max, ' ');
  EXPECT_TRUE(Formula::parse(longest).has_value());
  EXPECT_FALSE(Formula::parse(longest + " ").has_value());
}

TEST(Formula, NamesEachFieldOnceWhereItComesFirst) {
  const auto formula = Formula::parse("(clicks + cost_1) / clicks - shop.total");
  ASSERT_TRUE(formula.has_value());
  std::string uses;
  for (const Formula::Use& use : formula->uses()) uses += use.field + "@" + std::to_string(use.offset) + " ";
  EXPECT_EQ(uses, "clicks@1 cost_1@10 shop.total@29 ");
  EXPECT_TRUE(Formula::parse("1 + 1")->uses().empty());
}

}  // namespace
}  // namespace connectory::language
