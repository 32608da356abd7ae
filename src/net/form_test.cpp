#include "net/form.h"

#include <gtest/gtest.h>

namespace connectory::net {
namespace {

TEST(Form, DecodesFieldsInOrder) {
  const auto fields = parse_form("a=1&b=x%20y+z&&c&a=%C3%A9&=v");
  ASSERT_TRUE(fields.has_value());
  std::string seen;
  for (const FormField& field : *fields) seen += field.name + "=" + field.value + ";";
  EXPECT_EQ(seen, "a=1;b=x y z;c=;a=\xc3\xa9;=v;");
  for (const char* text : {"a=%", "a=%4", "a=%zz", "%=1", "a=%-1"}) EXPECT_FALSE(parse_form(text).has_value()) << text;
}

TEST(PercentDecode, LeavesPlusAlone) { EXPECT_EQ(percent_decode("a+b%2Bc"), "a+b+c"); }

}  // namespace
}  // namespace connectory::net
