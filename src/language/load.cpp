#include "language/load.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "json/shown.h"
#include "language/reading_impl.h"
#include "language/sample_check.h"
#include "language/shape_check.h"

namespace connectory::language {
namespace {

void check_state(const json::Source& source, const Reading& reading, const LoadOptions& options, Findings& findings) {
  if (options.stored_secrets == nullptr) return;
  for (const auto& [name, use] : reading.stored_secrets())
    if (use.at && !options.stored_secrets->contains(name))
      findings.add(source, Code::secret_missing, *use.at,
                   fmt::format("SECRET_MISSING: {}: the secret '{}' is used but not stored.", json::shown(name),
                               json::shown(name)),
                   "Store it under this name with POST .../secrets.");
}

void report_end(const json::Source& source, json::Value configuration, const base::Budget& budget, Findings& findings) {
  constexpr std::uint64_t units_per_millisecond = 10'000;
  findings.add_first(source, Code::too_much_work, configuration,
                     fmt::format("The check was stopped after {} milliseconds of processor time; only part of the "
                                 "configuration was checked.",
                                 budget.units_max() / units_per_millisecond),
                     "Large regular expressions such as \\p{L}{50} and tens of thousands of fields, placeholders or "
                     "mistakes take long. Write fewer, or split the connector.");
}

}  // namespace

Loaded load(const json::Source& source, json::Value configuration, const LoadOptions& options) {
  Loaded loaded;
  base::Budget whole(base::limits::document_work_max);
  base::Budget& budget = options.budget == nullptr ? whole : *options.budget;
  check_shape(source, configuration, loaded.findings, budget);
  Reading reading(source, configuration, loaded.findings, budget);
  Configuration made = reading.read();
  if (budget.has_ended()) {
    report_end(source, configuration, budget, loaded.findings);
    loaded.findings.sort();
    return loaded;
  }
  check_state(source, reading, options, loaded.findings);
  if (options.sample && loaded.findings.is_valid())
    check_sample(source, made, reading.fields(), *options.sample, loaded.findings);
  loaded.findings.sort();
  if (loaded.findings.is_valid()) loaded.configuration = std::make_shared<const Configuration>(std::move(made));
  return loaded;
}

Loaded load(const json::Source& source, const LoadOptions& options) { return load(source, source.root(), options); }

Loaded load(std::string text, const LoadOptions& options) {
  const auto source = json::Source::from(options.format, std::move(text));
  return source ? load(*source, options) : load(source.error());
}

Loaded load(const json::Error& error) {
  Loaded loaded;
  loaded.findings.add({Code::syntax, Level::error, "", {error.line, error.column}, error.detail, ""});
  return loaded;
}

}  // namespace connectory::language
