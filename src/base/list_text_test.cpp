#include "base/list_text.h"

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

using Parts = std::vector<std::string>;

TEST(SplitList, GivesThePartsThatAreThere) {
  struct Case {
    std::string_view name;
    std::string_view text;
    Parts parts;
  };
  const Case cases[] = {
      {"nothing", "", {}},
      {"one", "a", {"a"}},
      {"several", "a,bc,d", {"a", "bc", "d"}},
      {"spaces around", "  a ,  b c  ", {"a", "b c"}},
      {"empty parts", ",a,, ,b,", {"a", "b"}},
      {"only separators", ",,,", {}},
      {"only spaces", "   ", {}},
  };
  for (const Case& one : cases) EXPECT_EQ(split_list(one.text), one.parts) << one.name;
}

TEST(SplitList, TakesSeveralSeparators) { EXPECT_EQ(split_list("a b, c,d", ", "), (Parts{"a", "b", "c", "d"})); }

}  // namespace
}  // namespace connectory::base
