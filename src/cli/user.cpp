#include <fmt/format.h>

#include "base/try.h"
#include "cli/noun_impl.h"
#include "store/teams.h"

namespace connectory::cli {
namespace {

struct UserOptions {
  std::int64_t team = 0;
  store::NewUser user;
};

struct ListOptions {
  std::int64_t team = 0;
};

std::string check_email(const std::string& email) {
  const std::size_t at = email.find('@');
  const bool has_space = email.find_first_of(" \t\r\n") != std::string::npos;
  return at == 0 || at == std::string::npos || at + 1 == email.size() || has_space ? email + " is not an email address"
                                                                                   : std::string();
}

void write_user(json::Writer& writer, const store::User& user) {
  writer.begin_object().member("user_id", user.id.value()).member("email", user.email);
  writer.member("first_name", user.first_name).member("last_name", user.last_name).member("role", user.role);
  writer.member("created_at", base::to_iso8601(user.created_at)).end_object();
}

Exit add_user_to_team(const Common& common, const UserOptions& options) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  store::NewUser wanted = options.user;
  wanted.team = store::TeamId(options.team);
  const auto user = (*place)->store->write_now(
      [&](store::Writing& writing) { return store::add_user(writing, wanted, (*place)->actor); });
  if (!user) return complain_of("the user was not added", user.error());
  return answer(
      common, [&](json::Writer& writer) { write_user(writer, *user); },
      fmt::format("Added {} to team {} as {}.", user->email, options.team, user->role));
}

Exit list_users(const Common& common, const ListOptions& options) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto users =
      (*place)->store->read_now([&](db::Connection& connection) -> store::Result<std::vector<store::User>> {
        const store::TeamId team(options.team);
        TRY_DO(store::get_team(connection, team));
        return store::list_users(connection, team);
      });
  if (!users) return complain_of("users cannot be listed", users.error());
  return answer_list(
      common, *users, write_user, {"ID", "EMAIL", "FIRST NAME", "LAST NAME", "ROLE"}, [](const store::User& user) {
        return std::vector{std::to_string(user.id.value()), user.email, user.first_name, user.last_name, user.role};
      });
}

}  // namespace

void add_user(CLI::App& program, Chosen& chosen) {
  CLI::App& noun = add_noun(program, "user", "manage the people in teams");

  const auto add = add_verb<UserOptions>(
      noun, chosen,
      {"add", "add a person to a team",
       "connectory user add --team 42 --email ann@example.com --first-name Ann --last-name Lee --role EDITOR"},
      add_user_to_team);
  store::NewUser& user = add.options.user;
  add_team_option(add.command, add.options.team);
  add.command.add_option("--email", user.email, "email address")->required()->check(check_email)->check(check_name);
  add.command.add_option("--first-name", user.first_name, "first name")->required()->check(check_name);
  add.command.add_option("--last-name", user.last_name, "last name")->required()->check(check_name);
  add_role_option(add.command, user.role, true);

  const auto list = add_verb<ListOptions>(
      noun, chosen, {"list", "list the people in a team", "connectory user list --team 42"}, list_users);
  add_team_option(list.command, list.options.team);
}

}  // namespace connectory::cli
