// Configurations from any bytes, as JSON and as YAML, cause no crash and no hang. Findings are in the order of the
// text, and each has an existing position. Texts that were fixed can be read again. There is a model if and only if there is no error. Also formulas and data
// types, the small languages inside.

#include "language/load.h"

#include <cstdlib>

#include "json/pointer.h"
#include "language/fix.h"

namespace {

using namespace connectory;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const json::Source& source, const std::string& text) {
  const language::Loaded loaded = language::load(source);
  require((loaded.configuration != nullptr) == loaded.findings.is_valid());
  json::Position last{1, 1};
  for (const language::Finding& finding : loaded.findings.all()) {
    require(finding.position.line > last.line ||
            (finding.position.line == last.line && finding.position.column >= last.column));
    last = finding.position;
    const auto pointer = json::Pointer::parse(finding.pointer);
    require(pointer && pointer->resolve(source.root()).has_value());
    require(!finding.message.empty());
  }
  std::string out;
  language::write_findings(out, loaded.findings);
  require(json::Document::parse(out).has_value());
  // Fixed texts can still be read.
  const language::Fixed fixed = language::apply_fixes(text, source, loaded.findings);
  require(fixed.fixed_count != 0 || fixed.text == text);
  require(json::Source::from(source.format(), fixed.text).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto source = json::Source::from_json(text)) check(*source, text);
  if (const auto source = json::Source::from_yaml(text)) check(*source, text);
  if (const auto formula = language::Formula::parse(text))
    formula->evaluate([](std::size_t index) { return std::optional(static_cast<double>(index)); });
  (void)language::parse_data_type(text);
  return 0;
}
