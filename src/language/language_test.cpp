#include "language/language.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "json/document.h"
#include "json/path.h"
#include "json/path_evaluation.h"

namespace connectory::language {
namespace {

json::Document document_of(std::string_view text) {
  auto parsed = json::Document::parse(std::string(text));
  EXPECT_TRUE(parsed) << text;
  return parsed ? *std::move(parsed) : *json::Document::parse("null");
}

// The values that a path selects. An array of objects, which counts as its elements, is replaced with them.
std::vector<json::Value> selected_by(std::string_view path, json::Value root) {
  std::vector<json::Value> found;
  const auto parsed = json::Path::parse(path);
  EXPECT_TRUE(parsed) << path;
  const auto nodes = parsed ? json::evaluate(*parsed, root) : json::PathResult<std::vector<json::Value>>();
  for (const json::Value node : *nodes) {
    if (node.is(json::Kind::array))
      for (const json::Value element : node.elements()) found.push_back(element);
    else
      found.push_back(node);
  }
  return found;
}

TEST(Language, ShowsAnInputAndAnOutputForEachAdapterAndRowStep) {
  for (const std::string_view name : {"adapter", "row_step"}) {
    const Component& component = language().component(name);
    for (const Variant& variant : component.variants) {
      const json::Document input = document_of(variant.input_json);
      const json::Document output = document_of(variant.output_json);
      EXPECT_NE(input.root().raw(), output.root().raw()) << variant.value;
      if (name != "row_step") continue;
      EXPECT_TRUE(input.root().is(json::Kind::object)) << variant.value << " changes one row";
      EXPECT_TRUE(output.root().is(json::Kind::array)) << variant.value << " makes rows";
    }
  }
}

// A path is read in the response, in each object that `dataPath` selects, or in the former if the latter lacks the
// value; its description says so. Those of other objects, such as sources and nodes, are not checked further.
TEST(Language, HasPathsInTheExamplesOfAdaptersThatSelectSomethingInTheirInput) {
  for (const Variant& variant : language().component("adapter").variants) {
    const json::Document example = document_of(variant.example_json);
    const json::Document input = document_of(variant.input_json);
    const json::Value config = *example.root().find("config");
    std::vector<json::Value> objects;
    if (const auto data = config.find("dataPath")) objects = selected_by(data->string(), input.root());
    for (const Key& key : variant.keys) {
      if (!key.name.ends_with("Path")) continue;
      const std::string_view says = key.description;
      const bool is_in_response = says.contains("in the response");
      const bool is_in_object = says.contains("in each object") || says.contains("in each row");
      EXPECT_TRUE(is_in_response || says.contains("in each ")) << variant.value << "." << key.name << ": " << says;
      const auto path = config.find(key.name);
      if (!path || (!is_in_response && !is_in_object)) continue;
      std::size_t found = is_in_response ? selected_by(path->string(), input.root()).size() : 0;
      for (const json::Value object : objects)
        if (is_in_object && object.is(json::Kind::object)) found += selected_by(path->string(), object).size();
      EXPECT_TRUE(found > 0 || key.name == "dataDestinationPath")
          << variant.value << "." << key.name << " selects nothing in " << variant.input_json;
    }
  }
}

}  // namespace
}  // namespace connectory::language
