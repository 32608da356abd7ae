#pragma once

// Drafts. A connector has at most one configuration that is being worked on, stored as it was sent and not validated. A
// draft has the version that it is based on, and can be published only while that version is the current one.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.

#include <optional>

#include "store/versions.h"

namespace connectory::store {

// Whether the caller accepts the draft's revision; null if there is no draft.
using DraftTest = base::FunctionRef<bool(const std::string* revision)>;

struct DraftChange {
  NewConfiguration configuration;
  std::optional<std::int64_t> base_number;  // absent: unchanged; for a new draft, the current version
};

// With its configuration.
Result<Draft> get_draft(db::Connection& connection, TeamId team, const ConnectorId& id);
// Returns the draft without its configuration. A configuration identical to the saved one changes nothing.
Result<Draft> save_draft(Writing& writing, TeamId team, const ConnectorId& id, const DraftChange& change,
                         DraftTest if_match, const Actor& actor);
Result<void> delete_draft(Writing& writing, TeamId team, const ConnectorId& id, DraftTest if_match, const Actor& actor);

// What the caller has reviewed: the revision of the draft, and the current version with which it was compared.
struct Publication {
  std::string draft_revision;
  StepSource::Comparison comparison;
  std::optional<std::string> note;  // replaces the draft's note
};
// Makes the draft the current version, and deletes the draft. There is no new version if the current one has the same
// content.
// Errors: precondition_failed if the draft has changed, outdated if the current version has.
Result<Saved> publish_draft(Writing& writing, TeamId team, const ConnectorId& id, const Publication& publication,
                            const Actor& actor);

}  // namespace connectory::store
