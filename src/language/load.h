#pragma once

// The loader: turns the text of a configuration into the model that the engine runs, and reports everything in it that
// is wrong or unwise.
//
//     const language::Loaded loaded = language::load(std::move(text), {.stored_secrets = names});
//     if (!loaded.findings.is_valid()) ...   // all findings of all levels, in the order of the text
//     engine.run(loaded.configuration);      // set if and only if there is no error
//
// Threads: free functions of their arguments; a Loaded is constant. Errors: only findings.
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
  // Names and placeholders of the stored secrets. If absent, the third level is skipped.
  const std::set<std::string, std::less<>>* stored_secrets = nullptr;
  // The budget for the work; null for limits::document_work_max. If it ends, a finding reports that the rest was not
  // checked, and there is no configuration.
  base::Budget* budget = nullptr;
  // A response of the API as JSON, to find fields that it never fills.
  std::optional<std::string_view> sample;
};

struct Loaded {
  Findings findings;
  std::shared_ptr<const Configuration> configuration;  // null if there are errors
};

Loaded load(std::string text, const LoadOptions& options = {});
Loaded load(const json::Source& source, const LoadOptions& options = {});
// Loads a configuration that is a part of a larger document. Pointers and positions refer to the whole document.
Loaded load(const json::Source& source, json::Value configuration, const LoadOptions& options = {});
// The findings for a text that is neither JSON nor YAML.
Loaded load(const json::Error& error);

}  // namespace connectory::language
