#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

void add_versions(std::vector<Route>& table) {
  table.push_back(
      {.method = net::Method::get,
       .path = ONE_CONNECTOR "/versions",
       .operation_id = "listVersions",
       .tag = "Versions",
       .summary = "List the versions of a connector's configuration",
       .description = "Newest first. Send next_cursor as cursor for the page of older versions.",
       .scope = Scope::cb_connectors_read,
       .handler = &list_versions,
       .parameters = {{Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "The maximum number of versions on a page; fewer if their configurations are large."},
                      {Place::query, "cursor", R"({"type":"string","pattern":"^[1-9][0-9]{0,18}$"})",
                       "The next_cursor of the previous page."},
                      {Place::query, "include_configs", R"({"type":"boolean","default":false})",
                       "Whether each version includes its configuration."},
                      if_none_match},
       .body = {},
       .successes = {{200, "The versions.", {{json_type, "VersionList"}}, {"ETag"}},
                     {304, "The list has not changed.", {}, {"ETag"}}},
       .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR "/versions/{version_number}",
                   .operation_id = "getVersion",
                   .tag = "Versions",
                   .summary = "Read one version with its configuration",
                   .description = "The configuration is returned exactly as it was saved. The answer never changes.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &get_version,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The version.", {{json_type, "VersionContent"}}, {"ETag", "Cache-Control"}},
                                 {304, "The version has not changed.", {}, {"ETag", "Cache-Control"}}},
                   .problems = with_common({not_found})});
  table.push_back({.method = net::Method::get,
                   .path = ONE_CONNECTOR "/versions/{version_number}/diff/{other_number}",
                   .operation_id = "diffVersions",
                   .tag = "Versions",
                   .summary = "Compare two versions",
                   .description =
                       "From the first to the second: what breaks for users, and each change with its JSON Pointer. "
                       "Elements of arrays are matched by id, name, value or label if they have one.",
                   .scope = Scope::cb_connectors_read,
                   .handler = &diff_versions,
                   .parameters = {if_none_match},
                   .body = {},
                   .successes = {{200, "The differences.", {{json_type, "VersionDiff"}}, {"ETag"}},
                                 {304, "The differences have not changed.", {}, {"ETag"}}},
                   .problems = with_common({not_found})});
  table.push_back(
      {.method = net::Method::post,
       .path = ONE_CONNECTOR "/versions/{version_number}/restore",
       .operation_id = "restoreVersion",
       .tag = "Versions",
       .summary = "Restore a version",
       .description = "Publishes its configuration as a new version, unless the current version has the same one.",
       .scope = Scope::cb_connectors_write,
       .handler = &restore_version,
       .parameters = {if_match},
       .body = {},
       .successes = {{200, "The current version, which already has that content.", {{json_type, "Version"}}, {}},
                     {201, "The new version.", {{json_type, "Version"}}, {"Location"}}},
       .problems = with_common({not_found, precondition_failed, unprocessable_content}),
       .event = "version.restore",
       .refused_event = "configuration.refused"});
  table.push_back(
      {.method = net::Method::put,
       .path = ONE_CONNECTOR "/versions/{version_number}/labels/{label}",
       .operation_id = "setVersionLabel",
       .tag = "Versions",
       .summary = "Label a version",
       .description = "A label belongs to one version; if a different version has it, it is moved. At most 100 labels.",
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
                   .summary = "Remove a label from a version",
                   .description = "",
                   .scope = Scope::cb_connectors_write,
                   .handler = &remove_version_label,
                   .parameters = {},
                   .body = {},
                   .successes = {{204, "Removed.", {}, {}}},
                   .problems = with_common({not_found}),
                   .event = "version.unlabel"});
}

}  // namespace connectory::api
