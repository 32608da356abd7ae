// How fast configurations are checked, compared with valijson, a well-maintained JSON Schema validator for C++, on the
// same texts and the same schema. Prints one JSON object, which bench/run.py reads.
// Usage: spec_load_bench CONFIGURATION SECONDS

#include "language/load.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "language/schema.h"
#include "language/shape_check.h"

namespace {

using namespace connectory;
using Clock = std::chrono::steady_clock;

// Repeats report types, each with its own id, until the text has the given length.
std::string grown(const std::string& text, std::size_t bytes) {
  const auto document = json::Document::parse(text);
  const json::Value report_types = *document->root().find("reporting")->find("reportTypes");
  const std::string first(report_types.element(0)->raw());
  const std::string id = fmt::format("\"{}\"", report_types.element(0)->find("id")->string());
  std::string more;
  for (std::size_t number = 0; text.size() + more.size() < bytes; ++number) {
    std::string another = first;
    another.replace(another.find(id), id.size(), fmt::format("\"r{}\"", number));
    more += "," + another;
  }
  std::string result = text;
  result.insert(report_types.offset() + report_types.raw().size() - 1, more);
  return result;
}

template <class F>
double seconds_each(double seconds, F run) {
  std::size_t runs = 0;
  const auto begin = Clock::now();
  std::chrono::duration<double> took{};
  do {
    run();
    ++runs;
    took = Clock::now() - begin;
  } while (took.count() < seconds);
  return took.count() / static_cast<double>(runs);
}

struct Side {
  double form;  // seconds for reading a text and checking its form
  double full;  // the same, and all other checks
  double yardstick;
};

Side measure(const std::string& text, const valijson::Schema& schema, double seconds) {
  Side side{};
  side.form = seconds_each(seconds, [&] {
    const auto source = json::Source::from_json(text);
    language::Findings findings;
    base::Budget budget(base::limits::document_work_max);
    language::check_shape(*source, source->root(), findings, budget);
    if (!findings.is_valid()) std::abort();
  });
  side.full = seconds_each(seconds, [&] {
    if (!language::load(text).configuration) std::abort();
  });
  side.yardstick = seconds_each(seconds, [&] {
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    const valijson::adapters::RapidJsonAdapter adapter(document);
    if (!valijson::Validator().validate(schema, adapter, nullptr)) std::abort();
  });
  return side;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  std::ifstream in(argv[1]);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const double seconds = std::atof(argv[2]);
  rapidjson::Document schema_document;
  schema_document.Parse(language::json_schema(language::Draft::draft_07).c_str());
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::RapidJsonAdapter(schema_document), schema);
  std::string out = "{";
  for (const auto& [name, bytes] :
       {std::pair("20_kb", std::size_t{20'000}), std::pair("1_mb", std::size_t{1'000'000})}) {
    const std::string long_text = grown(text, bytes);
    const Side side = measure(long_text, schema, seconds);
    if (out.size() > 1) out += ",";
    out += fmt::format(R"("{}":{{"bytes":{},"form_s":{:.9f},"full_s":{:.9f},"valijson_s":{:.9f}}})", name,
                       long_text.size(), side.form, side.full, side.yardstick);
  }
  std::puts((out + "}").c_str());
  return 0;
}
