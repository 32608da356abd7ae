#include <utility>

#include "api/handlers.h"
#include "api/route.h"

namespace connectory::api {
namespace {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view yaml_type = "application/yaml";
constexpr std::string_view zip_type = "application/zip";
constexpr std::string_view bytes_type = "application/octet-stream";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view file_form_type = "multipart/form-data";

constexpr Parameter if_none_match{Place::header, "If-None-Match", R"({"type":"string"})",
                                  "Entity tags that the caller has; the answer is 304 where one of them still holds."};
constexpr Parameter if_match{Place::header, "If-Match", R"({"type":"string"})",
                             "The entity tag that the change is based on; 412 if the connector has changed since."};
constexpr Parameter if_none_match_of_change{
    Place::header, "If-None-Match", R"({"type":"string"})",
    "Entity tags of states that must not be changed; 412 if one of them is current, and for * always."};

constexpr std::string_view time_schema =
    R"({"type":"string","anyOf":[{"format":"date-time"},{"format":"date"}],"examples":["2025-01-31T12:30:00.250Z"]})";

// Problems of every call that needs a credential.
std::vector<Problem> with_common(std::vector<Problem> own) {
  own.insert(own.end(), {bad_request, unauthorized, forbidden, permission_error, too_many_requests,
                         internal_server_error, service_unavailable});
  return own;
}

// Every path of a connector's versions and draft.
#define ONE_CONNECTOR "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}"

void add_versions(std::vector<Route>& table) {
  table.push_back(
      {.method = net::Method::get,
       .path = ONE_CONNECTOR "/versions",
       .operation_id = "listVersions",
       .tag = "Versions",
       .summary = "List the versions of a connector's configuration",
       .description = "Newest first. next_cursor leads to the page of older ones.",
       .scope = Scope::cb_connectors_read,
       .handler = &list_versions,
       .parameters = {{Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "Versions on a page; fewer where their configurations are large."},
                      {Place::query, "cursor", R"({"type":"string","pattern":"^[1-9][0-9]{0,18}$"})",
                       "The next_cursor of the page before."},
                      {Place::query, "include_configs", R"({"type":"boolean","default":false})",
                       "Whether each version comes with its configuration."},
                      if_none_match},
       .body = {},
       .successes = {{200, "The versions.", {{json_type, "VersionList"}}, {"ETag"}},
                     {304, "The list is still what the caller has.", {}, {"ETag"}}},
       .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR "/versions/{version_number}",
                   .operation_id = "getVersion",
                   .tag = "Versions",
                   .summary = "Read one version with its configuration",
                   .description = "The configuration comes back exactly as it was saved. The answer never changes.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &get_version,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The version.", {{json_type, "VersionContent"}}, {"ETag", "Cache-Control"}},
                                 {304, "The version is what the caller has.", {}, {"ETag", "Cache-Control"}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR "/versions/{version_number}/diff/{other_number}",
                   .operation_id = "diffVersions",
                   .tag = "Versions",
                   .summary = "Tell what differs between two versions",
                   .description =
                       "From the first to the second: what breaks for users, and every change with its JSON Pointer. "
                       "Elements of arrays are paired by id, name, value or label where they have one.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &diff_versions,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The differences.", {{json_type, "VersionDiff"}}, {"ETag"}},
                                 {304, "They are what the caller has.", {}, {"ETag"}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::post,
                   .path = ONE_CONNECTOR "/versions/{version_number}/restore",
                   .operation_id = "restoreVersion",
                   .tag = "Versions",
                   .summary = "Go back to a version",
                   .description = "Publishes its configuration as a new version; none where it is the current one's.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &restore_version,
                   .parameters = {if_match},
                   .body = {},
                   .successes = {{200, "The current version, which has that content.", {{json_type, "Version"}}, {}},
                                 {201, "The new version.", {{json_type, "Version"}}, {"Location"}}},
                   .problems = with_common({not_found, precondition_failed, unprocessable_content}),
                   .event = "version.restore",
                   .refused_event = "configuration.refused"});
  table.push_back({.method = net::Method::put,
                   .path = ONE_CONNECTOR "/versions/{version_number}/labels/{label}",
                   .operation_id = "setVersionLabel",
                   .tag = "Versions",
                   .summary = "Label a version",
                   .description = "A label belongs to one version; it is moved where another has it. At most 100.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &set_version_label,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Labelled.", {}, {}}},
                   .problems = with_common({not_found, limit_reached}),
                   .event = "version.label"});
  table.push_back({.method = net::Method::delete_,
                   .path = ONE_CONNECTOR "/versions/{version_number}/labels/{label}",
                   .operation_id = "removeVersionLabel",
                   .tag = "Versions",
                   .summary = "Take a label off a version",
                   .description = "",
                   .scope = Scope::cb_connectors_write,
                   .handler = &remove_version_label,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Taken off.", {}, {}}},
                   .problems = with_common({not_found}),
                   .event = "version.unlabel"});
}

