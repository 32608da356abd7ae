#include "store/teams.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/writer.h"
#include "store/audit.h"

namespace connectory::store {
namespace {

constexpr std::size_t display_id_attempts = 20;  // 36^6 are possible; two used ones in a row are a coincidence

Team read_team(const db::Row& row) {
  return {TeamId(row.integer(0)), std::string(row.text(1)), std::string(row.text(2)), row.integer(3), {row.integer(4)}};
}

User read_user(const db::Row& row) {
  return {UserId(row.integer(0)),   std::string(row.text(1)), std::string(row.text(2)),
          std::string(row.text(3)), std::string(row.text(4)), {row.integer(5)}};
}

Result<std::optional<std::int64_t>> read_number(db::Connection& connection, std::string_view sql,
                                                std::initializer_list<db::Value> values) {
  std::optional<std::int64_t> number;
  TRY_DO(connection.query(sql, values, [&](const db::Row& row) {
    if (!row.is_null(0)) number = row.integer(0);
  }));
  return number;
}

}  // namespace

Result<Team> create_team(Writing& writing, const NewTeam& team, const Actor& actor) {
  // The first free number that follows a used one; 1 if there is no team yet.
  TRY(const auto behind, read_number(writing.connection,
                                     "SELECT MIN(t.team_id) FROM teams t WHERE t.team_id < ? AND NOT EXISTS "
                                     "(SELECT 1 FROM teams n WHERE n.team_id = t.team_id + 1)",
                                     {INT64_MAX}));
  Team created{team.id.value_or(TeamId(behind.value_or(0) + 1)), team.name, "", 1, writing.now};
  TRY(const auto taken, read_number(writing.connection, "SELECT 1 FROM teams WHERE team_id = ?", {created.id.value()}));
  if (taken) return std::unexpected(Error::already_exists(fmt::format("team {} already exists", created.id.value())));
  for (std::size_t attempt = 0; attempt < display_id_attempts; ++attempt) {
    created.display_id = "SM_" + writing.random.text(6, base::upper_and_digits);
    TRY(const std::int64_t inserted,
        writing.connection.execute("INSERT INTO teams (team_id, name, display_id, status, created_at) "
                                   "VALUES (?, ?, ?, ?, ?) ON CONFLICT (display_id) DO NOTHING",
                                   {created.id.value(), std::string_view(created.name),
                                    std::string_view(created.display_id), created.status, created.created_at.unix_ms}));
    if (inserted == 0) continue;
    std::string details;
    json::Writer(details).begin_object().member("name", created.name).end_object();
    TRY_DO(record(writing, created.id, actor, {"team.create", std::to_string(created.id.value()), std::move(details)}));
    return created;
  }
  return std::unexpected(Error(Error::Code::internal, "no free display id was found"));
}

Result<Team> get_team(db::Connection& connection, TeamId id) {
  std::optional<Team> team;
  TRY_DO(connection.query("SELECT team_id, name, display_id, status, created_at FROM teams WHERE team_id = ?",
                          {id.value()}, [&](const db::Row& row) { team = read_team(row); }));
  if (!team) return std::unexpected(Error::not_found(fmt::format("No team {}.", id.value())));
  return *std::move(team);
}

Result<std::vector<Team>> list_teams(db::Connection& connection) {
  std::vector<Team> teams;
  TRY_DO(connection.query("SELECT team_id, name, display_id, status, created_at FROM teams ORDER BY team_id", {},
                          [&](const db::Row& row) { teams.push_back(read_team(row)); }));
  return teams;
}

Result<User> add_user(Writing& writing, const NewUser& user, const Actor& actor) {
  TRY_DO(get_team(writing.connection, user.team));
  TRY(const auto last, read_number(writing.connection, "SELECT MAX(user_id) FROM users", {}));
  TRY_DO(
      writing.connection.execute("INSERT INTO users (user_id, email, first_name, last_name, created_at) "
                                 "VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING",
                                 {last.value_or(0) + 1, std::string_view(user.email), std::string_view(user.first_name),
                                  std::string_view(user.last_name), writing.now.unix_ms}));
  TRY(const auto id,
      read_number(writing.connection, "SELECT user_id FROM users WHERE email = ?", {std::string_view(user.email)}));
  TRY(const std::int64_t inserted,
      writing.connection.execute("INSERT INTO team_members (team_id, user_id, role, created_at) VALUES (?, ?, ?, ?) "
                                 "ON CONFLICT (team_id, user_id) DO NOTHING",
                                 {user.team.value(), *id, std::string_view(user.role), writing.now.unix_ms}));
  if (inserted == 0)
    return std::unexpected(
        Error::already_exists(fmt::format("{} is already in team {}", user.email, user.team.value())));
  std::string details;
  json::Writer(details).begin_object().member("user_id", *id).member("role", user.role).end_object();
  TRY_DO(record(writing, user.team, actor, {"user.add", user.email, std::move(details)}));
  writing.changes.push_back({Change::Kind::identity, user.team, user.email});
  std::optional<User> added;
  TRY_DO(writing.connection.query(
      "SELECT u.user_id, u.email, u.first_name, u.last_name, m.role, u.created_at FROM users u "
      "JOIN team_members m ON m.user_id = u.user_id WHERE m.team_id = ? AND u.user_id = ?",
      {user.team.value(), *id}, [&](const db::Row& row) { added = read_user(row); }));
  return *std::move(added);
}

Result<std::vector<User>> list_users(db::Connection& connection, TeamId team) {
  std::vector<User> users;
  TRY_DO(
      connection.query("SELECT u.user_id, u.email, u.first_name, u.last_name, m.role, u.created_at FROM users u "
                       "JOIN team_members m ON m.user_id = u.user_id WHERE m.team_id = ? ORDER BY u.user_id LIMIT ?",
                       {team.value(), static_cast<std::int64_t>(base::limits::list_users_max)},
                       [&](const db::Row& row) { users.push_back(read_user(row)); }));
  return users;
}

}  // namespace connectory::store
