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

}  // namespace connectory::api