constexpr Parameter draft_if_match{Place::header, "If-Match", R"({"type":"string"})",
                                   "The entity tag of the draft that is meant; 412 where it is another one now."};

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
                                 {304, "The draft is still what the caller has.", {}, {"ETag"}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::put,
                   .path = ONE_CONNECTOR "/draft",
                   .operation_id = "saveDraft",
                   .tag = "Drafts",
                   .summary = "Save the draft",
                   .description =
                       "One draft a connector; users do not notice it until it is published. It need not be valid. "
                       "YAML is the configuration alone.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &save_draft,
                   .parameters = {draft_if_match,
                                  {Place::header, "If-None-Match", R"({"type":"string"})",
                                   "* makes a new draft only; 412 where there is one."}},
                   .body = {{json_type, "SaveDraft"}, {yaml_type, "ConfigurationObject"}},
                   .successes = {{200, "Saved.", {{json_type, "Draft"}}, {"ETag"}}},
                   .problems = with_common({not_found, precondition_failed, payload_too_large, unsupported_media_type,
                                            unprocessable_entity}),
                   .event = "draft.save"});
  table.push_back({.method = net::Method::delete_,
                   .path = ONE_CONNECTOR "/draft",
                   .operation_id = "deleteDraft",
                   .tag = "Drafts",
                   .summary = "Throw the draft away",
                   .description = "",
                   .scope = Scope::cb_connectors_write,
                   .handler = &delete_draft,
                   .parameters = {draft_if_match},
                   .body = {},
                   .successes = {{204, "Gone.", {}, {}}},
                   .problems = with_common({not_found, precondition_failed}),
                   .event = "draft.delete"});
  table.push_back(
      {.method = net::Method::post,
       .path = ONE_CONNECTOR "/publish",
       .operation_id = "publishDraft",
       .tag = "Drafts",
       .summary = "Publish the draft",
       .description =
           "Makes it the connector's configuration, as a new version. Refused where another version than its "
           "base_version is published, and where it breaks something for users without allow_breaking.",
       .scope = Scope::cb_connectors_write,
       .handler = &publish_draft,
       .parameters = {draft_if_match},
       .body = {{json_type, "PublishDraft"}},
       .is_body_optional = true,
       .successes = {{200,
                      "With dry_run: what would happen. Else the current version, which has that content already.",
                      {{json_type, "PublishResult"}},
                      {}},
                     {201, "The new version.", {{json_type, "Version"}}, {"Location"}}},
       .problems = with_common({not_found, outdated, breaking_change, precondition_failed, payload_too_large,
                                unsupported_media_type, unprocessable_entity, unprocessable_content}),
       .event = "draft.publish",
       .refused_event = "configuration.refused"});
}

#undef ONE_CONNECTOR

