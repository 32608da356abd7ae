#include "service/condition.h"

#include <gtest/gtest.h>

namespace connectory::service {
namespace {

TEST(Condition, Holds) {
  using enum Condition::Existence;
  struct Case {
    std::string_view name;
    Condition condition;
    bool without;
    bool with_a;
    bool with_b;
  };
  const std::vector<std::string> a = {"a"};
  const Case cases[] = {
      {"nothing asked", {}, true, true, true},
      {"a tag", {a, {}, must_exist}, false, true, false},
      {"no tag that counts", {std::vector<std::string>{}, {}, must_exist}, false, false, false},
      {"any state", {{}, {}, must_exist}, false, true, true},
      {"no state yet", {{}, {}, must_not_exist}, true, false, false},
      {"a, and no state yet", {a, {}, must_not_exist}, false, false, false},
      {"any but a", {{}, a, either}, true, false, true},
      {"a, and any but a", {a, a, must_exist}, false, false, false},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(one.condition.holds_without_one(), one.without) << one.name;
    EXPECT_EQ(one.condition.holds("a"), one.with_a) << one.name;
    EXPECT_EQ(one.condition.holds("b"), one.with_b) << one.name;
  }
}

}  // namespace
}  // namespace connectory::service
