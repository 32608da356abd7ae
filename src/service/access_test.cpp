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
