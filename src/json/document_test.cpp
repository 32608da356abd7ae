#include "json/document.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::json {
namespace {

struct Refusal {
  const char* name;
  std::string text;
  Error::Code code;
  std::size_t line;
  std::size_t column;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Document, RefusesWithThePlaceOfTheMistake) {
  const Refusal cases[] = {
      {"nothing", "", Error::Code::syntax, 1, 1},
      {"text behind the value", "{} x", Error::Code::syntax, 1, 4},
      {"a second value", "1\n2", Error::Code::syntax, 2, 1},
      {"a comma before the end", "{\"a\":1,}", Error::Code::syntax, 1, 8},
      {"a comment", "// no\n1", Error::Code::syntax, 1, 1},
      {"single quotes", "{'a':1}", Error::Code::syntax, 1, 2},
      {"a leading zero", "[01]", Error::Code::syntax, 1, 3},
      {"an infinity", "[Infinity]", Error::Code::syntax, 1, 2},
      {"a raw newline in a text", "\"a\nb\"", Error::Code::syntax, 1, 3},
      {"a BOM", "\xef\xbb\xbf{}", Error::Code::syntax, 1, 1},
      {"half a surrogate pair", "\"\\ud800\"", Error::Code::syntax, 1, 8},
      {"invalid UTF-8", "{\"a\":\"\xff\"}", Error::Code::encoding, 1, 7},
      {"an overlong sequence", "\"\xc0\xaf\"", Error::Code::encoding, 1, 2},
      {"a surrogate in UTF-8", "\"\xed\xa0\x80\"", Error::Code::encoding, 1, 2},
      {"a key twice", "{\"a\":1,\n \"a\":2}", Error::Code::duplicate_key, 2, 2},
      {"a key twice behind an escape", "{\"a\":1,\"\\u0061\":2}", Error::Code::duplicate_key, 1, 8},
      {"columns are characters", "{\"\xc3\xa9\":1,\"\xc3\xa9\":2}", Error::Code::duplicate_key, 1, 8},
      {"too deep", nested(base::limits::json_depth_max + 1), Error::Code::depth, 1, base::limits::json_depth_max + 1},
  };
  for (const Refusal& refusal : cases) {
    SCOPED_TRACE(refusal.name);
    const auto document = Document::parse(refusal.text);
    ASSERT_FALSE(document.has_value());
    EXPECT_EQ(document.error().code, refusal.code) << document.error().detail;
    EXPECT_EQ(document.error().line, refusal.line) << document.error().detail;
    if (refusal.code != Error::Code::syntax || refusal.line == 1) {
      EXPECT_NEAR(static_cast<double>(document.error().column), static_cast<double>(refusal.column), 1)
          << document.error().detail;
    }
  }
}

// If there are few keys, they are compared with each other; if there are many, they are looked up. Both report the
// first duplicate from the left.
TEST(Document, NamesTheFirstKeyThatComesTwice) {
  std::string many;
  for (int i = 0; i < 30; ++i) many += "\"k" + std::to_string(i) + "\":0,\n";
  struct Case {
    const char* name;
    std::string text;
    std::size_t line;
    std::size_t column;
  };
  const Case cases[] = {
      {"of two pairs, the one that is complete first", R"({"a":1,"b":2,"b":3,"a":4})", 1, 14},
      {"of three alike, the second", R"({"a":1,"a":2,"a":3})", 1, 8},
      {"of two objects, the first", R"([{"a":1,"a":2},{"b":1,"b":2}])", 1, 9},
      {"of an object and the one around it, the inner", R"({"x":{"a":1,"a":2},"x":3})", 1, 13},
      {"of many keys", "{" + many + "\"k7\":1,\n\"k3\":1,\n\"k7\":1}", 31, 1},
      {"of exactly as many as are compared",
       R"({"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"10":0,"11":0,)"
       R"("12":0,"13":0,"14":0,"15":0,"16":0,"17":0,"18":0,"19":0,"20":0,"21":0,)"
       "\n"
       R"("22":0,"23":0,"23":1})",
       2, 15},
  };
  for (const Case& one : cases) {
    const auto document = Document::parse(one.text);
    ASSERT_FALSE(document.has_value()) << one.name;
    EXPECT_EQ(document.error().code, Error::Code::duplicate_key) << one.name;
    EXPECT_EQ(document.error().line, one.line) << one.name;
    EXPECT_EQ(document.error().column, one.column) << one.name;
  }
}

TEST(Document, UnescapesEveryEscape) {
  const auto document = Document::parse(R"(["\b\f\n\r\t\"\\\/","\u0041\u00e9\u20ac","\ud800\udc00\udbff\udfff"])");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root().element(0)->string(), "\b\f\n\r\t\"\\/");
  EXPECT_EQ(document->root().element(1)->string(), "A\u00e9\u20ac");
  EXPECT_EQ(document->root().element(2)->string(), "\U00010000\U0010ffff");
}

