#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

namespace {

constexpr Parameter draft_if_match{Place::header, "If-Match", R"({"type":"string"})",
                                   "The entity tag of the draft; 412 if the draft has changed."};

}  // namespace

void add_drafts(std::vector<Route>& table) {
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR "/draft",
                   .operation_id = "getDraft",
                   .tag = "Drafts",
                   .summary = "Read the draft of a connector's configuration",
                   .description = "",
                   .scope = Scope::cb_connectors_read,
                   .handler = &get_draft,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The draft.", {{json_type, "DraftContent"}}, {"ETag"}},
                                 {304, "The draft has not changed.", {}, {"ETag"}}},
                   .problems = with_common({not_found})});
  table.push_back(
      {.method = net::Method::put,
       .path = ONE_CONNECTOR "/draft",
       .operation_id = "saveDraft",
       .tag = "Drafts",
       .summary = "Save the draft",
       .description =
           "Each connector has at most one draft. It has no effect until it is published, and need not be valid. "
           "A YAML body is the configuration alone.",
       .scope = Scope::cb_connectors_write,
       .handler = &save_draft,
       .parameters = {draft_if_match,
                      {Place::header, "If-None-Match", R"({"type":"string"})",
                       "* only creates a new draft; 412 if there is one."}},
       .body = {{json_type, "SaveDraft"}, {yaml_type, "ConfigurationObject"}},
       .successes = {{200, "Saved.", {{json_type, "Draft"}}, {"ETag"}}},
       .problems = with_common(
           {not_found, precondition_failed, payload_too_large, unsupported_media_type, unprocessable_entity}),
       .event = "draft.save"});
  table.push_back({.method = net::Method::delete_,
                   .path = ONE_CONNECTOR "/draft",
                   .operation_id = "deleteDraft",
                   .tag = "Drafts",
                   .summary = "Delete the draft",
                   .description = "",
                   .scope = Scope::cb_connectors_write,
                   .handler = &delete_draft,
                   .parameters = {draft_if_match},
                   .body = {},
                   .successes = {{204, "Deleted.", {}, {}}},
                   .problems = with_common({not_found, precondition_failed}),
                   .event = "draft.delete"});
  table.push_back(
      {.method = net::Method::post,
       .path = ONE_CONNECTOR "/publish",
       .operation_id = "publishDraft",
       .tag = "Drafts",
       .summary = "Publish the draft",
       .description = "Makes it the connector's configuration, as a new version. Refused if a version other than its "
                      "base_version is published, or if it breaks something for users and allow_breaking is not set.",
       .scope = Scope::cb_connectors_write,
       .handler = &publish_draft,
       .parameters = {draft_if_match},
       .body = {{json_type, "PublishDraft"}},
       .is_body_optional = true,
       .successes = {{200,
                      "With dry_run: what would happen. Otherwise the current version, which already has that content.",
                      {{json_type, "PublishResult"}},
                      {}},
                     {201, "The new version.", {{json_type, "Version"}}, {"Location"}}},
       .problems = with_common({not_found, outdated, breaking_change, precondition_failed, payload_too_large,
                                unsupported_media_type, unprocessable_entity, unprocessable_content}),
       .event = "draft.publish",
       .refused_event = "configuration.refused"});
}

}  // namespace connectory::api
