// Adapters, row steps, operations and conversions of any response: a result or a sentence, without a crash, and rows
// that JSON can hold.

#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "engine/adapters.h"
#include "engine/conversion.h"
#include "engine/operations.h"
#include "engine/row_steps.h"
#include "language/language.h"
#include "language/load.h"

namespace {

using namespace connectory;

// A report type for each adapter, with all row steps and operations that the reference shows.
std::shared_ptr<const language::Configuration> connector() {
  std::string steps;
  for (const language::Variant& variant : language::language().component("row_step").variants)
    if (variant.value != "where") steps += (steps.empty() ? "" : ",") + std::string(variant.example_json);
  std::string fields;
  for (const language::Variant& variant : language::language().component("operation").variants)
    fields += fmt::format(
        R"({}{{"id":"f{}","dataType":"string.text.json","value":{{"source":"jsonPath","value":"$"}},"operations":[{}]}})",
        fields.empty() ? "" : ",", fields.size(), variant.example_json);
  std::string types;
  for (const language::Variant& variant : language::language().component("adapter").variants)
    types += fmt::format(
        R"({}{{"id":"{}","request":{{"url":"https://a.example","response":{{"dataAdapters":{{"items":[{}]}},"rowSteps":[{}]}}}},"dimensions":{{"groups":[{{"fields":[{}]}}]}}}})",
        types.empty() ? "" : ",", variant.value, variant.example_json, steps, fields);
  return language::load(fmt::format(R"({{"reporting":{{"reportTypes":[{}]}}}})", types)).configuration;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto made = connector();
  if (!made) std::abort();
  if (size == 0) return 0;
  const language::ReportType& report_type = made->report_types[data[0] % made->report_types.size()];
  const auto document = json::Document::parse(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  if (!document) return 0;
  engine::Arena arena;
  const auto read = [](const language::ValueSource&) -> engine::TreeResult<std::string> { return std::string("DAY"); };
  const auto adapted = engine::adapt(report_type.request->response.adapters[0], text::Value::json(document->root()),
                                     engine::ReadSource(read), arena);
  const text::Value response = adapted ? *adapted : text::Value::json(document->root());
  text::Values values;
  const text::Surroundings surroundings{.now = *text::parse_moment("2024-01-31T12:00:00Z"), .identity = ""};
  engine::RowSteps steps(report_type.request->response.row_steps, values, surroundings, arena);
  std::vector<text::Value> rows;
  if (!steps.apply(response, rows)) return 0;
  text::Evaluator evaluator(values, surroundings, arena);
  for (const text::Value& row : rows) {
    std::string json;
    if (text::append_json(json, row, 10'000'000) && !json::Document::parse(json)) std::abort();
    for (const language::Field& field : report_type.fields) {
      const auto applied = engine::Operations(evaluator, arena).apply(field.operations, row);
      if (applied) engine::convert(applied->value, field.data_type, arena);
    }
  }
  return 0;
}
