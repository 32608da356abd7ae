#include "api/routes_impl.h"

namespace connectory::api {

std::vector<Problem> with_common(std::vector<Problem> own) {
  using enum Problem;
  own.insert(own.end(), {bad_request, unauthorized, forbidden, permission_error, too_many_requests,
                         internal_server_error, service_unavailable});
  return own;
}

const std::vector<Route>& routes() {
  static const std::vector<Route> table = [] {
    std::vector<Route> made;
    for (const auto add : {&add_connectors, &add_versions, &add_drafts, &add_secrets, &add_logs, &add_archives,
                           &add_configurations, &add_logos, &add_teams, &add_audit, &add_oauth, &add_operations})
      add(made);
    return made;
  }();
  return table;
}

}  // namespace connectory::api
