// Reading teams: API contract, section 3.

#include "store/teams.h"

#include "api/handlers.h"
#include "base/try.h"
#include "json/writer.h"

namespace connectory::api {
namespace {

base::Task<net::Response> load_team(Api& api, Exchange exchange) {
  auto reading = api.parts().store.read(
      [id = exchange.team](db::Connection& connection) { return store::get_team(connection, id); });
  const auto team = co_await std::move(reading);
  if (!team) co_return error_of(exchange, team.error());
  std::string data;
  json::Writer writer(data);
  writer.begin_object().member("team_id", team->id.value()).member("name", team->name);
  writer.member("display_id", team->display_id).member("status", team->status);
  writer.member("created_at", base::to_iso8601(team->created_at)).end_object();
  co_return json_response(200, wrapped(exchange, data));
}

base::Task<net::Response> load_users(Api& api, Exchange exchange) {
  auto reading = api.parts().store.read(
      [id = exchange.team](db::Connection& connection) { return store::list_users(connection, id); });
  const auto users = co_await std::move(reading);
  if (!users) co_return error_of(exchange, users.error());
  std::string data;
  json::Writer writer(data);
  writer.begin_array();
  for (const store::User& user : *users) {
    writer.begin_object().member("user_id", user.id.value()).member("email", user.email);
    writer.member("first_name", user.first_name).member("last_name", user.last_name).member("role", user.role);
    writer.member("created_at", base::to_iso8601(user.created_at)).end_object();
  }
  writer.end_array();
  co_return json_response(200, wrapped(exchange, data));
}

}  // namespace

net::Answer get_team(Api& api, const Exchange& exchange) { return load_team(api, exchange); }
net::Answer list_team_users(Api& api, const Exchange& exchange) { return load_users(api, exchange); }

}  // namespace connectory::api
