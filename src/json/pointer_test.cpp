#include "json/pointer.h"

#include <gtest/gtest.h>

namespace connectory::json {
namespace {

TEST(Pointer, LeadsWhereRfc6901Section5Says) {
  const auto document =
      Document::parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  ASSERT_TRUE(document.has_value());
  const std::pair<const char*, std::string_view> cases[] = {
      {"", document->text()},
      {"/foo", R"(["bar","baz"])"},
      {"/foo/0", "\"bar\""},
      {"/", "0"},
      {"/a~1b", "1"},
      {"/c%d", "2"},
      {"/e^f", "3"},
      {"/g|h", "4"},
      {"/i\\j", "5"},
      {"/k\"l", "6"},
      {"/ ", "7"},
      {"/m~0n", "8"},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    const auto pointer = Pointer::parse(text);
    ASSERT_TRUE(pointer.has_value());
    const auto value = pointer->resolve(document->root());
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(value->raw(), expected);
    EXPECT_EQ(pointer->text(), text);
  }
}

TEST(Pointer, LeadsNowhere) {
  const auto document = Document::parse(R"({"list":[1,2],"number":7,"00":0,"text":"abc","~1":1})");
  ASSERT_TRUE(document.has_value());
  for (const char* text : {"/missing", "/list/2", "/list/-", "/list/01", "/list/-1", "/list/1e0", "/list/ 1", "/list/",
                           "/list/18446744073709551616", "/number/0", "/text/0", "/text/length", "/~01/x"}) {
    SCOPED_TRACE(text);
    const auto pointer = Pointer::parse(text);
    ASSERT_TRUE(pointer.has_value());
    EXPECT_FALSE(pointer->resolve(document->root()).has_value());
  }
}

TEST(Pointer, RefusesWithThePlaceOfTheMistake) {
  const std::pair<std::string, std::size_t> cases[] = {
      {"a", 0}, {"#/a", 0}, {" /a", 0}, {"/~", 1}, {"/a/~2", 3}, {"/~0~", 3}, {"/a\xff", 2},
  };
  for (const auto& [text, offset] : cases) {
    SCOPED_TRACE(text);
    const auto pointer = Pointer::parse(text);
    ASSERT_FALSE(pointer.has_value());
    EXPECT_EQ(pointer.error().offset, offset) << pointer.error().detail;
  }
}

TEST(Pointer, EscapesAndUnescapesAnyName) {
  for (const std::string name : {"", "a", "~", "/", "~1", "~0", "~01", "a/b~c//~~", "\xc3\xa9", "\"\\\n"}) {
    SCOPED_TRACE(name);
    const Pointer pointer = Pointer() / "first" / name / 3;
    const auto read_back = Pointer::parse(pointer.text());
    ASSERT_TRUE(read_back.has_value());
    EXPECT_EQ(read_back->tokens(), (std::vector<std::string>{"first", name, "3"}));
    EXPECT_EQ(*read_back, pointer);
  }
}

TEST(Pointer, WalksThereAndBack) {
  Pointer pointer;
  {
    const Pointer::Step member(pointer, "a/b");
    {
      const Pointer::Step element(pointer, 12);
      EXPECT_EQ(pointer.text(), "/a~1b/12");
    }
    EXPECT_EQ(pointer.text(), "/a~1b");
  }
  EXPECT_TRUE(pointer.is_root());
  pointer.push("x").push("~/").pop();
  EXPECT_EQ(pointer.text(), "/x");
  pointer.pop();
  pointer.pop();
  EXPECT_EQ(pointer.text(), "");
}

}  // namespace
}  // namespace connectory::json
