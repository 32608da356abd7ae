#include "store/teams.h"

#include <set>

#include "base/limits.h"
#include "store/given_store_impl.h"

namespace connectory::store {
namespace {

using Strings = std::vector<std::string>;

class TeamsTest : public GivenStore {
 protected:
  Result<Team> make(std::optional<TeamId> id, std::string name = "New") {
    return write([&](Writing& writing) { return create_team(writing, {id, name}, actor); });
  }
  Result<User> add(const NewUser& user) {
    return write([&](Writing& writing) { return add_user(writing, user, actor); });
  }
  std::vector<User> users(TeamId of) {
    return *read([&](db::Connection& connection) { return list_users(connection, of); });
  }
};

TEST_F(TeamsTest, AreKeptAsTheyWereMade) {
  const auto made = make(TeamId(7), "Nordic shop");
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(last_details(), R"({"name":"Nordic shop"})");
  const auto found = read([](db::Connection& connection) { return get_team(connection, TeamId(7)); });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->name, "Nordic shop");
  EXPECT_EQ(found->display_id, made->display_id);
  EXPECT_EQ(found->display_id.size(), 9U);
  EXPECT_TRUE(found->display_id.starts_with("SM_"));
  EXPECT_EQ(found->status, 1);
  EXPECT_EQ(found->created_at, base::WallTime{1'700'000'000'000});
  EXPECT_EQ(code_of(make(TeamId(7))), Error::Code::already_exists);
  EXPECT_EQ(code_of(read([](db::Connection& connection) { return get_team(connection, TeamId(8)); })),
            Error::Code::not_found);
}

TEST_F(TeamsTest, TheNextNumberIsTheFirstFreeOneBehindATakenOne) {
  EXPECT_EQ(make({})->id, TeamId(44));  // after 42 and 43
  EXPECT_EQ(make({})->id, TeamId(45));
  ASSERT_TRUE(make(TeamId(47)));
  EXPECT_EQ(make({})->id, TeamId(46));
  EXPECT_EQ(make({})->id, TeamId(48));
  ASSERT_TRUE(make(TeamId(1)));
  EXPECT_EQ(make({})->id, TeamId(2));
  ASSERT_TRUE(make(TeamId(INT64_MAX)));
  EXPECT_EQ(make({})->id, TeamId(3));
  const auto listed = *read([](db::Connection& connection) { return list_teams(connection); });
  Strings ids;
  for (const Team& one : listed) ids.push_back(std::to_string(one.id.value()));
  EXPECT_EQ(ids, (Strings{"1", "2", "3", "42", "43", "44", "45", "46", "47", "48", "9223372036854775807"}));
}

TEST_F(TeamsTest, TheFirstOfAllHasTheNumberOne) {
  ASSERT_TRUE(write([](Writing& writing) -> Result<void> {
    TRY_DO(writing.connection.execute("DELETE FROM teams"));
    return {};
  }));
  EXPECT_EQ(make({})->id, TeamId(1));
}

TEST_F(TeamsTest, APersonMayBeInSeveralAndOnceInEach) {
  const auto ann = add({team, "ann@example.com", "Ann", "Lee", "OWNER"});
  ASSERT_TRUE(ann.has_value());
  EXPECT_EQ(last_details(), R"({"user_id":1,"role":"OWNER"})");
  EXPECT_EQ(audited(), Strings{"user.add ann@example.com"});
  EXPECT_EQ(announced(), Strings{"identity ann@example.com"});
  EXPECT_EQ(ann->email, "ann@example.com");
  EXPECT_EQ(ann->first_name + " " + ann->last_name, "Ann Lee");
  EXPECT_EQ(ann->role, "OWNER");
  EXPECT_EQ(ann->created_at, base::WallTime{1'700'000'000'000});
  EXPECT_EQ(code_of(add({team, "ann@example.com", "Ann", "Lee", "VIEWER"})), Error::Code::already_exists);
  const auto there = add({other_team, "ann@example.com", "Anna", "Li", "VIEWER"});
  ASSERT_TRUE(there.has_value());
  EXPECT_EQ(there->id, ann->id);
  EXPECT_EQ(there->first_name, "Ann");  // a person has one name in all teams
  EXPECT_EQ(there->role, "VIEWER");
  EXPECT_EQ(users(team).at(0).role, "OWNER");
  ASSERT_TRUE(add({team, "ben@example.com", "Ben", "", "EDITOR"}));
  EXPECT_EQ(users(team).size(), 2U);
  EXPECT_EQ(users(team).at(1).id, UserId(2));
  EXPECT_EQ(users(other_team).size(), 1U);
  EXPECT_EQ(code_of(add({TeamId(7), "cleo@example.com", "", "", "OWNER"})), Error::Code::not_found);
}

TEST_F(TeamsTest, AListOfPeopleHasABound) {
  ASSERT_TRUE(write([](Writing& writing) -> Result<void> {
    for (std::size_t i = 0; i <= base::limits::list_users_max; ++i)
      TRY_DO(add_user(writing, {team, std::to_string(i), "", "", "VIEWER"}, actor));
    return {};
  }));
  EXPECT_EQ(users(team).size(), base::limits::list_users_max);
  EXPECT_EQ(users(team).front().email, "0");
}

}  // namespace
}  // namespace connectory::store