TEST(Document, TakesWhatIsJustAllowed) {
  EXPECT_TRUE(Document::parse(nested(base::limits::json_depth_max)).has_value());
  EXPECT_TRUE(Document::parse(" \t\r\n null \n").has_value());
  EXPECT_TRUE(Document::parse("[{\"a\":1},{\"a\":2}]").has_value());  // the same key in two objects
  EXPECT_TRUE(Document::parse("[-0,1.10,1e5,1E+400,12345678901234567890123]").has_value());
}

TEST(Document, KeepsEveryValueAsItStands) {
  const std::string text =
      R"({"zeta" : 1.10,"alpha":{"b":1e5, "a":"\u00e9\n\ud83d\ude00"},"list":[1 , [ ], {}],"t":true})";
  const auto document = Document::parse(text);
  ASSERT_TRUE(document.has_value());
  const Value root = document->root();
  EXPECT_EQ(root.raw(), text);
  EXPECT_EQ(root.find("zeta")->raw(), "1.10");
  EXPECT_EQ(root.find("alpha")->raw(), R"({"b":1e5, "a":"\u00e9\n\ud83d\ude00"})");
  EXPECT_EQ(root.find("alpha")->find("a")->string(), "\xc3\xa9\n\xf0\x9f\x98\x80");
  EXPECT_TRUE(root.find("t")->boolean());
  EXPECT_FALSE(root.find("missing").has_value());
  std::vector<std::string> elements;
  root.find("list")->for_each_element([&](Value element) { elements.emplace_back(element.raw()); });
  EXPECT_EQ(elements, (std::vector<std::string>{"1", "[ ]", "{}"}));
  std::vector<std::string> keys;
  root.for_each_member([&](Value key, Value) { keys.emplace_back(key.string()); });
  EXPECT_EQ(keys, (std::vector<std::string>{"zeta", "alpha", "list", "t"}));
}

TEST(Document, ReadsWholeNumbersOnly) {
  const auto document = Document::parse("[9223372036854775807,9223372036854775808,1.0,1e3,-5]");
  ASSERT_TRUE(document.has_value());
  std::vector<std::optional<std::int64_t>> numbers;
  document->root().for_each_element([&](Value element) { numbers.push_back(element.integer()); });
  EXPECT_EQ(numbers,
            (std::vector<std::optional<std::int64_t>>{INT64_MAX, std::nullopt, std::nullopt, std::nullopt, -5}));
}

TEST(Document, IsReadLikeAContainer) {
  const auto document = Document::parse(R"({"a":[10,[20],{"x":30},"40"],"b":{},"c":[],"d":"text","e":5})");
  ASSERT_TRUE(document.has_value());
  const Value root = document->root();
  EXPECT_EQ(root.size(), 5U);
  std::string seen;
  for (const auto [key, value] : root.members()) seen += std::string(key.string()) + std::to_string(value.size()) + " ";
  EXPECT_EQ(seen, "a4 b0 c0 d0 e0 ");
  const Value list = *root.find("a");
  seen.clear();
  for (const Value element : list.elements()) seen += std::string(element.raw()) + " ";
  EXPECT_EQ(seen, R"(10 [20] {"x":30} "40" )");
  EXPECT_EQ(list.element(2)->find("x")->raw(), "30");
  EXPECT_EQ(list.element(3)->string(), "40");
  EXPECT_FALSE(list.element(4).has_value());
  EXPECT_EQ(document->values_count(), 18U);
}

TEST(Document, AScalarHasNeitherMembersNorElements) {
  const auto document = Document::parse(R"([{"a":1},[1],"text",7,true,null])");
  ASSERT_TRUE(document.has_value());
  for (const Value value : document->root().elements()) {
    std::size_t members = 0;
    std::size_t elements = 0;
    for ([[maybe_unused]] const Member member : value.members()) ++members;
    for ([[maybe_unused]] const Value element : value.elements()) ++elements;
    EXPECT_EQ(members, value.is(Kind::object) ? 1U : 0U) << value.raw();
    EXPECT_EQ(elements, value.is(Kind::array) ? 1U : 0U) << value.raw();
    EXPECT_EQ(value.find("a").has_value(), value.is(Kind::object));
    EXPECT_EQ(value.element(0).has_value(), value.is(Kind::array));
  }
}

TEST(Document, ReadsNumbersAsDoublesToo) {
  const auto document = Document::parse("[1,-2.5,1e3,1e400]");
  ASSERT_TRUE(document.has_value());
  std::vector<double> numbers;
  for (const Value element : document->root().elements()) numbers.push_back(element.real());
  EXPECT_EQ(numbers, (std::vector<double>{1, -2.5, 1000, std::numeric_limits<double>::infinity()}));
}

TEST(Document, NumbersItsValuesInTheOrderOfTheText) {
  const auto document = Document::parse(R"({"a":[1,2],"b":3})");
  ASSERT_TRUE(document.has_value());
  std::vector<std::uint32_t> indexes{document->root().index()};
  for (const auto [key, value] : document->root().members()) {
    indexes.push_back(key.index());
    indexes.push_back(value.index());
    for (const Value element : value.elements()) indexes.push_back(element.index());
  }
  EXPECT_EQ(indexes, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace connectory::json
