#include "service/authorisation.h"

#include <gtest/gtest.h>

namespace connectory::service {
namespace {

Principal principal_with(std::vector<std::string> allowed_ips, ScopeSet scopes = ScopeSet::all()) {
  store::Grant grant;
  grant.team = TeamId(42);
  grant.role = "OWNER";
  grant.scopes = scopes.names();
  grant.rate_per_hour = 1;
  grant.allowed_ips = std::move(allowed_ips);
  return make_principal(grant, "key:test", "key_1");
}

bool is_allowed_from(const Principal& principal, const char* address) {
  return !refuse_address(principal, *net::parse_address(address));
}

TEST(Authorisation, WithoutAListEveryAddressIsAllowed) {
  EXPECT_TRUE(is_allowed_from(principal_with({}), "192.0.2.1"));
  EXPECT_TRUE(is_allowed_from(principal_with({}), "2001:db8::1"));
}

TEST(Authorisation, OnlyListedAddressesAndRangesAreAllowed) {
  const Principal principal = principal_with({"10.1.0.0/16", "2001:db8::/32", "192.0.2.7"});
  for (const char* inside : {"10.1.0.0", "10.1.255.255", "2001:db8:ffff::1", "192.0.2.7"})
    EXPECT_TRUE(is_allowed_from(principal, inside)) << inside;
  for (const char* outside : {"10.0.255.255", "10.2.0.0", "2001:db9::1", "192.0.2.6", "192.0.2.8", "127.0.0.1"})
    EXPECT_FALSE(is_allowed_from(principal, outside)) << outside;
}

TEST(Authorisation, AListThatCannotBeReadAllowsNobody) {
  EXPECT_FALSE(is_allowed_from(principal_with({"everywhere"}), "127.0.0.1"));
  EXPECT_TRUE(is_allowed_from(principal_with({"everywhere", "127.0.0.1"}), "127.0.0.1"));
}

TEST(Authorisation, TheTeamIsCheckedBeforeTheScope) {
  const Principal principal = principal_with({}, ScopeSet().with(Scope::cb_connectors_read));
  EXPECT_FALSE(refuse(principal, {TeamId(42), Scope::cb_connectors_read}));
  EXPECT_EQ(refuse(principal, {TeamId(42), Scope::cb_connectors_write})->code, Error::Code::not_permitted);
  EXPECT_EQ(refuse(principal, {TeamId(43), Scope::cb_connectors_read})->code, Error::Code::foreign);
  EXPECT_EQ(refuse(principal, {TeamId(43), Scope::cb_connectors_write})->code, Error::Code::foreign);
}

}  // namespace
}  // namespace connectory::service
