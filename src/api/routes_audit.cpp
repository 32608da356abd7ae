#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;
using Place = Parameter::Place;

void add_audit(std::vector<Route>& table) {
  table.push_back(
      {.method = net::Method::get,
       .path = "/v1/teams/{team_id}/audit",
       .operation_id = "listAudit",
       .tag = "Teams",
       .summary = "List who changed what",
       .description = "Newest first. Send `meta.next` as `cursor` for the next page; it is null on the last one. With "
                      "`action`, `subject` or `actor`, a call searches 10000 changes: a page may then be "
                      "short or empty and still have a next page.",
       .scope = Scope::team_settings_read,
       .handler = &list_audit,
       .parameters = {{Place::query, "limit", R"({"type":"integer","minimum":1,"maximum":1000,"default":100})",
                       "The maximum number of changes."},
                      {Place::query, "cursor", R"({"type":"string","pattern":"^[0-9a-f]{12}[A-Za-z0-9_-]{8}$"})",
                       "Where the page begins: `meta.next` of the previous page."},
                      {Place::query, "before", time_schema,
                       "Only changes before this time: ISO 8601, with an offset, `Z`, or a date alone "
                       "(midnight UTC)."},
                      {Place::query, "action", R"({"type":"string","examples":["connector.update"]})",
                       "Only changes of this kind."},
                      {Place::query, "subject", R"({"type":"string","examples":["T3S70"]})",
                       "Only changes to the object with this id."},
                      {Place::query, "actor", R"({"type":"string","examples":["key:ci"]})",
                       "Only changes by this actor, or by the key or client with this id."}},
       .body = {},
       .successes = {{200, "The changes.", {{json_type, "Audit"}}, {}}},
       .problems = with_common({})});
}

}  // namespace connectory::api
