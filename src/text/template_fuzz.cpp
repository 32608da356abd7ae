// Templates, expressions and date formats from any bytes cause no crash and no hang, positions are within the text, and
// evaluation keeps to its bounds.

#include "text/template.h"

#include <cstdlib>

#include "json/utf8.h"
#include "text/date_format.h"
#include "text/evaluation.h"

namespace {

using namespace connectory::text;

void check(const Expression& expression, std::size_t size) {
  for (const Node& node : expression.nodes())
    if (node.begin > node.end || node.end > size) std::abort();
  for (const Problem& problem : expression.problems())
    if (problem.offset > size) std::abort();
  idle_comparisons(expression, [](const PathNode&) { return Kinds::any(); });
}

const connectory::json::Document& context() {
  static const auto document = *connectory::json::Document::parse(
      R"({"a":1,"b":"x y","c":[1,2.50,null,"z"],"d":{"e":{"f":true}},"g":12345678901234567890,"day":"2024-01-31"})");
  return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!connectory::json::is_utf8(text)) return 0;  // documents are UTF-8
  Values values;
  values[Root::row] = Value::json(context().root());
  const Surroundings surroundings;
  Arena arena;
  Evaluator evaluator(values, surroundings, arena);
  if (const auto parsed = parse_template(text)) {
    for (const auto& part : parsed->parts)
      if (const auto* expression = std::get_if<Expression>(&part)) check(*expression, size);
    std::string out;
    if (const auto appended = evaluator.append(out, *parsed); !appended && appended.error().offset > size) std::abort();
  } else if (parsed.error().offset > size || parsed.error().detail.empty()) {
    std::abort();
  }
  if (const auto expression = parse_expression(text)) {
    check(*expression, size);
    if (const auto value = evaluator.evaluate(*expression)) {
      std::string json;
      if (append_json(json, *value, 4096) && !connectory::json::Document::parse(json)) std::abort();
    } else if (value.error().offset > size) {
      std::abort();
    }
  } else if (expression.error().offset > size) {
    std::abort();
  }
  const auto format = parse_date_format(text);
  if (format) {
    if (format->parts.empty()) std::abort();
    const Moment moment{.unix_us = 1'706'702'400'000'001, .offset_minutes = 120};
    parse_moment(format_moment(moment, *format), *format);
  }
  parse_moment(text, *parse_date_format("YYYY-MM-DD HH:mm:ss.SSSSSS Z"));
  parse_duration(text);
  return 0;
}
