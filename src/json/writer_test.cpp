#include "json/writer.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace connectory::json {
namespace {

TEST(Writer, PutsCommasWhereTheyBelong) {
  std::string out;
  Writer writer(out);
  writer.begin_object()
      .member("a", 1)
      .key("b")
      .begin_array()
      .string("x")
      .null()
      .boolean(false)
      .begin_object()
      .end_object();
  writer.end_array().key("c").raw("1.10").end_object();
  EXPECT_EQ(out, R"({"a":1,"b":["x",null,false,{}],"c":1.10})");
}

TEST(Writer, WhatItQuotesIsReadBackTheSame) {
  std::string text;
  for (int byte = 0; byte < 0x80; ++byte) text.push_back(static_cast<char>(byte));
  text += "\xc3\xa9\xf0\x9f\x98\x80";
  std::string out;
  append_quoted(out, text);
  const auto document = Document::parse(out);
  ASSERT_TRUE(document.has_value()) << document.error().detail;
  EXPECT_EQ(document->root().string(), text);
}

}  // namespace
}  // namespace connectory::json
