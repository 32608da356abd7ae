#include "service/access.h"

#include <gtest/gtest.h>

namespace connectory::service {
namespace {

TEST(Access, NamesAreReadBack) {
  for (std::size_t i = 0; i < scopes_count; ++i)
    EXPECT_EQ(find_scope(name_of(static_cast<Scope>(i))), static_cast<Scope>(i));
  for (std::size_t i = 0; i < roles_count; ++i)
    EXPECT_EQ(find_role(name_of(static_cast<Role>(i))), static_cast<Role>(i));
  EXPECT_FALSE(find_scope("cb_connectors").has_value());
  EXPECT_FALSE(find_role("owner").has_value());
}

TEST(Access, RolesMayWhatTheContractSays) {
  for (const Role role : {Role::owner, Role::admin, Role::editor})
    EXPECT_TRUE(scopes_of(role).has(Scope::cb_connectors_write));
  for (const Role role : {Role::viewer, Role::finance}) EXPECT_FALSE(scopes_of(role).has(Scope::cb_connectors_write));
  EXPECT_TRUE(scopes_of(Role::viewer).has(Scope::cb_connectors_read));
  EXPECT_TRUE(scopes_of(Role::viewer).has(Scope::ds_queries_run));
  EXPECT_FALSE(scopes_of(Role::finance).has(Scope::cb_connectors_read));
  EXPECT_FALSE(scopes_of(Role::finance).has(Scope::ds_queries_run));
}

// The whole table, so that a role cannot gain or lose a scope without a change here.
TEST(Access, EachRoleHasItsScopesAndNoOthers) {
  const auto listed = [](Role role) {
    std::string names;
    for (const std::string& name : scopes_of(role).names()) names += name + " ";
    return names;
  };
  const std::string all =
      "cb_connectors_read cb_connectors_write cb_logo_read cb_logo_write cb_logs_read cb_secrets_read cb_secrets_write "
      "ds_accounts_read ds_login_links_read ds_login_links_write ds_logins_read ds_logins_write ds_queries_read "
      "ds_queries_run team_read team_settings_read team_settings_write user_read ";
  EXPECT_EQ(listed(Role::owner), all);
  EXPECT_EQ(listed(Role::admin), all);
  EXPECT_EQ(listed(Role::editor),
            "cb_connectors_read cb_connectors_write cb_logo_read cb_logo_write cb_logs_read cb_secrets_read "
            "cb_secrets_write ds_accounts_read ds_login_links_read ds_login_links_write ds_logins_read ds_logins_write "
            "ds_queries_read ds_queries_run team_read team_settings_read user_read ");
  EXPECT_EQ(listed(Role::viewer),
            "cb_connectors_read cb_logo_read cb_logs_read cb_secrets_read ds_accounts_read ds_login_links_read "
            "ds_logins_read ds_queries_read ds_queries_run team_read team_settings_read user_read ");
  EXPECT_EQ(listed(Role::finance), "team_read team_settings_read user_read ");
}

TEST(Access, APrincipalIsItsGrant) {
  const store::Grant grant{.team = TeamId(7),
                           .name = "ci",
                           .role = "EDITOR",
                           .scopes = {},
                           .rate_per_hour = 9,
                           .allowed_ips = {"::1"},
                           .is_enabled = true,
                           .created_at = {},
                           .expires_at = base::WallTime{5},
                           .last_used_at = {}};
  const Principal principal = make_principal(grant, "key:ci", "key_1");
  EXPECT_EQ(principal.team, TeamId(7));
  EXPECT_EQ(principal.actor.name, "key:ci");
  EXPECT_EQ(principal.credential, "key_1");
  EXPECT_EQ(principal.role, Role::editor);
  EXPECT_EQ(principal.rate_per_hour, 9);
  ASSERT_TRUE(principal.allowed_addresses && principal.allowed_addresses->size() == 1);
  EXPECT_TRUE(principal.allowed_addresses->front().contains(*net::parse_address("::1")));
  EXPECT_EQ(principal.expires_at, base::WallTime{5});
}

TEST(Access, ScopesNarrowARoleAndNeverWidenIt) {
  store::Grant grant{};
  grant.role = "VIEWER";
  grant.scopes = std::vector<std::string>{"cb_connectors_read", "cb_connectors_write"};
  EXPECT_EQ(make_principal(grant, "", "").scopes, ScopeSet().with(Scope::cb_connectors_read));
  grant.role = std::nullopt;
  EXPECT_TRUE(make_principal(grant, "", "").scopes.has(Scope::cb_connectors_write));
  grant.role = "WIZARD";  // a role of a later version
  EXPECT_TRUE(make_principal(grant, "", "").scopes.is_empty());
  grant.role = std::nullopt;
  grant.scopes = std::nullopt;
  EXPECT_TRUE(make_principal(grant, "", "").scopes.is_empty());
}

TEST(Access, ScopesAreParsedWithCommasOrSpaces) {
  std::string unknown;
  EXPECT_EQ(parse_scopes("team_read, user_read", unknown), ScopeSet().with(Scope::team_read).with(Scope::user_read));
  EXPECT_FALSE(parse_scopes("team_read nonsense", unknown).has_value());
  EXPECT_EQ(unknown, "nonsense");
}

}  // namespace
}  // namespace connectory::service
