#include <fmt/format.h>

#include "cli/noun_impl.h"
#include "store/teams.h"

namespace connectory::cli {
namespace {

struct TeamOptions {
  std::string name;
  std::int64_t id = 0;  // 0: chosen automatically
};

void write_team(json::Writer& writer, const store::Team& team) {
  writer.begin_object().member("team_id", team.id.value()).member("name", team.name);
  writer.member("display_id", team.display_id).member("status", team.status);
  writer.member("created_at", base::to_iso8601(team.created_at)).end_object();
}

Exit create_team(const Common& common, const TeamOptions& options) {
  auto place = Workplace::open(common.data, true);
  if (!place) return place.error();
  const store::NewTeam wanted{options.id == 0 ? std::nullopt : std::optional(store::TeamId(options.id)), options.name};
  const auto team = (*place)->store->write_now(
      [&](store::Writing& writing) { return store::create_team(writing, wanted, (*place)->actor); });
  if (!team) return complain_of("the team was not created", team.error());
  return answer(
      common, [&](json::Writer& writer) { write_team(writer, *team); },
      fmt::format("Created team {} ({}). Next: connectory key create --team {} --role OWNER --name admin",
                  team->id.value(), team->name, team->id.value()));
}

Exit list_teams(const Common& common, const NoOptions& /*none*/) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto teams =
      (*place)->store->read_now([](db::Connection& connection) { return store::list_teams(connection); });
  if (!teams) return complain_of("teams cannot be listed", teams.error());
  return answer_list(common, *teams, write_team, {"ID", "NAME", "DISPLAY ID", "CREATED"}, [](const store::Team& team) {
    return std::vector{std::to_string(team.id.value()), team.name, team.display_id, base::to_iso8601(team.created_at)};
  });
}

}  // namespace

void add_team(CLI::App& program, Chosen& chosen) {
  CLI::App& team = add_noun(program, "team", "manage teams, which own connectors");

  const auto create = add_verb<TeamOptions>(
      team, chosen, {"create", "create a team", "connectory team create \"Acme\" --id 42"}, create_team);
  create.command.add_option("name", create.options.name, "name of the team")->required()->check(check_name);
  create.command.add_option("--id", create.options.id, "team number; chosen automatically if not given")
      ->check(check_team_number);

  add_verb<NoOptions>(team, chosen, {"list", "list all teams", "connectory team list"}, list_teams);
}

}  // namespace connectory::cli
