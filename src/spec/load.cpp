#include "spec/load.h"

#include <fmt/format.h>

#include "spec/reading_impl.h"
#include "spec/shape_check.h"

namespace connectory::spec {
namespace {

void check_state(const json::Source& source, const Reading& reading, const LoadOptions& options, Findings& findings) {
  if (options.stored_secrets == nullptr) return;
  for (const auto& [name, at] : reading.stored_secrets())
    if (!options.stored_secrets->contains(name))
      findings.add(source, Code::secret_missing, at,
                   fmt::format("SECRET_MISSING: {}: the secret '{}' is used but not stored.", name, name),
                   "Store it with POST .../secrets, under this name.");
}

}  // namespace

Loaded load(const json::Source& source, const LoadOptions& options) {
  Loaded loaded;
  check_shape(source, loaded.findings);
  Reading reading(source, loaded.findings);
  Configuration configuration = reading.read();
  check_state(source, reading, options, loaded.findings);
  loaded.findings.sort();
  if (loaded.findings.is_valid())
    loaded.configuration = std::make_shared<const Configuration>(std::move(configuration));
  return loaded;
}

Loaded load(std::string text, const LoadOptions& options) {
  const auto source = json::Source::from(options.format, std::move(text));
  if (source) return load(*source, options);
  Loaded loaded;
  loaded.findings.add(
      {Code::syntax, Level::error, "", {source.error().line, source.error().column}, source.error().detail, ""});
  return loaded;
}

}  // namespace connectory::spec
