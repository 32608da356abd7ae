#pragma once

// The versions of a connector's configuration, numbered from 1. They are appended, never changed and never removed. A
// label is a name that points to one version and can be moved.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "compare/compatibility.h"
#include "json/document.h"
#include "store/store.h"

namespace connectory::store {

// `if_match`: whether the caller accepts the current revision.
using RevisionTest = base::FunctionRef<bool(std::string_view revision)>;

// A configuration to save, with the data that is stored with it. It is created when the text is parsed, so that the
// writing thread only has to store it.
struct NewConfiguration {
  std::string json;  // already validated
  std::string content_hash;
  std::string surface_hash;  // empty: unknown, so the next save must compare
  std::optional<std::string> note;
};
NewConfiguration make_configuration(json::Value configuration, std::optional<std::string> note = {});
NewConfiguration make_configuration(std::string json);  // without its surface hash

// How a save determines the step of its version text. Equal surfaces need no comparison. Otherwise, either the caller
// has already compared the two configurations, or they are compared on the writing thread, or the save fails as
// `undecided` and does nothing.
struct StepSource {
  struct Comparison {
    std::int64_t base_number;  // the version with which the configuration was compared
    compare::Step step;
  };
  std::optional<Comparison> comparison;
  bool may_compare = false;
};

// `1.4.2` and a step: `1.4.3`, `1.5.0`, `2.0.0`. Never longer than limits::version_text_max: if a part has no room
// left, the part before it is increased instead.
std::string next_version(std::string_view version, compare::Step step);

// The result of a save: the current version, and whether this save created it.
struct Saved {
  std::int64_t number;
  bool is_new;
};

struct VersionsQuery {
  std::optional<std::int64_t> before;  // only lower numbers
  std::size_t count_max = 0;
  bool with_configurations = false;
};
struct VersionsPage {
  std::vector<Version> versions;  // newest first
  bool has_more = false;
};
// With configurations, a page ends early if it would exceed limits::versions_page_bytes.
Result<VersionsPage> list_versions(db::Connection& connection, TeamId team, const ConnectorId& id,
                                   const VersionsQuery& query);
// With its configuration and its labels.
Result<Version> get_version(db::Connection& connection, TeamId team, const ConnectorId& id, std::int64_t number);
// The number of the current version.
Result<std::int64_t> get_current_number(db::Connection& connection, TeamId team, const ConnectorId& id);

// Appends a version with the content of an earlier one, unless the current one has that content.
struct Restoration {
  std::int64_t number = 0;
  StepSource step;
};
Result<Saved> restore_version(Writing& writing, TeamId team, const ConnectorId& id, const Restoration& restoration,
                              RevisionTest if_match, const Actor& actor);

// If a different version of the connector has the label, it is moved.
Result<void> set_label(Writing& writing, TeamId team, const ConnectorId& id, std::int64_t number,
                       std::string_view label, const Actor& actor);
Result<void> remove_label(Writing& writing, TeamId team, const ConnectorId& id, std::int64_t number,
                          std::string_view label, const Actor& actor);

}  // namespace connectory::store
