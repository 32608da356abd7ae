#pragma once

// Teams, and the people in them.
// Threads: inside Store::read and Store::write. Errors: store::Error.

#include <optional>
#include <vector>

#include "store/store.h"

namespace connectory::store {

struct NewTeam {
  std::optional<TeamId> id;  // absent: the next free one is chosen
  std::string name;
};

struct NewUser {
  TeamId team;
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string role;
};

Result<Team> create_team(Writing& writing, const NewTeam& team, const Actor& actor);
Result<Team> get_team(db::Connection& connection, TeamId id);
Result<std::vector<Team>> list_teams(db::Connection& connection);

// Adds a person to a team. A person who is already known by that email keeps their name and number, and gets the role
// in this team.
Result<User> add_user(Writing& writing, const NewUser& user, const Actor& actor);
Result<std::vector<User>> list_users(db::Connection& connection, TeamId team);

}  // namespace connectory::store
