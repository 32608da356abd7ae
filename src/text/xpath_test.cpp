#include "text/xpath.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::text {
namespace {

TEST(XPath, IsTakenAsItIsWritten) {
  for (const char* nodes : {"//*[local-name()='Cube'][@currency]", "../@time", "@rate", "item", "soap:Body/x:Row",
                            "//item[position() < 3]", "a | b", "text()"})
    EXPECT_EQ(XPath::parse(nodes)->kind(), XPath::Kind::nodes) << nodes;
  for (const char* value : {"count(//item)", "1 + 1", "string(@id)", "a = 'b'", "substring-before(@time, 'T')"})
    EXPECT_EQ(XPath::parse(value)->kind(), XPath::Kind::value) << value;
}

TEST(XPath, IsRefusedWithItsPlace) {
  struct Case {
    const char* name;
    std::string text;
    std::size_t offset;
    const char* detail;
  };
  const Case cases[] = {
      {"nothing", "", 0, "node test"},
      {"a bracket that is left open", "a[1", 3, "']'"},
      {"a predicate without an element", "//item/[1]", 7, "node test"},
      {"a slash at the end", "/a/b/", 5, "node test"},
      {"two steps without a slash", "a b", 2, "query"},
      {"a JSONPath", "$.a", 0, "node test"},
      {"a variable", "$a", 0, "variable"},
      {"a function of XPath 2", "ends-with(a, 'b')", 17, "function"},
      {"too few arguments", "concat('a')", 11, "parameter count"},
      {"a null character", std::string("a\0b", 3), 1, "null"},
      {"too long", std::string(base::limits::xpath_bytes_max + 1, 'a'), 0, "bytes"},
  };
  for (const Case& c : cases) {
    const auto path = XPath::parse(c.text);
    ASSERT_FALSE(path) << c.name;
    EXPECT_EQ(path.error().offset, c.offset) << c.name << ": " << path.error().detail;
    EXPECT_NE(path.error().detail.find(c.detail), std::string::npos) << c.name << ": " << path.error().detail;
  }
  // Nesting deeper than the library's bound ends in an error, not in a stack overflow.
  EXPECT_FALSE(XPath::parse(std::string(base::limits::xpath_bytes_max / 2, '(') + "a"));
  EXPECT_FALSE(XPath::parse(std::string(base::limits::xpath_bytes_max, '-')));
}

}  // namespace
}  // namespace connectory::text
