#include "language/data_type.h"

#include <gtest/gtest.h>

namespace connectory::language {
namespace {

TEST(DataType, SaysHowAValueIsKept) {
  using Kind = DataType::Kind;
  struct Case {
    std::string_view text;
    Kind kind;
  };
  const Case cases[] = {
      {"string.text.value", Kind::text},         {"int.number.value", Kind::whole_number},
      {"float.currency.value", Kind::number},    {"bool.boolean.value", Kind::boolean},
      {"string.time.date", Kind::date},          {"string.time.datetime", Kind::time},
      {"string.time.timestamp", Kind::time},     {"int.time.timestamp", Kind::whole_number},
      {"string.time.year", Kind::text},          {"float.number.value.percent", Kind::number},
      {"string.time.date.YYYYMMDD", Kind::date},
  };
  for (const Case& one : cases) {
    const auto type = parse_data_type(one.text);
    ASSERT_TRUE(type.has_value()) << one.text;
    EXPECT_EQ(type->kind, one.kind) << one.text;
    EXPECT_EQ(type->text, one.text);
    EXPECT_TRUE(type->is_known_class) << one.text;
    EXPECT_FALSE(type->suggestion.has_value()) << one.text;
  }
}

TEST(DataType, KnowsPercentages) {
  EXPECT_TRUE(parse_data_type("float.number.percentage")->is_percentage);
  EXPECT_TRUE(parse_data_type("float.number.percent")->is_percentage);
  EXPECT_FALSE(parse_data_type("float.number.value")->is_percentage);
  EXPECT_FALSE(parse_data_type("float.number.percentages")->is_percentage);
}

TEST(DataType, HasAMeaningForEachClass) {
  for (const DataTypeClass& each : data_type_classes()) {
    EXPECT_TRUE(each.meaning.ends_with('.')) << each.name;
    EXPECT_EQ(parse_data_type(std::string("string.").append(each.name))->kind, each.of_string) << each.name;
  }
}

TEST(DataType, OfAnUnknownClassIsTakenWithASuggestion) {
  const auto near = parse_data_type("int.number.valeu");
  ASSERT_TRUE(near.has_value());
  EXPECT_FALSE(near->is_known_class);
  EXPECT_EQ(near->suggestion, "int.number.value");
  EXPECT_EQ(near->kind, DataType::Kind::whole_number);
  const auto far = parse_data_type("string.weather.cloudiness");
  ASSERT_TRUE(far.has_value());
  EXPECT_FALSE(far->is_known_class);
  EXPECT_FALSE(far->suggestion.has_value());
}

TEST(DataType, IsRefusedWithWhatWasMeant) {
  struct Case {
    std::string_view text;
    std::string_view says;
  };
  const Case cases[] = {
      {"", "type.group.class"},
      {"number", "'float.number.value'"},
      {"date", "'string.time.date'"},
      {"int", "'int.number.value'"},
      {"int.number", "type.group.class"},
      {"int.number.value.a.b", "type.group.class"},
      {"int..value", "type.group.class"},
      {".number.value", "type.group.class"},
      {"int.number.", "type.group.class"},
      {"int.number.value.", "type.group.class"},
      {"integer.number.value", "'integer'"},
      {"strin.text.value", "'string'"},
  };
  for (const Case& one : cases) {
    const auto type = parse_data_type(one.text);
    ASSERT_FALSE(type.has_value()) << one.text;
    EXPECT_TRUE(type.error().contains(one.says)) << one.text << ": " << type.error();
  }
}

}  // namespace
}  // namespace connectory::language
