#pragma once

// What a new configuration means for the users of a connector: what breaks for them, and how the version number
// increases. Only the surfaces are compared, so the result does not depend on the size of the rest.
// Pure; safe on every thread. Errors: none.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "compare/surface.h"

namespace connectory::compare {

// The part of the semantic version that increases: patch if users need not know, minor if there is more to query, major
// if someone must act.
enum class Step : std::uint8_t { patch, minor, major };

struct Breaking {
  enum class Code : std::uint8_t {
    authentication_type_changed,  // `before` and `after` are types; empty if there is none
    login_choice_removed,         // `before` is its id
    required_input_added,         // existing logins have no value for it
    input_removed,                // `before` is its id
    accounts_introduced,          // queries name no account
    report_type_removed,
    report_type_renamed,  // `before` and `after` are ids
    report_type_hidden,
    join_removed,            // `before` is the id of the joined report type
    partition_added,         // `after` is its id
    partition_removed,       // `before` is its id
    key_changed,             // `before` and `after` are ids of fields; empty if there is none
    date_range_required,     // queries have no date range
    required_setting_added,  // `after` is its id
    setting_removed,         // `before` is its id
    setting_option_removed,  // `before` is the value, `after` the id of the setting
    setting_restricted,      // `after` is its id; any value was accepted
    field_source_changed,    // `before` and `after` are SurfaceReportType::field_source
    field_removed,
    field_renamed,             // `before` and `after` are ids
    field_kind_changed,        // `before` and `after` are "dimension" and "metric", or the reverse
    data_type_changed,         // `before` and `after` are types
    aggregation_type_changed,  // likewise
  };
  Code code;
  std::string pointer;      // in the new configuration; in the old one if it was removed
  std::string report_type;  // its id, or its old id if it was renamed; empty if none is concerned
  std::string field;
  std::string before;
  std::string after;
};

// The stable name for programs: `FIELD_REMOVED`.
std::string_view name_of(Breaking::Code code);
// Sentences for people: what happens, who notices, and what to do.
std::string what_of(const Breaking& breaking);
std::string_view who_notices(Breaking::Code code);
std::string_view what_to_do(Breaking::Code code);

struct Compatibility {
  std::vector<Breaking> breaking;  // at most limits::diff_changes_max of them
  std::size_t breaking_count = 0;  // all of them
  bool has_additions = false;      // there is a new report type or a new field

  Step step() const { return breaking_count > 0 ? Step::major : has_additions ? Step::minor : Step::patch; }
};

Compatibility compare(const Surface& before, const Surface& after);
// Compares two configurations; a text must be JSON.
Step step_between(std::string before, json::Value after);
Step step_between(std::string before, std::string after);

}  // namespace connectory::compare
