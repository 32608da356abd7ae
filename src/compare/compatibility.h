#pragma once

// What a new configuration means for those who use the connector: what breaks for them, and by how much the version
// counts up. Judged on the surfaces alone, so it holds however large the rest is.
// Pure; safe on every thread. Errors: none.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "compare/surface.h"

namespace connectory::compare {

// The place of the semantic version that counts up: patch where nobody need know, minor where something can be queried
// that could not before, major where somebody has to act.
enum class Step : std::uint8_t { patch, minor, major };

struct Breaking {
  enum class Code : std::uint8_t {
    authentication_type_changed,  // `before` and `after` are types; empty: none
    required_input_added,         // a login that was made before has no value for it
    report_type_removed,
    report_type_renamed,     // `before` and `after` are ids
    required_setting_added,  // `after` is its id
    field_removed,
    field_renamed,             // `before` and `after` are ids
    field_kind_changed,        // `before` and `after` are "dimension" and "metric", or the reverse
    data_type_changed,         // `before` and `after` are types
    aggregation_type_changed,  // likewise
  };
  Code code;
  std::string pointer;      // in the new configuration; of what is gone: in the old one
  std::string report_type;  // its id; empty where none is concerned. For what was renamed: the old one
  std::string field;
  std::string before;
  std::string after;
};

// Stable name for programs: `FIELD_REMOVED`.
std::string_view name_of(Breaking::Code code);
// Sentences for people: what happens, who notices, and what to do about it.
std::string what_of(const Breaking& breaking);
std::string_view who_notices(Breaking::Code code);
std::string_view what_to_do(Breaking::Code code);

struct Compatibility {
  std::vector<Breaking> breaking;  // at most limits::diff_changes_max of them
  std::size_t breaking_count = 0;  // all of them
  bool has_additions = false;      // a report type or a field that was not there

  Step step() const { return breaking_count > 0 ? Step::major : has_additions ? Step::minor : Step::patch; }
};

Compatibility compare(const Surface& before, const Surface& after);
// Of two configurations; one that is given as a text is JSON.
Step step_between(std::string before, json::Value after);
Step step_between(std::string before, std::string after);

}  // namespace connectory::compare
