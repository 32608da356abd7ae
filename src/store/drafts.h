#pragma once

// Drafts: a configuration that is being worked on, at most one of each connector, kept as it is sent and not checked. It
// knows the version it was made from, and replaces the current one only while that is still the same.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of another team is not_found.

#include <optional>

#include "store/versions.h"

namespace connectory::store {

// Answers whether the draft's revision is one that the caller accepts; null where there is no draft.
using DraftTest = base::FunctionRef<bool(const std::string* revision)>;

struct DraftChange {
  NewConfiguration configuration;
  std::optional<std::int64_t> base_number;  // absent: as it was, and for a new draft the current version
};

// With its configuration.
Result<Draft> get_draft(db::Connection& connection, TeamId team, const ConnectorId& id);
// Answers the draft without its configuration. One that is the saved one to the letter changes nothing.
Result<Draft> save_draft(Writing& writing, TeamId team, const ConnectorId& id, const DraftChange& change,
                         DraftTest if_match, const Actor& actor);
Result<void> delete_draft(Writing& writing, TeamId team, const ConnectorId& id, DraftTest if_match, const Actor& actor);

// What the caller has looked at: the draft by its revision, and the current version, which the step is counted from.
struct Publication {
  std::string draft_revision;
  StepSource::Comparison comparison;
  std::optional<std::string> note;  // instead of the draft's own
};
// Makes the draft the current version and takes it away. No new version where the current one has its content.
// Errors: precondition_failed where the draft is another one now, outdated where the current version is.
Result<Saved> publish_draft(Writing& writing, TeamId team, const ConnectorId& id, const Publication& publication,
                            const Actor& actor);

}  // namespace connectory::store
