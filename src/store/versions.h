#pragma once

// The versions of a connector's configuration, from number 1 upwards: appended, never changed, never taken out. Labels are
// names that point to one version each and may be moved.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of another team is not_found.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "compare/compatibility.h"
#include "json/document.h"
#include "store/store.h"

namespace connectory::store {

// `if_match`: answers whether the current revision is one that the caller accepts.
using RevisionTest = base::FunctionRef<bool(std::string_view revision)>;

// A configuration to be saved, with what is kept beside it. Made where the text is parsed, so that the writing thread
// has only to store it.
struct NewConfiguration {
  std::string json;  // checked already
  std::string content_hash;
  std::string surface_hash;  // empty: not known, so that the next save has to compare
  std::optional<std::string> note;
};
NewConfiguration make_configuration(json::Value configuration, std::optional<std::string> note = {});
NewConfiguration make_configuration(std::string json);  // without its surface

// Where a save gets the step of its version text from. Equal surfaces need no comparison. Otherwise the two configurations
// were compared before, or are compared here on the writing thread, or the save fails as `undecided` and does nothing.
struct StepSource {
  struct Comparison {
    std::int64_t base_number;  // the current version it was made with
    compare::Step step;
  };
  std::optional<Comparison> comparison;
  bool may_compare = false;
};

// `1.4.2` and a step: `1.4.3`, `1.5.0`, `2.0.0`. Never longer than limits::version_text_max: a place that is full makes
// the one before it count up.
std::string next_version(std::string_view version, compare::Step step);

// What a save came to: the version that is current now, and whether it was made by this save.
struct Saved {
  std::int64_t number;
  bool is_new;
};

struct VersionsQuery {
  std::optional<std::int64_t> before;  // only numbers below
  std::size_t count_max = 0;
  bool with_configurations = false;
};
struct VersionsPage {
  std::vector<Version> versions;  // newest first
  bool has_more = false;
};
// With configurations a page ends early where it would exceed limits::versions_page_bytes.
Result<VersionsPage> list_versions(db::Connection& connection, TeamId team, const ConnectorId& id,
                                   const VersionsQuery& query);
// With its configuration and its labels.
Result<Version> get_version(db::Connection& connection, TeamId team, const ConnectorId& id, std::int64_t number);
// The current one's number.
Result<std::int64_t> get_current_number(db::Connection& connection, TeamId team, const ConnectorId& id);

// Appends a version with the content of an earlier one; none where the current one has that content.
struct Restoration {
  std::int64_t number = 0;
  StepSource step;
};
Result<Saved> restore_version(Writing& writing, TeamId team, const ConnectorId& id, const Restoration& restoration,
                              RevisionTest if_match, const Actor& actor);

// The label is moved where another version of the connector has it.
Result<void> set_label(Writing& writing, TeamId team, const ConnectorId& id, std::int64_t number,
                       std::string_view label, const Actor& actor);
Result<void> remove_label(Writing& writing, TeamId team, const ConnectorId& id, std::int64_t number,
                          std::string_view label, const Actor& actor);

}  // namespace connectory::store