std::vector<Route> make_routes() {
  std::vector<Route> table;

  // ---- Connectors ----
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors",
                   .operation_id = "listConnectors",
                   .tag = "Connectors",
                   .summary = "List the team's connectors",
                   .description = "Newest first, at most 1000. If there are more, Link has the URL of the next page.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &list_connectors,
                   .parameters = {{Place::query, "include_configs", R"({"type":"boolean","default":false})",
                                   "Whether each connector comes with its configuration."},
                                  {Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000})",
                                   "How many connectors a page has at most. The answer then has `next`."},
                                  {Place::query, "after", R"({"type":"string","examples":["1764259200000.T3S70"]})",
                                   "Where the page begins: the value that the `next` link of the page before has."},
                                  if_none_match},
                   .body = {},
                   .successes = {{200, "The connectors.", {{json_type, "ConnectorList"}}, {"ETag", "Link"}},
                                 {304, "The list is still what the caller has.", {}, {"ETag", "Link"}}},
                   .problems = with_common({})});
  table.push_back(
      {.method = net::Method::post,
       .path = "/v1/teams/{team_id}/connector_builder/connectors",
       .operation_id = "createConnector",
       .tag = "Connectors",
       .summary = "Create a connector, or duplicate one",
       .description = "A new connector starts with a small valid configuration; a duplicate takes the original's. The "
                      "same fields are taken as JSON, where null is as good as absent.",
       .scope = Scope::cb_connectors_write,
       .handler = &create_connector,
       .parameters = {},
       // Only what the published contract has: of two kinds of body, generated clients take the other one, or none.
       .body = {{form_type, "CreateConnector"}},
       .successes = {{201, "The new connector.", {{json_type, "ConnectorWithConfiguration"}}, {"Location", "ETag"}}},
       .problems = with_common(
           {not_found, payload_too_large, unsupported_media_type, unprocessable_entity, duplication_failed}),
       .event = "connector.create"});
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}",
                   .operation_id = "getConnector",
                   .tag = "Connectors",
                   .summary = "Read one connector with its configuration",
                   .description = "The configuration comes back exactly as it was saved.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &get_connector,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The connector.", {{json_type, "ConnectorWithConfiguration"}}, {"ETag"}},
                                 {304, "The connector is still what the caller has.", {}, {"ETag"}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::put,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}",
                   .operation_id = "updateConnector",
                   .tag = "Connectors",
                   .summary = "Change a connector, its configuration, or both",
                   .description = "Taken whole or refused whole. A changed configuration becomes a new version.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &update_connector,
                   .parameters = {if_match, if_none_match_of_change},
                   .body = {{json_type, "UpdateConnector"}},
                   .successes = {{204, "Changed.", {}, {}}},
                   .problems = with_common({not_found, precondition_failed, payload_too_large, unsupported_media_type,
                                            unprocessable_entity, unprocessable_content}),
                   .event = "connector.update",
                   .refused_event = "configuration.refused"});
  table.push_back({.method = net::Method::delete_,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}",
                   .operation_id = "deleteConnector",
                   .tag = "Connectors",
                   .summary = "Delete a connector with all its data",
                   .description = "Its identifier is never given out again.",
                   .scope = Scope::cb_connectors_write,
                   .handler = &delete_connector,
                   .parameters = {if_match},
                   .body = {},
                   .successes = {{204, "Deleted.", {}, {}}},
                   .problems = with_common({not_found, precondition_failed})});

  add_versions(table);
  add_drafts(table);
  // ---- Secrets ----
  constexpr std::string_view secrets_path =
      "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/secrets";
  constexpr std::string_view secret_path =
      "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/secrets/{secret_placeholder}";
  table.push_back({.method = net::Method::get,
                   .path = secrets_path,
                   .operation_id = "listSecrets",
                   .tag = "Secrets",
                   .summary = "List a connector's secrets",
                   .description = "Their names and placeholders, at most 100; values are never given out.",
                   .scope = Scope::cb_secrets_read,
                   .handler = &list_secrets,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The secrets.", {{json_type, "SecretList"}}, {}}},
                   .problems = with_common({not_found})});
  table.push_back(
      {.method = net::Method::post,
       .path = secrets_path,
       .operation_id = "createSecret",
       .tag = "Secrets",
       .summary = "Add a secret to a connector",
       .description = "A configuration uses it as {{ secrets.sec_a23f23d26 }}, with the placeholder that it gets here. "
                      "The same fields are taken as a form.",
       .scope = Scope::cb_secrets_write,
       .handler = &create_secret,
       .parameters = {},
       .body = {{json_type, "CreateSecret"}},
       .successes =
           {{201, "All secrets of the connector, the new one among them.", {{json_type, "SecretList"}}, {"Location"}}},
       .problems = with_common(
           {not_found, conflict_error, limit_reached, payload_too_large, unsupported_media_type, unprocessable_entity}),
       .event = "secret.create"});
  table.push_back(
      {.method = net::Method::put,
       .path = secret_path,
       .operation_id = "updateSecret",
       .tag = "Secrets",
       .summary = "Give a secret another value",
       .description = "Name and placeholder stay. A secret that came with a duplicate gets its first value so.",
       .scope = Scope::cb_secrets_write,
       .handler = &update_secret,
       .parameters = {},
       .body = {{json_type, "UpdateSecret"}},
       .successes = {{204, "Changed.", {}, {}}},
       .problems = with_common({not_found, payload_too_large, unsupported_media_type, unprocessable_entity}),
       .event = "secret.update"});
  table.push_back({.method = net::Method::delete_,
                   .path = secret_path,
                   .operation_id = "deleteSecret",
                   .tag = "Secrets",
                   .summary = "Delete a secret",
                   .description = "Configurations that use it can no longer be run.",
                   .scope = Scope::cb_secrets_write,
                   .handler = &delete_secret,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Deleted.", {}, {}}},
                   .problems = with_common({not_found}),
                   .event = "secret.delete"});

  // ---- Logs ----
  table.push_back(
      {.method = net::Method::get,
       .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/logs",
       .operation_id = "listLogs",
       .tag = "Logs",
       .summary = "List what happened to a connector",
       .description = "Newest first. No two entries of a connector have the same `log_time`: that of the last "
                      "entry, as `before`, leads to the next page.",
       .scope = Scope::cb_logs_read,
       .handler = &list_logs,
       .parameters = {{Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "How many entries at most."},
                      {Place::query, "before", time_schema,
                       "Only entries before this time: ISO 8601, with an offset, `Z`, or a date alone "
                       "(midnight UTC)."}},
       .body = {},
       .successes = {{200, "The entries.", {{json_type, "LogList"}}, {}}},
       .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/logs/{log_id}",
                   .operation_id = "getLog",
                   .tag = "Logs",
                   .summary = "Read one entry with its details",
                   .description = "",
                   .scope = Scope::cb_logs_read,
                   .handler = &get_log,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The entry.", {{json_type, "LogEntryWithDetail"}}, {}}},
                   .problems = with_common({not_found})});
  // ---- Archives ----
  table.push_back(
      {.method = net::Method::get,
       .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/export",
       .operation_id = "exportConnector",
       .tag = "Archives",
       .summary = "Take a connector out as an archive",
       .description = "With its versions, labels, draft and logo, and the names of its secrets; never their values.",
       .scope = Scope::cb_connectors_read,
       .handler = &export_connector,
       .parameters = {},
       .body = {},
       .successes = {{200, "The archive.", {{zip_type, "Archive"}}, {}}},
       .problems = with_common({not_found, limit_reached})});
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/connector_builder/export",
                   .operation_id = "exportTeam",
                   .tag = "Archives",
                   .summary = "Take all connectors of the team out as one archive",
                   .description = "As they are at one moment.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &export_team,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The archive.", {{zip_type, "Archive"}}, {}}},
                   .problems = with_common({limit_reached})});
  table.push_back(
      {.method = net::Method::post,
       .path = "/v1/teams/{team_id}/connector_builder/import",
       .operation_id = "importConnectors",
       .tag = "Archives",
       .summary = "Make connectors of an archive",
       .description =
           "All of them or none. Their versions keep authors and times; their secrets have no values until those are set.",
       .scope = Scope::cb_connectors_write,
       .handler = &import_connectors,
       .parameters = {{Place::query, "keep_identifiers", R"({"type":"boolean","default":false})",
                       "Whether the connectors keep their identifiers; 409 where one was ever used here."}},
       .body = {{zip_type, "Archive"}, {bytes_type, "Archive"}},
       .successes =
           {{201, "The new connectors, with their configurations.", {{json_type, "ConnectorList"}}, {"Location"}}},
       .problems = with_common(
           {conflict_error, payload_too_large, unsupported_media_type, unprocessable_entity, unprocessable_content}),
       .event = "connector.import"});

  // ---- Configurations ----
  table.push_back({.method = net::Method::post,
                   .path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/validate",
                   .operation_id = "validateConnector",
                   .tag = "Configurations",
                   .summary = "Check a configuration for a connector",
                   .description =
                       "The configuration that is sent, or, without a body, the one that is saved. Nothing is "
                       "saved. Also says which of its secrets are not stored.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &validate_connector,
                   .parameters = {},
                   .body = {{json_type, "AnyConfiguration"}, {yaml_type, ""}},
                   .is_body_optional = true,
                   .successes = {{200, "What was found.", {{json_type, "Validation"}}, {}}},
                   .problems = with_common({not_found, payload_too_large, unsupported_media_type})});
  table.push_back({.method = net::Method::post,
                   .path = "/connector_builder/v1/validate",
                   .operation_id = "validateConfiguration",
                   .tag = "Configurations",
                   .summary = "Check a configuration",
                   .description = "No connector is needed, and nothing is saved.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &validate_configuration,
                   .parameters = {},
                   .body = {{json_type, "AnyConfiguration"}, {yaml_type, ""}},
                   .is_body_optional = true,  // nothing is a text, too: one with a finding
                   .successes = {{200, "What was found.", {{json_type, "Validation"}}, {}}},
                   .problems = with_common({payload_too_large, unsupported_media_type})});
  table.push_back(
      {.method = net::Method::get,
       .path = "/connector_builder/v1/schema/{schema_version}",
       .operation_id = "getSchema",
       .tag = "Configurations",
       .summary = "Read the JSON Schema of configurations",
       .description = "For editors and for checking by other tools.",
       .scope = {},
       .handler = &configuration_schema,
       .parameters = {{Place::query, "draft", R"({"type":"string","enum":["2019-09","07"],"default":"2019-09"})",
                       "The draft of JSON Schema; editors understand 07 best."}},
       .body = {},
       .successes = {{200, "The schema.", {{json_type, ""}}, {}}},
       .problems = {bad_request, not_found}});
  // ---- Logos ----
  constexpr std::string_view logo_path = "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/logo";
  table.push_back({.method = net::Method::get,
                   .path = logo_path,
                   .operation_id = "getLogo",
                   .tag = "Connectors",
                   .summary = "Read where a connector's logo is",
                   .description = "A connector without one has the logo that stands for all such.",
                   .scope = Scope::cb_logo_read,
                   .handler = &get_logo,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The URL of its logo.", {{json_type, "Logo"}}, {}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::post,
                   .path = logo_path,
                   .operation_id = "uploadLogo",
                   .tag = "Connectors",
                   .summary = "Give a connector a logo",
                   .description = "A PNG or JPEG of at most 5 MB, judged by its bytes and not by its name or declared "
                                  "type. What is served is made from its pixels alone, at most 512 on an edge, as PNG.",
                   .scope = Scope::cb_logo_write,
                   .handler = &upload_logo,
                   .parameters = {},
                   .body = {{file_form_type, "UploadLogo"}},
                   .successes = {{201, "The URL of its new logo.", {{json_type, "Logo"}}, {"Location"}}},
                   .problems = with_common({not_found, payload_too_large, unsupported_media_type}),
                   .event = "logo.set"});
  table.push_back({.method = net::Method::delete_,
                   .path = logo_path,
                   .operation_id = "deleteLogo",
                   .tag = "Connectors",
                   .summary = "Take a connector's logo away",
                   .description = "It has the logo of those without one from then on.",
                   .scope = Scope::cb_logo_write,
                   .handler = &delete_logo,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Gone, or there was none.", {}, {}}},
                   .problems = with_common({not_found}),
                   .event = "logo.remove"});
  table.push_back(
      {.method = net::Method::get,
       .path = "/logos/{file}",
       .operation_id = "logoImage",
       .tag = "Connectors",
       .summary = "The image of a logo",
       .description = "What a `logo_url` leads to. Another image has another URL: keep it as long as you like.",
       .scope = {},
       .handler = &logo_image,
       .parameters = {if_none_match},
       .body = {},
       .successes = {{200, "The image.", {{"image/png", ""}}, {"ETag"}},
                     {304, "The image is still what the caller has.", {}, {"ETag"}}},
       .problems = {not_found, service_unavailable}});

  // ---- Teams ----
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}",
                   .operation_id = "getTeam",
                   .tag = "Teams",
                   .summary = "Read the team",
                   .description = "",
                   .scope = Scope::team_read,
                   .handler = &get_team,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The team.", {{json_type, "Team"}}, {}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = "/v1/teams/{team_id}/users",
                   .operation_id = "listTeamUsers",
                   .tag = "Teams",
                   .summary = "List the people in the team",
                   .description = "At most 1000.",
                   .scope = Scope::user_read,
                   .handler = &list_team_users,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The people.", {{json_type, "TeamUsers"}}, {}}},
                   .problems = with_common({not_found})});

  table.push_back(
      {.method = net::Method::get,
       .path = "/v1/teams/{team_id}/audit",
       .operation_id = "listAudit",
       .tag = "Teams",
       .summary = "List who changed what",
       .description = "Newest first. `meta.next`, as `cursor`, leads to the next page; it is null at the end. With "
                      "`action`, `subject` or `actor`, a call looks at the last 10000 changes: a page may then be "
                      "short, or empty, and still have a next one.",
       .scope = Scope::team_settings_read,
       .handler = &list_audit,
       .parameters = {{Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "How many changes at most."},
                      {Place::query, "cursor", R"({"type":"string","pattern":"^[0-9a-f]{12}[A-Za-z0-9_-]{8}$"})",
                       "Reads on behind this change: `meta.next` of the page before."},
                      {Place::query, "before", time_schema,
                       "Only changes before this time: ISO 8601, with an offset, `Z`, or a date alone "
                       "(midnight UTC)."},
                      {Place::query, "action", R"({"type":"string","examples":["connector.update"]})",
                       "Only changes of this kind."},
                      {Place::query, "subject", R"({"type":"string","examples":["T3S70"]})",
                       "Only changes of this thing."},
                      {Place::query, "actor", R"({"type":"string","examples":["key:ci"]})",
                       "Only changes that this actor made, or this key or client by its id."}},
       .body = {},
       .successes = {{200, "The changes.", {{json_type, "Audit"}}, {}}},
       .problems = with_common({})});

  // ---- OAuth ----
  table.push_back({.method = net::Method::post,
                   .path = "/oauth/token",
                   .operation_id = "issueToken",
                   .tag = "Access tokens",
                   .summary = "Get an access token for a client",
                   .description =
                       "OAuth 2 client credentials (RFC 6749, section 4.4). The client's id and secret come by HTTP "
                       "Basic or in the form. A token lives one hour.",
                   .scope = {},
                   .handler = &issue_token,
                   .parameters = {},
                   .body = {{form_type, "TokenRequest"}},
                   .successes = {{200, "The token.", {{json_type, "Token"}}, {}}},
                   .problems = {bad_request, unauthorized, payload_too_large, too_many_requests, internal_server_error,
                                service_unavailable}});
  table.push_back({.method = net::Method::post,
                   .path = "/oauth/revoke",
                   .operation_id = "revokeToken",
                   .tag = "Access tokens",
                   .summary = "Revoke an access token",
                   .description = "RFC 7009. At once; a token that is not known is no error.",
                   .scope = {},
                   .handler = &revoke_token,
                   .parameters = {},
                   .body = {{form_type, "RevokeRequest"}},
                   .successes = {{200, "Revoked.", {{json_type, ""}}, {}}},
                   .problems = {bad_request, unauthorized, payload_too_large, too_many_requests, internal_server_error,
                                service_unavailable}});
  table.push_back({.method = net::Method::get,
                   .path = "/.well-known/oauth-authorization-server",
                   .operation_id = "oauthMetadata",
                   .tag = "Access tokens",
                   .summary = "Where the OAuth endpoints are",
                   .description = "RFC 8414.",
                   .scope = {},
                   .handler = &oauth_metadata,
                   .parameters = {},
                   .body = {},
                   .successes = {{200, "The metadata.", {{json_type, ""}}, {}}},
                   .problems = {}});

  // ---- Operations ----
  const auto open = [&](std::string_view path, std::string_view id, std::string_view summary, Handler handler,
                        std::vector<Content> contents, std::vector<Problem> problems) {
    const bool is_health_check = path == "/livez" || path == "/readyz";
    if (!is_health_check) problems.push_back(too_many_requests);
    table.push_back({.method = net::Method::get,
                     .path = path,
                     .operation_id = id,
                     .tag = "Operations",
                     .summary = summary,
                     .description = "",
                     .scope = {},
                     .handler = handler,
                     .parameters = {},
                     .body = {},
                     .is_health_check = is_health_check,
                     .successes = {{200, "The answer.", std::move(contents), {}}},
                     .problems = std::move(problems)});
  };
  open("/livez", "livez", "Whether the process answers", &livez, {{json_type, "Status"}}, {});
  open("/readyz", "readyz", "Whether requests may be sent here", &readyz, {{json_type, "Status"}},
       {service_unavailable});
  open("/metrics", "metrics", "Figures in Prometheus's text format", &metrics, {{"text/plain", ""}}, {});
  open("/openapi.json", "openapiJson", "This document", &openapi_as_json, {{json_type, ""}}, {});
  open("/openapi.yaml", "openapiYaml", "This document as YAML", &openapi_as_yaml, {{"application/yaml", ""}}, {});
  open("/docs", "docs", "This document as a page for people", &docs_page, {{"text/html", ""}}, {});
  open("/docs/{asset}", "docsAsset", "Scripts and styles of that page", &docs_asset,
       {{"text/javascript", ""}, {"text/css", ""}, {"image/svg+xml", ""}}, {not_found});
  open("/favicon.ico", "favicon", "The icon that browsers ask for", &favicon, {{"image/svg+xml", ""}}, {});
  return table;
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table = make_routes();
  return table;
}

std::string_view name_of(net::Method method) {
  switch (method) {
    case net::Method::get: return "GET";
    case net::Method::head: return "HEAD";
    case net::Method::post: return "POST";
    case net::Method::put: return "PUT";
    case net::Method::patch: return "PATCH";
    case net::Method::delete_: return "DELETE";
    case net::Method::options: return "OPTIONS";
    case net::Method::other: return "";
  }
  std::unreachable();
}

}  // namespace connectory::api
