#include "net/parameterized_value.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace connectory::net {
namespace {

std::string parsed(std::string_view text) {
  const auto value = parse_parameterized(text);
  if (!value) return std::string("! ").append(value.error());
  std::string shown(value->value);
  for (const auto& [name, content] : value->parameters) shown += fmt::format("|{}={}", name, content);
  return shown;
}

TEST(ParameterizedValue, Parses) {
  EXPECT_EQ(parsed("text/csv"), "text/csv");
  EXPECT_EQ(parsed(" text/csv ; Charset=UTF-8 "), "text/csv|charset=UTF-8");
  EXPECT_EQ(parsed("a;b=\"x; \\\"y\\\"\";;c=1;"), "a|b=x; \"y\"|c=1");
  EXPECT_EQ(parsed(""), "");
}

TEST(ParameterizedValue, RefusesWhatIsNoParameter) {
  for (const char* text : {"a;b", "a;b=", "a;=c", "a;b=\"c", "a;b=c d=e", "a;b=1;B=2", "a;b=(c)"})
    EXPECT_TRUE(parsed(text).starts_with("! ")) << text;
}

}  // namespace
}  // namespace connectory::net
