#include "language/load.h"

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"
#include "language/sample_check.h"
#include "language/shape_check.h"

namespace connectory::language {
namespace {

void check_state(const json::Source& source, const Reading& reading, const LoadOptions& options, Findings& findings) {
  if (options.stored_secrets == nullptr) return;
  for (const auto& [name, at] : reading.stored_secrets())
    if (!options.stored_secrets->contains(name))
      findings.add(source, Code::secret_missing, at,
                   fmt::format("SECRET_MISSING: {}: the secret '{}' is used but not stored.", json::shown(name),
                               json::shown(name)),
                   "Store it with POST .../secrets, under this name.");
}

}  // namespace

Loaded load(const json::Source& source, json::Value configuration, const LoadOptions& options) {
  Loaded loaded;
  check_shape(source, configuration, loaded.findings);
  Reading reading(source, configuration, loaded.findings);
  Configuration made = reading.read();
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
