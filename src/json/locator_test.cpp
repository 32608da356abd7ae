#include "json/locator.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "json/pointer.h"

namespace connectory::json {
namespace {

void collect(Value value, Pointer& pointer, std::vector<std::pair<Value, std::string>>& all) {
  all.emplace_back(value, pointer.text());
  std::size_t number = 0;
  for (const Value element : value.elements()) {
    const Pointer::Step step(pointer, number++);
    collect(element, pointer, all);
  }
  for (const Member member : value.members()) {
    const Pointer::Step step(pointer, member.name());
    all.emplace_back(member.key, pointer.text());
    collect(member.value, pointer, all);
  }
}

TEST(Locator, KnowsTheWayToEachValueInAnyOrder) {
  const auto document = Document::parse(R"({"a":[1,{"b/c":null,"d":[[],{},[2,3]]},4],"":{"~":{"x":[true]}},"e":"f"})");
  std::vector<std::pair<Value, std::string>> all;
  Pointer pointer;
  collect(document->root(), pointer, all);
  ASSERT_EQ(all.size(), document->values_count());
  Locator in_order(document->root());
  for (const auto& [value, text] : all) EXPECT_EQ(in_order.pointer_to(value), text);
  Locator backwards(document->root());
  for (auto at = all.rbegin(); at != all.rend(); ++at) EXPECT_EQ(backwards.pointer_to(at->first), at->second);
  for (const auto& [first, first_text] : all)
    for (const auto& [second, second_text] : all) {
      Locator locator(document->root());
      EXPECT_EQ(locator.pointer_to(first), first_text);
      EXPECT_EQ(locator.pointer_to(second), second_text) << "after " << first_text;
    }
}

}  // namespace
}  // namespace connectory::json
