#pragma once

// The loader: from the text of a configuration to what the engine runs, with everything that is wrong or unwise about it.
//
//   const language::Loaded loaded = language::load(std::move(text), {.stored_secrets = names});
//   if (!loaded.findings.is_valid()) ...   // all findings of all levels, in the order of the text
//   engine.run(loaded.configuration);      // set exactly when there is no error
//
// Threads: free functions of their arguments; a Loaded is constant. Errors: findings, never anything else.
// Cost: well under a millisecond for 20 KB; check_shape alone reads 100 MB/s (bench/RESULTS.md).

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/budget.h"
#include "language/findings.h"
#include "language/model.h"

namespace connectory::language {

struct LoadOptions {
  json::Source::Format format = json::Source::Format::json;
  // Names and placeholders of the secrets that are stored; absent: not known, and the third level is left out.
  const std::set<std::string, std::less<>>* stored_secrets = nullptr;
  // What the work may cost; null: as much as limits::document_work_max. Once it has ended, a finding says that the rest was not
  // checked, and there is no configuration.
  base::Budget* budget = nullptr;
  // An answer of the API as JSON, to find fields that it never fills.
  std::optional<std::string_view> sample;
};

struct Loaded {
  Findings findings;
  std::shared_ptr<const Configuration> configuration;  // null where there are errors
};

Loaded load(std::string text, const LoadOptions& options = {});
Loaded load(const json::Source& source, const LoadOptions& options = {});
// A configuration that is a part of a larger document; pointers and positions are those of the whole.
Loaded load(const json::Source& source, json::Value configuration, const LoadOptions& options = {});
// What there is to say of a text that is neither JSON nor YAML.
Loaded load(const json::Error& error);

}  // namespace connectory::language
