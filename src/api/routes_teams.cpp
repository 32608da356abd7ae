#include "api/handlers.h"
#include "api/routes_impl.h"

namespace connectory::api {

using enum Problem;
using service::Scope;

void add_teams(std::vector<Route>& table) {
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
}

}  // namespace connectory::api
